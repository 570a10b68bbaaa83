import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { More } from '../../components/More'
import { Failed, Waiting } from '../../components/State'
import { reads } from '../../store/reads'
import type { PeopleImport } from '../../types/api'
import { labels } from './RowForm'

/** Who is there already and becomes different, cell by cell. */
export function Changes({ list }: { list: PeopleImport }) {
  const { t } = useTranslation()
  const found = useInfiniteQuery(reads.importRows(list.id, 'changed'))
  const rows = found.data?.pages.flatMap(page => page.items) ?? []
  return (
    <section className="stack" aria-label={t('imports.changedTitle')}>
      <h2>{t('imports.changedTitle')}</h2>
      {found.isPending && <Waiting rows={2} />}
      {found.error && <Failed error={found.error} onRetry={found.refetch} />}
      <ul className="card rows">
        {rows.map(row => (
          <li key={row.number} className="rows-row">
            <span>
              <strong>{row.values.full_name}</strong>{' '}
              <span className="small soft">{t('imports.rowNumber', { row: row.number })}</span>
            </span>
            <span className="small">
              {row.changes.map(column => `${t(labels[column])}: ${row.values[column] ?? ''}`).join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      <More of={found} />
    </section>
  )
}
