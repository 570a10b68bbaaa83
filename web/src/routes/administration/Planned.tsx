import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { withdrawReorganisation } from '../../services/organisations'
import { tellProblem } from '../../store/notices'
import { namesOf, shortDay } from '../../store/organisations'
import { administersAbove, usePerson } from '../../store/person'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Organisation, Reorganisation } from '../../types/api'

/** Mergers and splits to come, and those that could not be carried out. */
export function Planned({ organisations }: { organisations: Organisation[] }) {
  const { t } = useTranslation()
  const found = useQuery(reads.reorganisations())
  const shown = (found.data ?? []).filter(one => one.state === 'planned' || one.state === 'refused')
  if (shown.length === 0) return null
  return (
    <section className="card" aria-label={t('reorganise.plannedTitle')}>
      <h2>{t('reorganise.plannedTitle')}</h2>
      <ul className="rows">
        {shown.map(one => (
          <Line key={one.id} one={one} organisations={organisations} />
        ))}
      </ul>
    </section>
  )
}

function Line({ one, organisations }: { one: Reorganisation; organisations: Organisation[] }) {
  const { t } = useTranslation()
  const source = organisations.find(found => found.id === one.sources[0])
  const may = administersAbove(usePerson(), source?.path ?? [])
  const withdraw = async () => {
    try {
      await withdrawReorganisation(one.id)
    } catch (error) {
      tellProblem(error)
    }
    await queries.invalidateQueries({ queryKey: ['reorganisations'] })
  }
  const into = one.bodies.map(body => body.name).join(', ') || namesOf([one.into], organisations)
  return (
    <li className="rows-row">
      <div className="grow">
        <p>
          {t(one.kind === 'merge' ? 'reorganise.plannedMerge' : 'reorganise.plannedSplit', {
            on: shortDay(one.on),
            sources: namesOf(one.sources, organisations),
            into,
          })}
        </p>
        {one.state === 'refused' && <p className="small">{t('reorganise.refused')}</p>}
      </div>
      {may && one.state === 'planned' && (
        <Button onPress={() => void withdraw()}>{t('reorganise.withdraw')}</Button>
      )}
    </li>
  )
}
