import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { Button } from '../components/Button'
import { CodeField } from '../components/CodeField'
import { TextInput } from '../components/fields'
import { NewPasswordFields, useNewPassword } from '../components/NewPassword'
import { ProblemNote } from '../components/State'
import { Title } from '../components/Title'
import { Problem } from '../services/problem'
import { redeemReset, redeemSlip } from '../services/session'
import { DoorHead, DoorLanguage } from './SignIn'

const redeem = { slip: redeemSlip, reset: redeemReset }

/** Where a slip's QR picture, or the link of a mail, leads: the code stands behind the #, which no server sees. */
export function SlipPage({ kind }: { kind: 'slip' | 'reset' }) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const [key] = useState(() => crypto.randomUUID())
  const [slip, setSlip] = useState(() => location.hash.slice(1))
  const password = useNewPassword()
  const [code, setCode] = useState('')
  const [asked, setAsked] = useState(false)
  const [tried, setTried] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!slip.trim() || password.short || password.different) return
    setProblem(null)
    try {
      await redeem[kind]({ slip, password: password.chosen, code }, key)
      go('/', { replace: true })
    } catch (error) {
      const refusal = Problem.of(error)
      if (refusal.code !== 'second-factor-due') setProblem(refusal)
      setAsked(asked || refusal.code === 'second-factor-due')
      setCode('')
    }
  }
  return (
    <main className="door">
      <Title text={t(`${kind}.title`)} />
      <div>
        <DoorHead />
        <form className="card stack" onSubmit={submit} noValidate>
          <h1>{t(`${kind}.title`)}</h1>
          <p>{t(`${kind}.help`)}</p>
          <TextInput
            label={t(`${kind}.code`)}
            value={slip}
            onChange={setSlip}
            autoComplete="off"
            isRequired
            autoFocus={!slip}
            wrong={tried && !slip.trim() ? t('form.required') : null}
          />
          <NewPasswordFields password={password} tried={tried} />
          {asked && <CodeField value={code} onChange={setCode} />}
          {problem && <ProblemNote problem={problem} />}
          <Button look="large primary" type="submit" wide>
            {t('slip.submit')}
          </Button>
          <Button look="plain" onPress={() => go('/', { replace: true })}>
            {t('slip.back')}
          </Button>
        </form>
        <DoorLanguage />
      </div>
    </main>
  )
}
