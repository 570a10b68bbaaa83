import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Empty } from '../../components/State'
import { Title } from '../../components/Title'
import { isAdministrator, usePerson } from '../../store/person'
import { Deliveries } from './Deliveries'
import { Organisations } from './Organisations'
import { People } from './People'

const tabs = ['organisations', 'people', 'deliveries'] as const

export function Administration({ tab }: { tab: string | undefined }) {
  const { t } = useTranslation()
  const person = usePerson()
  const current = tabs.find(known => known === tab) ?? 'organisations'
  if (!isAdministrator(person))
    return (
      <div className="page">
        <h1>{t('administration.title')}</h1>
        <Empty icon="lock" title={t('administration.denied')} />
      </div>
    )
  return (
    <div className="page">
      <Title text={t('administration.title')} />
      <h1>{t('administration.title')}</h1>
      <nav className="tabs" aria-label={t('administration.tabs')}>
        {tabs.map(name => (
          <Link
            key={name}
            href={`/administration/${name}`}
            className="tab"
            aria-current={name === current ? 'page' : undefined}
          >
            {t(`administration.${name}`)}
          </Link>
        ))}
      </nav>
      {current === 'organisations' && <Organisations />}
      {current === 'people' && <People />}
      {current === 'deliveries' && <Deliveries />}
    </div>
  )
}
