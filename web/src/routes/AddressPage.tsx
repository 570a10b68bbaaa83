import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { Button } from '../components/Button'
import { ProblemNote } from '../components/State'
import { Title } from '../components/Title'
import { Problem } from '../services/problem'
import { confirmAddress } from '../services/session'
import { queries } from '../store/queries'
import { DoorHead, DoorLanguage } from './SignIn'

/** Where the link in the mail to a new address leads. A tap is asked for: mail servers open links to look at them. */
export function AddressPage() {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const [key] = useState(() => crypto.randomUUID())
  const [done, setDone] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const confirm = async () => {
    setProblem(null)
    try {
      await confirmAddress(location.hash.slice(1), key)
      setDone(true)
      await queries.invalidateQueries({ queryKey: ['address'] })
    } catch (error) {
      setProblem(Problem.of(error))
    }
  }
  return (
    <main className="door">
      <Title text={t('address.confirmTitle')} />
      <div>
        <DoorHead />
        <div className="card stack">
          <h1>{t('address.confirmTitle')}</h1>
          {done ? (
            <p className="notice" role="status">
              {t('address.confirmed')}
            </p>
          ) : (
            <>
              <p>{t('address.confirmHelp')}</p>
              {problem && <ProblemNote problem={problem} />}
              <Button look="large primary" wide onPress={() => void confirm()}>
                {t('address.confirm')}
              </Button>
            </>
          )}
          <Button look="plain" onPress={() => go('/', { replace: true })}>
            {t('address.open')}
          </Button>
        </div>
        <DoorLanguage />
      </div>
    </main>
  )
}
