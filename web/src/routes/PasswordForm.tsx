import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../components/Button'
import { TextInput } from '../components/fields'
import { NewPasswordFields, useNewPassword } from '../components/NewPassword'
import { ProblemNote } from '../components/State'
import { changePassword } from '../services/people'
import { Problem } from '../services/problem'
import { signOut } from '../services/session'
import { tell, tellProblem } from '../store/notices'
import { DoorHead } from './SignIn'

export function PasswordForm({ onDone }: { onDone?: () => void }) {
  const { t } = useTranslation()
  const [current, setCurrent] = useState('')
  const password = useNewPassword()
  const [tried, setTried] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!current || password.short || password.different) return
    setProblem(null)
    try {
      await changePassword(current, password.chosen)
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
      <NewPasswordFields password={password} tried={tried} />
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
          <Button look="plain" onPress={() => void signOut().catch(tellProblem)}>
            {t('account.signOut')}
          </Button>
        </div>
      </div>
    </main>
  )
}
