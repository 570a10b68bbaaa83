import { useTranslation } from 'react-i18next'
import { Title } from '../../components/Title'
import { secretaryOf, useLanguage, usePerson } from '../../store/person'
import { day, homeZone } from '../../words/dates'
import { DelegateHome } from './DelegateHome'
import { FirstSteps } from './FirstSteps'
import { MyDuties } from './MyDuties'
import { SecretaryHome } from './SecretaryHome'

export function Home() {
  const { t } = useTranslation()
  const person = usePerson()
  const language = useLanguage()
  return (
    <div className="page">
      <Title text={t('navigation.home')} />
      <header>
        <p className="soft">{day(new Date(), homeZone, language)}</p>
        <h1>{t('home.greeting', { name: person.full_name })}</h1>
      </header>
      <FirstSteps />
      <MyDuties />
      {secretaryOf(person).length > 0 ? <SecretaryHome /> : <DelegateHome />}
    </div>
  )
}
