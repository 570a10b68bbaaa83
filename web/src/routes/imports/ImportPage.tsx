import '../../style/imports.css'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Icon } from '../../components/Icon'
import { Empty, Failed, Waiting } from '../../components/State'
import { Title } from '../../components/Title'
import { isLost } from '../../store/lost'
import { isAdministrator, usePerson } from '../../store/person'
import { reads } from '../../store/reads'
import { ChooseList } from './ChooseList'
import { Done } from './Done'
import { Preview } from './Preview'
import { Running } from './Running'

const lookAgain = 700

/** A list of people on its way in: chosen, looked at and corrected, taken in. */
export function ImportPage({ id }: { id: string | undefined }) {
  const { t } = useTranslation()
  const person = usePerson()
  return (
    <div className="page">
      <Title text={t('imports.title')} />
      <Link href="/administration/people" className="with-icon">
        <Icon name="left" /> {t('imports.back')}
      </Link>
      <h1>{t('imports.title')}</h1>
      {!isAdministrator(person) ? (
        <Empty icon="lock" title={t('administration.denied')} />
      ) : id ? (
        <Stage id={id} />
      ) : (
        <ChooseList />
      )}
    </div>
  )
}

function Stage({ id }: { id: string }) {
  const found = useQuery({
    ...reads.peopleImport(id),
    refetchInterval: query => (query.state.data?.state === 'running' ? lookAgain : false),
  })
  if (found.isPending) return <Waiting rows={4} />
  if (isLost(found)) return <Failed error={found.error} onRetry={found.refetch} />
  if (found.data.state === 'preview') return <Preview list={found.data} />
  if (found.data.state === 'running') return <Running list={found.data} />
  return <Done list={found.data} />
}
