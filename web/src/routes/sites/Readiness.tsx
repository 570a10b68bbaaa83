import { useTranslation } from 'react-i18next'
import { Icon } from '../../components/Icon'
import type { Site } from '../../types/api'
import { shortMoment } from '../../words/dates'

type Report = Site['readiness']

export function ReadinessChip({ readiness }: { readiness: Report }) {
  const { t } = useTranslation()
  if (!readiness) return <span className="chip">{t('sites.unready')}</span>
  return (
    <span className={readiness.ready ? 'chip blue' : 'chip brick'}>
      <Icon name={readiness.ready ? 'check' : 'alert'} />
      {t(readiness.ready ? 'sites.ready' : 'sites.trouble')}
    </span>
  )
}

/** What was said of it, by whom and when. */
export function ReadinessNote({ readiness, zone }: { readiness: Report; zone: string }) {
  const { t } = useTranslation()
  if (!readiness) return null
  return (
    <div>
      {readiness.note && <p className={readiness.ready ? 'small' : 'small late'}>{readiness.note}</p>}
      <p className="tiny number">
        {t('sites.reportedBy', { name: readiness.by.full_name, at: shortMoment(readiness.at, zone) })}
      </p>
    </div>
  )
}
