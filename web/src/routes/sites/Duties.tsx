import { useQuery } from '@tanstack/react-query'
import { Fragment, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { JoinVideo, StateChip } from '../../components/Meeting'
import { Empty, Failed, Waiting } from '../../components/State'
import { Title } from '../../components/Title'
import { useLanguage } from '../../store/person'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Duty } from '../../types/api'
import { span } from '../../words/dates'
import { ReadinessChip, ReadinessNote } from './Readiness'
import { Report } from './Report'

/** For people on duty at connecting sites: when, where, how many, and to say that all is ready. */
export function Duties() {
  const { t } = useTranslation()
  const found = useQuery(reads.duties())
  return (
    <div className="page">
      <Title text={t('duties.title')} />
      <header>
        <h1>{t('duties.title')}</h1>
        <p className="soft">{t('duties.help')}</p>
      </header>
      {found.isPending && <Waiting />}
      {found.error && <Failed error={found.error} onRetry={found.refetch} />}
      {found.data?.length === 0 && <Empty icon="video" title={t('duties.none')} />}
      {found.data?.map(duty => (
        <DutyCard key={duty.site.id} duty={duty} />
      ))}
    </div>
  )
}

function DutyCard({ duty: { site, meeting } }: { duty: Duty }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [reporting, setReporting] = useState<'ready' | 'trouble' | null>(null)
  return (
    <article className="card stack">
      <div className="stack-tight">
        <div className="row">
          <StateChip state={meeting.state} />
          {meeting.state === 'called' && <ReadinessChip readiness={site.readiness} />}
        </div>
        <p className="number">
          <strong>{span(meeting.starts_at, meeting.ends_at, meeting.zone, language)}</strong>
        </p>
        <h2>{meeting.title}</h2>
      </div>
      <Facts duty={{ site, meeting }} />
      <ReadinessNote readiness={site.readiness} zone={meeting.zone} />
      <div className="row">
        {meeting.state === 'called' && !site.readiness?.ready && (
          <Button look="large primary" icon="check" onPress={() => setReporting('ready')}>
            {t('sites.sayReady')}
          </Button>
        )}
        {meeting.state === 'called' && (
          <Button look="large" icon="alert" onPress={() => setReporting('trouble')}>
            {t('sites.sayTrouble')}
          </Button>
        )}
        <JoinVideo meeting={meeting} />
      </div>
      {reporting && (
        <Report
          site={site}
          ready={reporting === 'ready'}
          onDone={() => queries.invalidateQueries({ queryKey: ['duties'] })}
          onClose={() => setReporting(null)}
        />
      )}
    </article>
  )
}

function Facts({ duty: { site, meeting } }: { duty: Duty }) {
  const { t } = useTranslation()
  const contacts = meeting.contacts.map(one => [one.full_name, one.post].filter(Boolean).join(', '))
  const rows = [
    [t('sites.site'), [site.organisation.name, site.place].filter(Boolean).join(', ')],
    [t('duties.expected'), t('sites.seated', { people: site.people, seats: site.seats })],
    [t('rooms.services'), site.services.map(one => t(`roomService.${one}`)).join(', ')],
    [t('sites.note'), site.note],
    [t('meeting.organisation'), meeting.organisation.name],
    [t('duties.contacts'), contacts.join('; ')],
  ] as const
  return (
    <dl className="facts">
      {rows
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
    </dl>
  )
}
