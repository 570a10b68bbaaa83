import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { Filled } from '../../components/Filled'
import { ProblemNote } from '../../components/State'
import { dropUpload, retryUpload, type UploadView } from '../../store/uploads'

export function UploadRow({ upload }: { upload: UploadView }) {
  const { t } = useTranslation()
  const share = upload.size ? upload.sent / upload.size : 0
  const words = {
    waiting: t('papers.waiting'),
    sending: t('papers.uploading', { percent: Math.floor(share * 100) }),
    failed: t('papers.failed'),
  }
  return (
    <li className="rows-row">
      <div className="grow stack-tight upload">
        <div className="spread">
          <strong>{upload.name}</strong>
          <span className={upload.state === 'failed' ? 'small late' : 'small soft number'}>
            {words[upload.state]}
          </span>
        </div>
        <div
          className="bar"
          role="progressbar"
          aria-label={upload.name}
          aria-valuenow={Math.floor(share * 100)}
          aria-valuemin={0}
          aria-valuemax={100}
        >
          <Filled share={share} />
        </div>
        {upload.problem && <ProblemNote problem={upload.problem} />}
      </div>
      <div className="row">
        {upload.state === 'failed' && (
          <Button icon="refresh" onPress={() => retryUpload(upload.id)}>
            {t('papers.retry')}
          </Button>
        )}
        <Button look="plain" onPress={() => void dropUpload(upload.id)}>
          {t('papers.cancel')}
        </Button>
      </div>
    </li>
  )
}
