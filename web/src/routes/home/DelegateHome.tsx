import { useQueries, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { LinkButton } from '../../components/Button'
import { Icon } from '../../components/Icon'
import {
  AnswerButtons,
  AnswerChip,
  isAnswerable,
  JoinVideo,
  MeetingRow,
  Place,
  StateChip,
  When,
} from '../../components/Meeting'
import { Empty } from '../../components/State'
import { readableOf } from '../../store/book'
import { wantsPapers } from '../../store/papers'
import { preparesPapers, useLanguage, usePerson } from '../../store/person'
import { reads } from '../../store/reads'
import type { Document, MeetingSummary } from '../../types/api'
import { dayKey, homeZone, moment } from '../../words/dates'

interface DelegateHomeProps {
  meetings: MeetingSummary[]
  /** Where a board stands above, nothing is said of what is not there: its meetings may be today. */
  besideBoard: boolean
}

/** Today's meetings first, then what waits for this person; nothing else. */
export function DelegateHome({ meetings, besideBoard }: DelegateHomeProps) {
  const today = dayKey(new Date(), homeZone)
  const prepares = preparesPapers(usePerson())
  const live = meetings.filter(
    meeting => meeting.state !== 'cancelled' && dayKey(meeting.ends_at, homeZone) >= today,
  )
  const called = live.filter(isCalled)
  const now = live.filter(meeting => dayKey(meeting.starts_at, homeZone) <= today)
  return (
    <>
      <Today
        // What does not take place is to be known, and stands in nobody's way.
        meetings={[...now.filter(isCalled), ...now.filter(meeting => !isCalled(meeting))]}
        next={called.find(meeting => !now.includes(meeting))}
        besideBoard={besideBoard}
      />
      {prepares && <ToPrepare />}
      <Asked meetings={called} besideBoard={besideBoard} />
    </>
  )
}

function isCalled(meeting: MeetingSummary): boolean {
  return meeting.state === 'called'
}

/** For people of owner units: how many items still want papers of theirs. */
function ToPrepare() {
  const { t } = useTranslation()
  const found = useQuery(reads.preparations())
  const open = (found.data ?? []).filter(wantsPapers)
  if (open.length === 0) return null
  return (
    <p className="notice">
      <Icon name="upload" />
      <span className="grow">{t('preparing.open', { count: open.length })}</span>
      <LinkButton href="/preparing">{t('preparing.title')}</LinkButton>
    </p>
  )
}

interface TodayProps extends DelegateHomeProps {
  next: MeetingSummary | undefined
}

function Today({ meetings, next, besideBoard }: TodayProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  if (meetings.length === 0 && besideBoard) return null
  return (
    <section className="stack" aria-labelledby="today">
      <h2 id="today">{t(besideBoard ? 'home.todayInvited' : 'home.today')}</h2>
      {meetings.length === 0 && (
        <Empty icon="calendar" title={t('home.todayNone')}>
          {next && (
            <p>
              <Link href={`/meetings/${next.id}`}>
                {t('home.nextMeeting', {
                  title: next.title,
                  when: moment(next.starts_at, next.zone, language),
                })}
              </Link>
            </p>
          )}
        </Empty>
      )}
      {meetings.map(meeting => (
        <TodayCard key={meeting.id} meeting={meeting} />
      ))}
    </section>
  )
}

function TodayCard({ meeting }: { meeting: MeetingSummary }) {
  const { t } = useTranslation()
  const takesPlace = isCalled(meeting)
  return (
    <article className={takesPlace ? 'card stack today-card' : 'card stack'}>
      <div className="stack-tight">
        <div className="row">
          <strong className="today-time">
            <When meeting={meeting} />
          </strong>
          {!takesPlace && <StateChip state={meeting.state} />}
          {takesPlace && meeting.my.answer !== 'pending' && <AnswerChip meeting={meeting} />}
        </div>
        <h3 className="today-title">
          <Link href={`/meetings/${meeting.id}`}>{meeting.title}</Link>
        </h3>
        <p className="soft">
          <Place meeting={meeting} />
        </p>
      </div>
      <div className="row">
        <LinkButton
          href={`/meetings/${meeting.id}/book`}
          look={takesPlace ? 'large primary' : 'large'}
          icon="book"
        >
          {t('meeting.openBook')}
        </LinkButton>
        {takesPlace && <JoinVideo meeting={meeting} />}
      </div>
    </article>
  )
}

function Asked({ meetings, besideBoard }: DelegateHomeProps) {
  const { t } = useTranslation()
  const papers = useQueries({ queries: meetings.map(meeting => reads.documents(meeting.id)) })
  const unopened = meetings.map((meeting, index) => ({
    meeting,
    papers: (papers[index]?.data ?? []).filter(paper => paper.state === 'released' && !paper.opened),
  }))
  const answers = meetings.filter(meeting => isAnswerable(meeting) && meeting.my.answer === 'pending')
  const proposals = useProposals(meetings)
  const nothing =
    answers.length + proposals.length === 0 && unopened.every(({ papers }) => papers.length === 0)
  if (nothing && besideBoard) return null
  return (
    <section className="stack" aria-labelledby="asked">
      <h2 id="asked">{t('home.asked')}</h2>
      {nothing && <Empty icon="check" title={t('home.askedNone')} />}
      {proposals.map(({ meeting, count }) => (
        <ToDecide key={meeting.id} meeting={meeting} count={count} />
      ))}
      {answers.map(meeting => (
        <article key={meeting.id} className="card stack">
          <p className="with-icon small late">
            <Icon name="mail" />
            {t('home.answerWanted')}
          </p>
          <MeetingRow meeting={meeting} withDay />
          <AnswerButtons meeting={meeting} />
        </article>
      ))}
      {unopened.map(
        ({ meeting, papers }) =>
          papers.length > 0 && <Unopened key={meeting.id} meeting={meeting} papers={papers} />,
      )}
    </section>
  )
}

/** Of the meetings this person chairs, those where somebody waits for his word on a substitute. */
function useProposals(meetings: MeetingSummary[]) {
  const me = usePerson()
  const chaired = meetings.filter(meeting => meeting.chair.id === me.id)
  const found = useQueries({ queries: chaired.map(meeting => reads.meeting(meeting.id)) })
  return chaired
    .map((meeting, index) => ({
      meeting,
      count: found[index]?.data?.answers?.substitute_requested ?? 0,
    }))
    .filter(({ count }) => count > 0)
}

function ToDecide({ meeting, count }: { meeting: MeetingSummary; count: number }) {
  const { t } = useTranslation()
  return (
    <article className="card stack">
      <p className="with-icon small late">
        <Icon name="people" />
        {t('home.substitutesWait', { count })}
      </p>
      <MeetingRow meeting={meeting} withDay />
      <div className="row">
        <LinkButton href={`/meetings/${meeting.id}`} look="primary">
          {t('home.decideSubstitutes')}
        </LinkButton>
      </div>
    </article>
  )
}

function Unopened({ meeting, papers }: { meeting: MeetingSummary; papers: Document[] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <article className="card stack-tight">
      <p className="with-icon small soft">
        <Icon name="paper" />
        {t('home.papersUnopened', { count: papers.length })}
      </p>
      <h3>{meeting.title}</h3>
      <p className="small soft">{moment(meeting.starts_at, meeting.zone, language)}</p>
      <ul className="rows">
        {papers.map(paper => (
          <li key={paper.id} className="rows-row">
            <span className="grow">{paper.title}</span>
            <span className="tiny number">{t('app.pages', { count: readableOf(paper)?.pages ?? 0 })}</span>
            <LinkButton href={`/meetings/${meeting.id}/book/${paper.id}`}>{t('home.openPaper')}</LinkButton>
          </li>
        ))}
      </ul>
    </article>
  )
}
