import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { Choices, Segmented } from '../../components/fields'
import { Failed, Waiting } from '../../components/State'
import { Title } from '../../components/Title'
import { Ask } from '../../components/Window'
import { hasDrafts } from '../../services/drafts'
import { chooseLanguage, seeGuides } from '../../services/people'
import { signOut } from '../../services/session'
import { chooseAppearance, currentAppearance } from '../../store/appearance'
import { tell, tellProblem } from '../../store/notices'
import { useLanguage, usePerson } from '../../store/person'
import { reads } from '../../store/reads'
import { showShortcuts } from '../../store/shortcuts'
import type { Language, OwnSession } from '../../types/api'
import { homeZone, moment } from '../../words/dates'
import { PasswordForm } from '../PasswordForm'
import { languages } from '../SignIn'
import { AddressCard } from './Address'
import { DeviceNoticesCard } from './DeviceNotices'
import { QuietHoursCard } from './QuietHours'
import { SecondFactorCard } from './SecondFactor'

export function Account() {
  const { t } = useTranslation()
  return (
    <div className="page">
      <Title text={t('account.title')} />
      <h1>{t('account.title')}</h1>
      <div className="halves">
        <div className="stack">
          <AboutMe />
          <AddressCard />
          <Preferences />
          <HelpCard />
        </div>
        <div className="stack">
          <section className="card stack">
            <h2>{t('password.change')}</h2>
            <PasswordForm />
          </section>
          <SecondFactorCard />
          <DeviceNoticesCard />
          <QuietHoursCard />
        </div>
      </div>
      <Sessions />
    </div>
  )
}

function AboutMe() {
  const { t } = useTranslation()
  const person = usePerson()
  return (
    <section className="card stack">
      <h2>{person.full_name}</h2>
      <dl className="facts">
        <dt>{t('account.organisation')}</dt>
        <dd>{person.organisation.name}</dd>
        {person.posts.length > 0 && (
          <>
            <dt>{t('account.posts')}</dt>
            <dd>
              {person.posts.map(post => (
                <div key={`${post.organisation_id} ${post.title}`}>{post.title}</div>
              ))}
            </dd>
          </>
        )}
        <dt>{t('account.signInName')}</dt>
        <dd>{person.name}</dd>
      </dl>
    </section>
  )
}

/** Help that was put away, and the keys. */
function HelpCard() {
  const { t } = useTranslation()
  const again = () => seeGuides([]).then(() => tell(t('guide.againDone')), tellProblem)
  return (
    <section className="card row">
      <Button icon="refresh" onPress={() => void again()}>
        {t('guide.again')}
      </Button>
      <Button onPress={showShortcuts}>{t('shortcuts.open')}</Button>
    </section>
  )
}

function Preferences() {
  const { t } = useTranslation()
  const language = useLanguage()
  const [appearance, setAppearance] = useState(currentAppearance)
  const choose = (chosen: Language) => chooseLanguage(chosen).catch(tellProblem)
  return (
    <section className="card stack">
      <div className="field">
        <span className="label">{t('account.language')}</span>
        <div>
          <Segmented label={t('account.language')} value={language} choices={languages} onChange={choose} />
        </div>
      </div>
      <Choices
        label={t('account.appearance')}
        value={appearance}
        choices={(['system', 'light', 'dark'] as const).map(id => ({ id, name: t(`account.${id}`) }))}
        onChange={chosen => {
          chooseAppearance(chosen)
          setAppearance(chosen)
        }}
      />
    </section>
  )
}

function Sessions() {
  const { t } = useTranslation()
  const sessions = useQuery(reads.sessions())
  const [asking, setAsking] = useState(false)
  const [leaving, setLeaving] = useState(false)
  return (
    <section className="card stack">
      <h2>{t('account.sessions')}</h2>
      {sessions.isPending && <Waiting rows={2} />}
      {sessions.error && <Failed error={sessions.error} onRetry={sessions.refetch} />}
      {sessions.data && (
        <ul className="rows">
          {sessions.data.map(session => (
            <SessionRow key={session.id} session={session} />
          ))}
        </ul>
      )}
      <p className="small soft">{t('account.signOutHelp')}</p>
      <div className="row">
        <Button
          icon="leave"
          onPress={() => (hasDrafts() ? setLeaving(true) : void signOut().catch(tellProblem))}
        >
          {t('account.signOut')}
        </Button>
        <Button look="danger" onPress={() => setAsking(true)}>
          {t('account.signOutEverywhere')}
        </Button>
      </div>
      <Ask
        title={t('account.signOut')}
        open={leaving}
        onClose={() => setLeaving(false)}
        onConfirm={() => signOut()}
        confirm={t('account.signOut')}
        look="primary danger"
      >
        <p>{t('account.signOutAsk')}</p>
      </Ask>
      <Ask
        title={t('account.signOutEverywhere')}
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => signOut(true)}
        confirm={t('account.signOutEverywhere')}
        look="primary danger"
      >
        <p>{t('account.signOutEverywhereAsk')}</p>
      </Ask>
    </section>
  )
}

function SessionRow({ session }: { session: OwnSession }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <li className="rows-row">
      <div className="grow">
        <div className="row">
          <strong>{session.device}</strong>
          {session.current && <span className="chip blue">{t('account.thisDevice')}</span>}
        </div>
        <p className="small soft">
          {t('account.lastSeenAt', { at: moment(session.last_seen_at, homeZone, language) })}
        </p>
      </div>
      <p className="small soft">
        {t('account.startedAt', { at: moment(session.started_at, homeZone, language) })}
      </p>
    </li>
  )
}
