import { useQueries, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { LinkButton } from '../../components/Button'
import { Filled } from '../../components/Filled'
import { Icon } from '../../components/Icon'
import { Place, StateChip } from '../../components/Meeting'
import { Empty, Failed, Waiting } from '../../components/State'
import { useLanguage } from '../../store/person'
import { reads } from '../../store/reads'
import type { Deadline, Document, Meeting, MeetingSummary, Readiness } from '../../types/api'
import { addDays, clock, day, dayKey, homeZone, mondayOf, shortMoment, startOfDay } from '../../words/dates'
import { BoardLines } from './BoardLines'

/** The week with what is late, unanswered, unopened and refused, meeting by meeting. */
export function SecretaryHome() {
  const { t } = useTranslation()
  const today = dayKey(new Date(), homeZone)
  const from = startOfDay(mondayOf(today), homeZone)
  const to = startOfDay(addDays(mondayOf(today), 14), homeZone)
  const listed = useQuery(reads.meetings(from, to))
  const meetings = (listed.data ?? []).filter(
    meeting => meeting.state !== 'cancelled' && dayKey(meeting.starts_at, homeZone) >= today,
  )
  return (
    <section className="stack" aria-labelledby="week">
      <div className="spread middle">
        <h2 id="week">{t('home.board')}</h2>
        <LinkButton href="/meetings/new" look="primary" icon="plus">
          {t('meetings.create')}
        </LinkButton>
      </div>
      {listed.isPending && <Waiting />}
      {listed.error && <Failed error={listed.error} onRetry={listed.refetch} />}
      {listed.data && meetings.length === 0 && <Empty icon="calendar" title={t('home.weekNone')} />}
      <Board meetings={meetings} />
    </section>
  )
}

function Board({ meetings }: { meetings: MeetingSummary[] }) {
  const whole = useQueries({ queries: meetings.map(meeting => reads.meeting(meeting.id)) })
  const papers = useQueries({ queries: meetings.map(meeting => reads.documents(meeting.id)) })
  const read = useQueries({ queries: meetings.map(meeting => reads.readiness(meeting.id)) })
  return meetings.map((meeting, index) => (
    <BoardCard
      key={meeting.id}
      meeting={meeting}
      whole={whole[index]?.data}
      papers={papers[index]?.data ?? []}
      readiness={read[index]?.data}
    />
  ))
}

interface BoardCardProps {
  meeting: MeetingSummary
  whole: Meeting | undefined
  papers: Document[]
  readiness: Readiness | undefined
}

function BoardCard({ meeting, whole, papers, readiness }: BoardCardProps) {
  const language = useLanguage()
  return (
    <article className="card stack">
      <div className="spread">
        <div className="grow stack-tight">
          <p className="small soft number">
            {day(meeting.starts_at, meeting.zone, language)}, {clock(meeting.starts_at, meeting.zone)}–
            {clock(meeting.ends_at, meeting.zone)}
          </p>
          <h3>
            <Link href={`/meetings/${meeting.id}`}>{meeting.title}</Link>
          </h3>
          <p className="small soft">
            <Place meeting={meeting} />
          </p>
        </div>
        <StateChip state={meeting.state} />
      </div>
      <div className="figures">
        {whole?.answers && <Answers meeting={meeting} answers={whole.answers} />}
        {readiness && readiness.documents.length > 0 && <Opened meeting={meeting} readiness={readiness} />}
      </div>
      {(whole?.deadlines ?? []).length > 0 && (
        <DeadlineList deadlines={whole?.deadlines ?? []} zone={meeting.zone} />
      )}
      {whole && <BoardLines meeting={whole} />}
      <Troubles papers={papers} meeting={meeting} />
    </article>
  )
}

function Answers({
  meeting,
  answers,
}: {
  meeting: MeetingSummary
  answers: NonNullable<Meeting['answers']>
}) {
  const { t } = useTranslation()
  const total = answers.accepted + answers.declined + answers.pending
  if (total === 0) return null
  return (
    <Figure
      href={`/meetings/${meeting.id}/participants`}
      name={t('home.unanswered')}
      part={answers.pending}
      whole={total}
      share={1 - answers.pending / total}
    />
  )
}

function Opened({ meeting, readiness }: { meeting: MeetingSummary; readiness: Readiness }) {
  const { t } = useTranslation()
  const none = readiness.people.filter(person => person.opened.length === 0).length
  const total = readiness.people.length
  if (total === 0) return null
  return (
    <Figure
      href={`/meetings/${meeting.id}/readiness`}
      name={t('home.unopened')}
      part={none}
      whole={total}
      share={1 - none / total}
    />
  )
}

/** How many are still missing, as a number and as a bar that fills. */
function Figure({
  href,
  name,
  part,
  whole,
  share,
}: {
  href: string
  name: string
  part: number
  whole: number
  share: number
}) {
  const { t } = useTranslation()
  return (
    <Link href={href} className="figure">
      <span className="spread">
        <span className="small">{name}</span>
        <strong className={part > 0 ? 'number late' : 'number'}>{t('home.of', { part, whole })}</strong>
      </span>
      <span className="bar">
        <Filled share={share} />
      </span>
    </Link>
  )
}

export function DeadlineList({ deadlines, zone }: { deadlines: Deadline[]; zone: string }) {
  const { t } = useTranslation()
  return (
    <ul className="row">
      {deadlines.map(deadline => (
        <li
          key={deadline.rule}
          className={deadline.state === 'late' ? 'with-icon small late' : 'with-icon small soft'}
        >
          <Icon
            name={deadline.state === 'late' ? 'alert' : deadline.state === 'pending' ? 'clock' : 'check'}
          />
          <span>
            {t(`deadline.${deadline.rule}`)}:{' '}
            {t(`deadline.${deadline.state}`, { at: shortMoment(deadline.due_at, zone) })}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Troubles({ papers, meeting }: { papers: Document[]; meeting: MeetingSummary }) {
  const { t } = useTranslation()
  const refused = papers.filter(paper => paper.version?.state === 'refused')
  const undeclared = papers.filter(paper => paper.version?.needs_declaration)
  if (refused.length + undeclared.length === 0) return null
  return (
    <ul className="stack-tight">
      {refused.map(paper => (
        <li key={paper.id} className="notice brick">
          <Icon name="alert" />
          <span className="grow">
            {t('papers.refusedWhy', { name: paper.title, reason: paper.version?.refusal?.title ?? '' })}
          </span>
          <LinkButton href={`/meetings/${meeting.id}/papers`}>{t('meeting.papers')}</LinkButton>
        </li>
      ))}
      {undeclared.map(paper => (
        <li key={paper.id} className="notice">
          <Icon name="paper" />
          <span className="grow">
            {t('papers.needsDeclaration')}: {paper.title}
          </span>
          <LinkButton href={`/meetings/${meeting.id}/papers`}>{t('papers.declare')}</LinkButton>
        </li>
      ))}
    </ul>
  )
}
