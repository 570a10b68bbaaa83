import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { StateChip } from '../../components/Meeting'
import { More } from '../../components/More'
import { Empty, Failed, Waiting } from '../../components/State'
import { Title } from '../../components/Title'
import { isLost } from '../../store/lost'
import { servesPrintDesk, useLanguage, usePerson } from '../../store/person'
import { reads } from '../../store/reads'
import type { DeskMeeting } from '../../types/api'
import { moment } from '../../words/dates'

/** For the person at the copier: the meetings of these weeks, those first whose paper is not all counted. */
export function PrintDesk() {
  const { t } = useTranslation()
  const person = usePerson()
  return (
    <div className="page">
      <Title text={t('prints.title')} />
      <h1>{t('prints.title')}</h1>
      {servesPrintDesk(person) ? <Meetings /> : <Empty icon="lock" title={t('prints.denied')} />}
    </div>
  )
}

function Meetings() {
  const { t } = useTranslation()
  const found = useInfiniteQuery(reads.deskMeetings())
  if (found.isPending) return <Waiting rows={4} />
  if (isLost(found)) return <Failed error={found.error} onRetry={found.refetch} />
  const all = found.data.pages.flatMap(page => page.items)
  const parts = [
    { title: t('prints.toCount'), meetings: all.filter(one => !one.complete) },
    { title: t('prints.counted'), meetings: all.filter(one => one.complete) },
  ]
  return (
    <div className="stack">
      <p className="soft">{t('prints.help')}</p>
      {all.length === 0 && <Empty icon="paper" title={t('prints.none')} help={t('prints.noneHelp')} />}
      {parts.map(
        part =>
          part.meetings.length > 0 && (
            <section key={part.title} className="stack-tight">
              <h2>{part.title}</h2>
              <ul className="card rows">
                {part.meetings.map(one => (
                  <MeetingLine key={one.meeting_id} meeting={one} />
                ))}
              </ul>
            </section>
          ),
      )}
      <More of={found} />
    </div>
  )
}

function MeetingLine({ meeting }: { meeting: DeskMeeting }) {
  const language = useLanguage()
  return (
    <li className="rows-row">
      <div className="grow">
        <Link href={`/print-desk/${meeting.meeting_id}`}>
          <strong>{meeting.title}</strong>
        </Link>
        <p className="small soft number">{moment(meeting.starts_at, meeting.zone, language)}</p>
      </div>
      <StateChip state={meeting.state} />
    </li>
  )
}
