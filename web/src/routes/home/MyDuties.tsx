import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../../components/Button'
import { Icon } from '../../components/Icon'
import { useLanguage } from '../../store/person'
import { reads } from '../../store/reads'
import { moment } from '../../words/dates'

/** For people on duty at connecting sites, the next one; most people have none, and see nothing of it. */
export function MyDuties() {
  const { t } = useTranslation()
  const language = useLanguage()
  const duties = (useQuery(reads.duties()).data ?? []).filter(one => one.meeting.state === 'called')
  const next = duties.find(one => !one.site.readiness?.ready) ?? duties[0]
  if (!next) return null
  const at = moment(next.meeting.starts_at, next.meeting.zone, language)
  return (
    <p className={next.site.readiness?.ready ? 'notice' : 'notice brick'}>
      <Icon name="video" />
      <span className="grow">
        {t(next.site.readiness?.ready ? 'duties.nextReady' : 'duties.next', {
          title: next.meeting.title,
          at,
        })}
      </span>
      <LinkButton href="/duties">{t('duties.title')}</LinkButton>
    </p>
  )
}
