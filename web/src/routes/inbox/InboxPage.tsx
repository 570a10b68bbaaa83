import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Button } from '../../components/Button'
import { Icon, type IconName } from '../../components/Icon'
import { nameOfSite } from '../../components/Meeting'
import { ReportList, reportName } from '../../components/ReportList'
import { Empty, Failed, Waiting } from '../../components/State'
import { Title } from '../../components/Title'
import { inbox, markAllRead, markRead } from '../../services/messages'
import { tellProblem } from '../../store/notices'
import { useLanguage } from '../../store/person'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Inbox, InboxEntry, InboxKind } from '../../types/api'
import { dayKey, homeZone, moment, span } from '../../words/dates'

const signs: Record<InboxKind, IconName> = {
  meeting_called: 'mail',
  meeting_changed: 'edit',
  agenda_changed: 'history',
  meeting_postponed: 'clock',
  meeting_cancelled: 'cross',
  participant_removed: 'leave',
  paper_released: 'paper',
  paper_recalled: 'lock',
  invitation_declined: 'person',
  paper_refused: 'alert',
  answer_awaited: 'mail',
  meeting_nears: 'clock',
  answer_recorded: 'check',
  substitute_proposed: 'people',
  substitute_agreed: 'people',
  substitute_refused: 'cross',
  seat_handed_over: 'leave',
  papers_asked: 'upload',
  meeting_handed_over: 'people',
  paper_submitted: 'paper',
  paper_accepted: 'check',
  paper_returned: 'edit',
  usage_report: 'bars',
  site_assigned: 'place',
  site_ready: 'check',
  site_trouble: 'alert',
  duty_given: 'video',
  duty_changed: 'edit',
  duty_due: 'clock',
  duty_postponed: 'clock',
  duty_cancelled: 'cross',
  duty_ended: 'leave',
  room_asked: 'place',
  room_booked: 'place',
  room_freed: 'cross',
  room_lapsed: 'clock',
  room_confirmed: 'check',
  room_refused: 'alert',
}

/** Reports of use that name the reader; most people have none, and see nothing of it. */
function OwnReports() {
  const { t } = useTranslation()
  const reports = useQuery(reads.ownReports()).data ?? []
  if (reports.length === 0) return null
  return (
    <section className="card stack-tight">
      <h2>{t('reports.own')}</h2>
      <ReportList reports={reports} named />
    </section>
  )
}

export function InboxPage() {
  const { t } = useTranslation()
  const first = useQuery(reads.inbox())
  const [older, setOlder] = useState<Inbox[]>([])
  const next = (older.at(-1) ?? first.data)?.next ?? null
  const entries = [...(first.data?.items ?? []), ...older.flatMap(page => page.items)]
  const readAll = async () => {
    try {
      await markAllRead()
      setOlder(older.map(page => ({ ...page, items: page.items.map(entry => ({ ...entry, read: true })) })))
    } catch (error) {
      tellProblem(error)
    }
    await queries.invalidateQueries({ queryKey: ['inbox'] })
  }
  return (
    <div className="page">
      <Title text={t('inbox.title')} />
      <div className="spread">
        <h1>{t('inbox.title')}</h1>
        {(first.data?.unread ?? 0) > 0 && (
          <Button icon="check" onPress={() => void readAll()}>
            {t('inbox.readAll')}
          </Button>
        )}
      </div>
      <OwnReports />
      {first.isPending && <Waiting rows={4} />}
      {first.error && <Failed error={first.error} onRetry={first.refetch} />}
      {first.data && entries.length === 0 && (
        <Empty icon="bell" title={t('inbox.none')} help={t('inbox.noneHelp')} />
      )}
      {entries.length > 0 && (
        <ul className="card inbox">
          {entries.map(entry => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
      {next && (
        <div>
          <Button onPress={() => void inbox(next).then(page => setOlder([...older, page]), tellProblem)}>
            {t('app.more')}
          </Button>
        </div>
      )}
    </div>
  )
}

function Entry({ entry }: { entry: InboxEntry }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const said = saidOf[entry.kind]
  const open = () => {
    if (!entry.read) void markRead(entry.id).then(() => queries.invalidateQueries({ queryKey: ['inbox'] }))
  }
  return (
    <li className={entry.read ? 'inbox-entry' : 'inbox-entry unread'}>
      <Link href={targetOf(entry)} onClick={open}>
        <Icon name={signs[entry.kind]} />
        <span className="grow">
          <span className="spread">
            <strong>
              {t(`inbox.${entry.kind}`)}
              {!entry.read && <span className="hidden"> ({t('inbox.unread')})</span>}
            </strong>
            <span className="tiny number">{moment(entry.at, homeZone, language)}</span>
          </span>
          {entry.report && (
            <span className="inbox-line">
              {reportName(t, language, entry.report.period, entry.report.since)} ·{' '}
              {entry.report.organisation_name}
            </span>
          )}
          {entry.item && <span className="inbox-line">{entry.item.title}</span>}
          {entry.booking && <BookingLines booking={entry.booking} />}
          {entry.site && <span className="inbox-line">{nameOfSite(entry.site)}</span>}
          {entry.kind === 'site_trouble' && entry.site?.note && (
            <span className="inbox-line small">{entry.site.note}</span>
          )}
          {entry.document && <span className="inbox-line">{entry.document.title}</span>}
          {entry.document?.note && (
            <span className="inbox-line small">{t('compare.note', { note: entry.document.note })}</span>
          )}
          {entry.note && (
            <span className="inbox-line small">
              {entry.kind === 'room_refused' ? entry.note : t('compare.note', { note: entry.note })}
            </span>
          )}
          {entry.person && said && (
            <span className="inbox-line">{t(said, { name: entry.person.full_name })}</span>
          )}
          {entry.meeting && (
            <span className="inbox-line small soft">
              {entry.meeting.title} · {moment(entry.meeting.starts_at, entry.meeting.zone, language)}
            </span>
          )}
        </span>
      </Link>
    </li>
  )
}

function BookingLines({ booking }: { booking: NonNullable<InboxEntry['booking']> }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { people, services, note } = booking
  const wanted = [
    people > 0 ? t('rooms.people', { count: people }) : '',
    ...services.map(one => t(`roomService.${one}`)),
    note,
  ].filter(Boolean)
  return (
    <>
      <span className="inbox-line">
        {booking.room_name} · {span(booking.starts_at, booking.ends_at, booking.zone, language)}
      </span>
      {wanted.length > 0 && <span className="inbox-line small soft">{wanted.join(', ')}</span>}
    </>
  )
}

/** What is said of the person whom an entry names; other entries name whoever reads them. */
const saidOf: Partial<
  Record<InboxKind, 'inbox.declinedBy' | 'inbox.proposedBy' | 'inbox.agreedFor' | 'inbox.recordedFor'>
> = {
  invitation_declined: 'inbox.declinedBy',
  substitute_proposed: 'inbox.proposedBy',
  substitute_agreed: 'inbox.agreedFor',
  answer_recorded: 'inbox.recordedFor',
}

function targetOf(entry: InboxEntry): string {
  if (entry.report) return `/reports/${entry.report.id}`
  if (['papers_asked', 'paper_accepted', 'paper_returned'].includes(entry.kind)) return '/preparing'
  if (entry.booking) return `/rooms?day=${dayKey(entry.booking.starts_at, entry.booking.zone)}`
  if (entry.kind.startsWith('duty_')) return '/duties'
  if (!entry.meeting || entry.kind === 'participant_removed') return '/meetings'
  const meeting = `/meetings/${entry.meeting.id}`
  if (entry.kind === 'paper_released' && entry.document) return `${meeting}/book/${entry.document.id}`
  if (entry.kind === 'agenda_changed') return `${meeting}/agenda-changes`
  if (entry.kind === 'paper_refused' || entry.kind === 'paper_submitted') return `${meeting}/papers`
  if (entry.kind === 'site_ready' || entry.kind === 'site_trouble') return `${meeting}/sites`
  if (['invitation_declined', 'substitute_proposed', 'substitute_agreed'].includes(entry.kind))
    return `${meeting}/participants`
  return meeting
}
