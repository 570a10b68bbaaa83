import { useTranslation } from 'react-i18next'
import { Button } from '../components/Button'
import { Title } from '../components/Title'
import { signOut } from '../services/session'
import { tellProblem } from '../store/notices'
import { EnrolSecondFactor } from './account/SecondFactor'
import { DoorHead } from './SignIn'

/** The one screen open to somebody whose role asks for a second factor; it goes by itself once that is set. */
export function SecondFactorDue() {
  const { t } = useTranslation()
  return (
    <main className="door">
      <Title text={t('secondFactor.title')} />
      <div>
        <DoorHead />
        <div className="card stack">
          <h1>{t('secondFactor.due')}</h1>
          <p>{t('secondFactor.dueHelp')}</p>
          <EnrolSecondFactor onDone={() => undefined} />
          <Button look="plain" onPress={() => void signOut().catch(tellProblem)}>
            {t('account.signOut')}
          </Button>
        </div>
      </div>
    </main>
  )
}
