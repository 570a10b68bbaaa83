import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { LinkButton } from '../../components/Button'
import { DeadlineList } from '../../components/DeadlineList'
import { Filled } from '../../components/Filled'
import { Icon } from '../../components/Icon'
import { Place, StateChip, When } from '../../components/Meeting'
import { Empty, Failed, Waiting } from '../../components/State'
import { isOpen } from '../../store/meetings'
import { secretaryOf, usePerson } from '../../store/person'
import { reads } from '../../store/reads'
import type { BoardLine, BoardMeeting, Deadline, MeetingSummary, PaperBoardMeeting } from '../../types/api'
import { Unreached } from '../meeting/Unreached'
import { isPressing, MeetingLine, PaperLineRow } from './BoardLines'

/** Whether the board shows it, if it is in its days. */
export function isOnBoard(meeting: MeetingSummary): boolean {
  return meeting.my.role === 'secretary' && isOpen(meeting)
}

/** The week on one screen: what each meeting still wants, and the act that does away with it. */
export function SecretaryHome({ from, to }: { from: string; to: string }) {
  const { t } = useTranslation()
  const calls = secretaryOf(usePerson()).length > 0
  const board = useQuery(reads.board(from, to))
  const ids = (board.data ?? []).map(one => one.meeting.id)
  const papers = useQuery(reads.paperBoard(ids))
  const unreached = useQuery(reads.unreached())
  return (
    <section className="stack" aria-labelledby="week">
      <div className="spread middle">
        <h2 id="week">{t('home.board')}</h2>
        {calls && (
          <LinkButton href="/meetings/new" look="primary" icon="plus">
            {t('meetings.create')}
          </LinkButton>
        )}
      </div>
      {board.isPending && <Waiting />}
      {board.error && <Failed error={board.error} onRetry={board.refetch} />}
      {board.data?.length === 0 && <Empty icon="calendar" title={t('home.weekNone')} />}
      {board.data?.map(one => (
        <BoardCard
          key={one.meeting.id}
          board={one}
          papers={papers.data?.find(found => found.meeting_id === one.meeting.id)}
          unreached={unreached.data?.some(found => found.meeting.id === one.meeting.id) ?? false}
        />
      ))}
    </section>
  )
}

interface BoardCardProps {
  board: BoardMeeting
  papers: PaperBoardMeeting | undefined
  /** Whether somebody was not reached by its messages. */
  unreached: boolean
}

function BoardCard({ board: { meeting, answers, lines }, papers, unreached }: BoardCardProps) {
  const { t } = useTranslation()
  const page = `/meetings/${meeting.id}`
  const pressing = lines.filter(isPressing)
  const wanted = (papers?.lines ?? []).filter(line => line.kind !== 'unopened')
  return (
    <article className="card stack">
      <Head meeting={meeting} />
      <div className="figures">
        {meeting.state === 'called' && (
          <Figure
            href={`${page}/participants`}
            name={t('home.unanswered')}
            part={answers.people - answers.answered}
            whole={answers.people}
          />
        )}
        {papers && (
          <Figure
            href={`${page}/readiness`}
            name={t('home.unopened')}
            part={papers.people - papers.opened}
            whole={papers.people}
          />
        )}
      </div>
      <DeadlineList
        deadlines={lines.filter(line => !isPressing(line)).flatMap(deadlineOf)}
        zone={meeting.zone}
      />
      {pressing.length + wanted.length > 0 ? (
        <ul className="stack-tight">
          {pressing.map(line => (
            <MeetingLine key={`${line.kind} ${line.rule} ${line.state}`} meeting={meeting} line={line} />
          ))}
          {wanted.map(line => (
            <PaperLineRow key={line.kind} meeting={meeting} line={line} />
          ))}
        </ul>
      ) : (
        papers &&
        !unreached && (
          <p className="with-icon small soft">
            <Icon name="check" />
            {t('board.nothing')}
          </p>
        )
      )}
      <Unreached meeting={meeting} />
    </article>
  )
}

function Head({ meeting }: { meeting: MeetingSummary }) {
  return (
    <div className="spread">
      <div className="grow stack-tight">
        <p className="small soft">
          <When meeting={meeting} />
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
  )
}

function deadlineOf({ rule, state, due_at, reason }: BoardLine): Deadline[] {
  return rule && due_at ? [{ rule, state: state as Deadline['state'], due_at, reason }] : []
}

/** How many are still missing, as a number and as a bar that fills. */
function Figure({ href, name, part, whole }: { href: string; name: string; part: number; whole: number }) {
  const { t } = useTranslation()
  if (whole === 0) return null
  return (
    <Link href={href} className="figure">
      <span className="spread">
        <span className="small">{name}</span>
        <strong className={part > 0 ? 'number late' : 'number'}>{t('home.of', { part, whole })}</strong>
      </span>
      <span className="bar">
        <Filled share={1 - part / whole} />
      </span>
    </Link>
  )
}
