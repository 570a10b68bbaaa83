import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { currentNotices, dismiss, subscribeNotices, tellProblem } from '../store/notices'
import { Button, IconButton } from './Button'

export function Notices() {
  const { t } = useTranslation()
  const notices = useSyncExternalStore(subscribeNotices, currentNotices)
  return (
    <div className="notices" role="status">
      {notices.map(notice => (
        <div key={notice.id} className="fade">
          <span>{notice.text}</span>
          {notice.act && (
            <Button
              onPress={() => {
                dismiss(notice.id)
                Promise.resolve().then(notice.act).catch(tellProblem)
              }}
            >
              {notice.name ?? t('app.undo')}
            </Button>
          )}
          <IconButton icon="cross" label={t('app.close')} onPress={() => dismiss(notice.id)} />
        </div>
      ))}
    </div>
  )
}
