import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../components/Button'
import { TextInput } from '../components/fields'
import { ProblemNote } from '../components/State'
import { changePassword, shortestPassword } from '../services/people'
import { Problem } from '../services/problem'
import { signOut } from '../services/session'
import { tell } from '../store/notices'
import { DoorHead } from './SignIn'

export function PasswordForm({ onDone }: { onDone?: () => void }) {
  const { t } = useTranslation()
  const [current, setCurrent] = useState('')
  const [chosen, setChosen] = useState('')
  const [again, setAgain] = useState('')
  const [tried, setTried] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const short = [...chosen].length < shortestPassword
  const different = again !== chosen
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!current || short || different) return
    setProblem(null)
    try {
      await changePassword(current, chosen)
      tell(t('password.done'))
      onDone?.()
    } catch (error) {
      setProblem(Problem.of(error))
    }
  }
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <TextInput
        label={t('password.current')}
        type="password"
        value={current}
        onChange={setCurrent}
        autoComplete="current-password"
        isRequired
        wrong={tried && !current ? t('form.required') : null}
      />
      <TextInput
        label={t('password.new')}
        help={t('password.rule')}
        type="password"
        value={chosen}
        onChange={setChosen}
        autoComplete="new-password"
        isRequired
        wrong={tried && short ? t('password.short') : null}
      />
      <TextInput
        label={t('password.again')}
        type="password"
        value={again}
        onChange={setAgain}
        autoComplete="new-password"
        isRequired
        wrong={tried && different ? t('password.different') : null}
      />
      {problem && <ProblemNote problem={problem} />}
      <div className="row">
        <Button look="primary" type="submit">
          {t('password.submit')}
        </Button>
      </div>
    </form>
  )
}

/** The one screen open to somebody whose password was given to him. */
export function FirstPassword() {
  const { t } = useTranslation()
  return (
    <main className="door">
      <div>
        <DoorHead />
        <div className="card stack">
          <h1>{t('password.first')}</h1>
          <p>{t('password.firstHelp')}</p>
          <PasswordForm />
          <Button look="plain" onPress={() => void signOut()}>
            {t('account.signOut')}
          </Button>
        </div>
      </div>
    </main>
  )
}
