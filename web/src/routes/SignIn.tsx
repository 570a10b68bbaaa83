import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { Button } from '../components/Button'
import { CodeField } from '../components/CodeField'
import { Segmented, TextInput } from '../components/fields'
import { ProblemNote } from '../components/State'
import { Title } from '../components/Title'
import { Problem } from '../services/problem'
import { signIn } from '../services/session'
import { useLanguage, useSession } from '../store/person'
import type { Language } from '../types/api'
import { speak } from '../words/language'

export function SignIn() {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const session = useSession()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [asked, setAsked] = useState(false)
  const [shown, setShown] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    try {
      await signIn(name.trim().normalize('NFC'), password, code)
    } catch (error) {
      const refusal = Problem.of(error)
      const second = refusal.code.endsWith('second-factor') || refusal.code === 'second-factor-due'
      setAsked(second)
      setCode('')
      if (!second) setPassword('')
      if (refusal.code !== 'second-factor-due') setProblem(refusal)
    } finally {
      setBusy(false)
    }
  }
  return (
    <main className="door">
      <Title text={t('signIn.title')} />
      <div>
        <DoorHead />
        <form className="card stack" onSubmit={submit} noValidate>
          <h1>{t('signIn.title')}</h1>
          {session.state === 'out' && session.ended && !problem && (
            <p className="notice" role="status">
              {t('signIn.ended')}
            </p>
          )}
          <TextInput
            label={t('signIn.name')}
            value={name}
            onChange={setName}
            autoComplete="username"
            isRequired
            autoFocus
          />
          <TextInput
            label={t('signIn.password')}
            type={shown ? 'text' : 'password'}
            value={password}
            onChange={setPassword}
            autoComplete="current-password"
            isRequired
          />
          <div>
            <Button look="plain" onPress={() => setShown(!shown)}>
              {shown ? t('signIn.hide') : t('signIn.show')}
            </Button>
          </div>
          {asked && <CodeField value={code} onChange={setCode} />}
          {problem && <SignInProblem problem={problem} />}
          <Button
            look="large primary"
            type="submit"
            wide
            isDisabled={busy || !name.trim() || !password || (asked && !code.trim())}
          >
            {t('signIn.submit')}
          </Button>
          <Button look="plain" icon="mail" onPress={() => go('/forgotten')}>
            {t('reset.forgotten')}
          </Button>
          <Button look="plain" icon="paper" onPress={() => go('/slip')}>
            {t('slip.have')}
          </Button>
          <p className="small soft">{t('signIn.help')}</p>
        </form>
        <DoorLanguage />
      </div>
    </main>
  )
}

function SignInProblem({ problem }: { problem: Problem }) {
  const { t } = useTranslation()
  if (problem.code !== 'wrong-credentials') return <ProblemNote problem={problem} />
  return (
    <p className="notice brick" role="alert">
      {t('signIn.wrong')}
    </p>
  )
}

export function DoorHead() {
  const { t } = useTranslation()
  return (
    <div className="head">
      <img src="/icon.svg" alt="" />
      <div>
        <strong className="door-name">{t('app.name')}</strong>
        <p className="soft small">{t('app.tagline')}</p>
      </div>
    </div>
  )
}

export function DoorLanguage() {
  const { t } = useTranslation()
  const language = useLanguage()
  const choose = (chosen: Language) => {
    localStorage.setItem('hop.language', chosen)
    void speak(chosen)
  }
  return (
    <div className="door-language">
      <Segmented label={t('signIn.language')} value={language} choices={languages} onChange={choose} />
    </div>
  )
}

/** Each language is named in itself, so that whoever reads only that one finds it. */
export const languages = [
  { id: 'vi', name: 'Tiếng Việt' },
  { id: 'en', name: 'English' },
] as const
