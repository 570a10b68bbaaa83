import { ProgressBar } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Filled } from '../../components/Filled'
import type { PeopleImport } from '../../types/api'

export function Running({ list }: { list: PeopleImport }) {
  const { t } = useTranslation()
  const said = t('imports.running', { done: list.done, rows: list.rows })
  return (
    <section className="card stack">
      <ProgressBar aria-label={said} value={list.done} maxValue={list.rows}>
        <p>{said}</p>
        <div className="bar">
          <Filled share={list.done / Math.max(1, list.rows)} />
        </div>
      </ProgressBar>
      <p className="soft">{t('imports.runningHelp')}</p>
    </section>
  )
}
