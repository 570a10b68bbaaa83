import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { LinkButton } from '../../components/Button'
import { ClassificationChip } from '../../components/ClassificationField'
import { Icon } from '../../components/Icon'
import { AnswerButtons, isAnswerable, JoinVideo, nameOfSite, StateChip, When } from '../../components/Meeting'
import { Failed, Waiting } from '../../components/State'
import { Title } from '../../components/Title'
import { useTabInSight } from '../../components/tabs'
import { isLost } from '../../store/lost'
import { isOpen } from '../../store/meetings'
import { useLanguage, usePerson } from '../../store/person'
import { reads } from '../../store/reads'
import type { Meeting } from '../../types/api'
import { shortMoment, span } from '../../words/dates'
import { Agenda } from './Agenda'
import { AgendaNews } from './AgendaNews'
import { Heirs } from './Heirs'
import { MeetingActions } from './MeetingActions'
import { MeetingRoom } from './MeetingRoom'
import { MyBook } from './MyBook'
import { Participants } from './Participants'
import { PrintMenu } from './PrintMenu'
import { Proposals } from './Proposals'
import { MySubstitute } from './Substitute'
import { Unreached } from './Unreached'

const AgendaEditor = lazy(() => import('./AgendaEditor').then(module => ({ default: module.AgendaEditor })))
const Papers = lazy(() => import('./Papers').then(module => ({ default: module.Papers })))
const Readiness = lazy(() => import('./Readiness').then(module => ({ default: module.Readiness })))
const Sites = lazy(() => import('../sites/Sites').then(module => ({ default: module.Sites })))
const Settings = lazy(() => import('./Settings').then(module => ({ default: module.Settings })))

const tabs = ['agenda', 'participants', 'sites', 'papers', 'readiness', 'settings'] as const
type Tab = (typeof tabs)[number]

export function MeetingPage({ id, tab }: { id: string; tab: string | undefined }) {
  const meeting = useQuery(reads.meeting(id))
  if (meeting.isPending) return <Waiting rows={4} />
  if (isLost(meeting)) return <Failed error={meeting.error} onRetry={meeting.refetch} screen />
  return <Loaded meeting={meeting.data} tab={tabs.find(known => known === tab) ?? 'agenda'} />
}

function Loaded({ meeting, tab }: { meeting: Meeting; tab: Tab }) {
  const shown = tabsFor(meeting)
  const current = shown.includes(tab) ? tab : 'agenda'
  return (
    <div className="page">
      <Title text={meeting.title} />
      {current === 'agenda' ? <Head meeting={meeting} /> : <ShortHead meeting={meeting} />}
      <div className="stack">
        <TabLinks meeting={meeting} shown={shown} current={current} />
        <Suspense fallback={<Waiting />}>
          <Part meeting={meeting} tab={current} />
        </Suspense>
      </div>
    </div>
  )
}

function tabsFor(meeting: Meeting): readonly Tab[] {
  switch (meeting.my.role) {
    case 'secretary':
      return tabs.filter(tab => tab !== 'sites' || joinsByVideo(meeting))
    case 'chair':
      return joinsByVideo(meeting)
        ? ['agenda', 'participants', 'sites', 'readiness']
        : ['agenda', 'participants', 'readiness']
    case 'delegate':
      return ['agenda', 'participants']
    default:
      return ['agenda'] // guests and presenters may not see who takes part
  }
}

function joinsByVideo(meeting: Meeting): boolean {
  return meeting.mode !== 'in_person'
}

function Part({ meeting, tab }: { meeting: Meeting; tab: Tab }) {
  if (tab === 'participants') return <Participants meeting={meeting} />
  if (tab === 'sites') return <Sites meeting={meeting} />
  if (tab === 'papers') return <Papers meeting={meeting} />
  if (tab === 'readiness') return <Readiness meeting={meeting} />
  if (tab === 'settings') return <Settings meeting={meeting} />
  return (
    <>
      {meeting.called_at && meeting.my.role !== 'replaced' && <AgendaNews meeting={meeting} />}
      {meeting.my.role === 'secretary' && isOpen(meeting) ? (
        <AgendaEditor meeting={meeting} />
      ) : (
        <Agenda meeting={meeting} />
      )}
    </>
  )
}

function TabLinks({ meeting, shown, current }: { meeting: Meeting; shown: readonly Tab[]; current: Tab }) {
  const { t } = useTranslation()
  const bar = useTabInSight(current)
  return (
    <nav ref={bar} className="tabs" aria-label={t('meeting.tabs')}>
      {shown.map(tab => (
        <Link
          key={tab}
          href={`/meetings/${meeting.id}${tab === 'agenda' ? '' : `/${tab}`}`}
          className="tab"
          aria-current={tab === current ? 'page' : undefined}
        >
          {t(`meeting.${tab}`)}
        </Link>
      ))}
    </nav>
  )
}

function Head({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const person = usePerson()
  return (
    <header className="stack">
      <div className="stack-tight">
        <div className="row">
          <StateChip state={meeting.state} />
          <ClassificationChip value={meeting.classification} />
          <span className="small soft">{t(`kind.${meeting.kind}`)}</span>
        </div>
        <h1>{meeting.title}</h1>
      </div>
      {meeting.state_reason && (
        <p className="notice brick">{t('meeting.stateReason', { reason: meeting.state_reason })}</p>
      )}
      {meeting.urgent_reason && (
        <p className="notice">{t('meeting.urgent', { reason: meeting.urgent_reason })}</p>
      )}
      {meeting.held && (
        <p className="notice">
          {t('meeting.heldAt', {
            span: span(meeting.held.started_at, meeting.held.ended_at, meeting.zone, language),
          })}
        </p>
      )}
      <div className="meeting-head">
        <Facts meeting={meeting} />
        <div className="meeting-acts">
          <LinkButton
            href={`/meetings/${meeting.id}/book`}
            look={meeting.state === 'draft' ? 'large' : 'large primary'}
            icon="book"
            wide
          >
            {t('meeting.openBook')}
          </LinkButton>
          <JoinVideo meeting={meeting} wide />
          {meeting.my.role === 'secretary' ? <PrintMenu meeting={meeting} /> : <MyBook meeting={meeting} />}
          {meeting.my.role === 'secretary' && <MeetingActions meeting={meeting} />}
        </div>
      </div>
      {meeting.my.role === 'secretary' && <Heirs meeting={meeting} />}
      {meeting.my.role === 'secretary' && <MeetingRoom meeting={meeting} />}
      {meeting.my.role === 'secretary' && <Unreached meeting={meeting} />}
      {meeting.chair.id === person.id && <Proposals meeting={meeting} />}
      {isAnswerable(meeting) && <MyAnswer meeting={meeting} />}
      {meeting.my.role === 'replaced' && <Replaced meeting={meeting} />}
    </header>
  )
}

/** On the other parts the meeting says only which one it is and when, so that the part itself comes first. */
function ShortHead({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  return (
    <header className="spread">
      <div className="grow short-head">
        <div className="row">
          <StateChip state={meeting.state} />
          <span className="small soft">
            <When meeting={meeting} />
          </span>
        </div>
        <h1>{meeting.title}</h1>
      </div>
      <LinkButton href={`/meetings/${meeting.id}/book`} icon="book">
        {t('meeting.openBook')}
      </LinkButton>
    </header>
  )
}

function Facts({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  return (
    <dl className="facts grow">
      <dt>{t('meeting.time')}</dt>
      <dd>
        <strong>
          <When meeting={meeting} />
        </strong>
      </dd>
      <dt>{t('meeting.place')}</dt>
      <dd>{meeting.place || t(meeting.mode === 'online' ? 'mode.online' : 'meeting.noPlace')}</dd>
      {meeting.my.site && (
        <>
          <dt>{t('sites.mine')}</dt>
          <dd>
            <strong>{nameOfSite(meeting.my.site)}</strong>
          </dd>
        </>
      )}
      <dt>{t('meeting.mode')}</dt>
      <dd>{t(`mode.${meeting.mode}`)}</dd>
      <dt>{t('meeting.chair')}</dt>
      <dd>
        {meeting.chair.full_name}
        {meeting.chair.post && <span className="soft">, {meeting.chair.post}</span>}
      </dd>
      <dt>{t('meeting.secretaries')}</dt>
      <dd>{meeting.secretaries.map(person => person.full_name).join(', ')}</dd>
      <dt>{t('meeting.organisation')}</dt>
      <dd>{meeting.organisation.name}</dd>
    </dl>
  )
}

function MyAnswer({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  const { answer, reason } = meeting.my
  return (
    <section
      className={answer === 'pending' ? 'card stack today-card' : 'card stack'}
      aria-label={t('answer.mine')}
    >
      <div>
        <h2>{answer === 'pending' ? t('answer.asked') : t('answer.mine')}</h2>
        {answer && answer !== 'pending' && (
          <p>
            {t(`answer.${answer}`)}
            {reason && <span className="soft"> – {reason}</span>}
          </p>
        )}
      </div>
      <AnswerButtons meeting={meeting} />
      <MySubstitute meeting={meeting} />
    </section>
  )
}

function Replaced({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  const { substitution } = meeting.my
  if (!substitution) return null
  const at = shortMoment(substitution.decided_at ?? substitution.proposed_at, meeting.zone)
  return (
    <p className="notice">
      <Icon name="people" />
      <span className="grow">{t('substitute.iAmReplaced', { name: substitution.person.full_name, at })}</span>
    </p>
  )
}
