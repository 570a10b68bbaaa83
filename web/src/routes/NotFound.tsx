import { useTranslation } from 'react-i18next'
import { LinkButton } from '../components/Button'
import { Empty } from '../components/State'
import { Title } from '../components/Title'

export function NotFound() {
  const { t } = useTranslation()
  return (
    <div className="page">
      <Title text={t('state.notFoundPage')} />
      <h1>{t('state.notFoundPage')}</h1>
      <Empty icon="search" title={t('state.notFoundPage')} help={t('state.notFoundPageHelp')}>
        <LinkButton href="/" icon="home">
          {t('state.goHome')}
        </LinkButton>
      </Empty>
    </div>
  )
}
