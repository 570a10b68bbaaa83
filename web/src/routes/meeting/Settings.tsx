import { useTranslation } from 'react-i18next'
import { DeadlineList } from '../../components/DeadlineList'
import { isOpen } from '../../store/meetings'
import { tell } from '../../store/notices'
import type { Meeting } from '../../types/api'
import { BasicsOfMeeting } from '../form/NewMeeting'
import { Again } from '../series/Again'
import { HandOver } from './HandOver'

export function Settings({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  return (
    <div className="stack">
      {(meeting.deadlines ?? []).length > 0 && (
        <section className="card stack-tight">
          <h2>{t('meeting.deadlineTitle')}</h2>
          <DeadlineList deadlines={meeting.deadlines ?? []} zone={meeting.zone} />
        </section>
      )}
      {isOpen(meeting) && (
        <BasicsOfMeeting
          meeting={meeting}
          confirm={t('form.saveChanges')}
          onSaved={() => tell(t('app.saved'))}
        />
      )}
      <Again meeting={meeting} />
      {isOpen(meeting) && <HandOver meeting={meeting} />}
    </div>
  )
}
