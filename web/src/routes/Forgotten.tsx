import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { Button } from '../components/Button'
import { TextInput } from '../components/fields'
import { ProblemNote } from '../components/State'
import { Title } from '../components/Title'
import { Problem } from '../services/problem'
import { askForReset } from '../services/session'
import { DoorHead, DoorLanguage } from './SignIn'

/** Asks for a link by mail. What it says afterwards is the same for everybody. */
export function Forgotten() {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const [key] = useState(() => crypto.randomUUID())
  const [name, setName] = useState('')
  const [asked, setAsked] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setProblem(null)
    try {
      await askForReset(name.trim().normalize('NFC'), key)
      setAsked(true)
    } catch (error) {
      setProblem(Problem.of(error))
    }
  }
  return (
    <main className="door">
      <Title text={t('reset.forgotten')} />
      <div>
        <DoorHead />
        <form className="card stack" onSubmit={submit} noValidate>
          <h1>{t('reset.forgotten')}</h1>
          {asked ? (
            <p className="notice" role="status">
              {t('reset.asked')}
            </p>
          ) : (
            <>
              <p>{t('reset.askHelp')}</p>
              <TextInput
                label={t('reset.name')}
                value={name}
                onChange={setName}
                autoComplete="username"
                isRequired
                autoFocus
              />
              {problem && <ProblemNote problem={problem} />}
              <Button look="large primary" type="submit" wide isDisabled={!name.trim()}>
                {t('reset.ask')}
              </Button>
            </>
          )}
          <Button look="plain" onPress={() => go('/', { replace: true })}>
            {t('slip.back')}
          </Button>
        </form>
        <DoorLanguage />
      </div>
    </main>
  )
}
