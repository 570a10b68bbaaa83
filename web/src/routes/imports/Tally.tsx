import { useTranslation } from 'react-i18next'
import type { Outcome, PeopleImport } from '../../types/api'

const outcomes: readonly Outcome[] = ['new', 'changed', 'unchanged', 'bad', 'left_out']

/** How many rows do what; those that say nothing are not shown. */
export function Tally({ list }: { list: PeopleImport }) {
  const { t } = useTranslation()
  return (
    <dl className="import-tally" aria-label={t('imports.tally')}>
      {outcomes
        .filter(outcome => list.tally[outcome] > 0)
        .map(outcome => (
          <div key={outcome} className={outcome === 'bad' ? 'card brick' : 'card'}>
            <dt className="small">{t(`imports.outcomes.${outcome}`)}</dt>
            <dd className="number">{list.tally[outcome]}</dd>
          </div>
        ))}
    </dl>
  )
}
