import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface ChartProps {
  title: string
  /** What the picture says, for those who do not see it. */
  said: string
  columns: readonly string[]
  rows: readonly (readonly [string, ...string[]])[]
  children: ReactNode
}

/** A picture with its text alternative, and the numbers behind it as a table. */
export function Chart({ title, said, columns, rows, children }: ChartProps) {
  const { t } = useTranslation()
  return (
    <section className="card usage-chart">
      <h2>{title}</h2>
      <div role="img" aria-label={said}>
        <div aria-hidden="true">{children}</div>
      </div>
      <details>
        <summary>{t('usage.table')}</summary>
        <Numbers title={title} columns={columns} rows={rows} />
      </details>
    </section>
  )
}

/** The first column names its row; all others hold numbers. */
export function Numbers({ title, columns, rows }: Pick<ChartProps, 'title' | 'columns' | 'rows'>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="table-scroll" tabIndex={0} aria-label={title}>
      <table className="table">
        <thead>
          <tr>
            {columns.map(column => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {cells.map((cell, place) => (
                <td key={columns[place + 1]} className="number">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
