import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { Button } from '../../components/Button'
import { More } from '../../components/More'
import { Empty, Failed, ProblemNote, Waiting } from '../../components/State'
import { discardImport, runImport } from '../../services/imports'
import { Problem } from '../../services/problem'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { PeopleImport } from '../../types/api'
import { Changes } from './Changes'
import { RowForm } from './RowForm'
import { Tally } from './Tally'

/** What the list would do, its wrong rows with their corrections, and the act. */
export function Preview({ list }: { list: PeopleImport }) {
  const { t } = useTranslation()
  const { new: added, changed, bad } = list.tally
  return (
    <div className="stack">
      <Reading list={list} />
      <Tally list={list} />
      {bad > 0 ? (
        <BadRows list={list} />
      ) : (
        added + changed > 0 && (
          <Empty icon="check" title={t('imports.allGood')} help={t('imports.allGoodHelp')} />
        )
      )}
      {added + changed === 0 && bad === 0 && <p className="notice">{t('imports.nothing')}</p>}
      {changed > 0 && <Changes list={list} />}
      <Acts list={list} />
    </div>
  )
}

function Reading({ list }: { list: PeopleImport }) {
  const { t } = useTranslation()
  const columns = Object.values(list.columns).join(', ')
  return (
    <div className="small soft">
      <p>
        <strong>{list.file_name}</strong>
      </p>
      <p>
        {list.sheet
          ? t('imports.foundInSheet', { sheet: list.sheet, row: list.header_row, columns })
          : t('imports.foundIn', { row: list.header_row, columns })}{' '}
        {list.ignored.length > 0 && t('imports.ignored', { columns: list.ignored.join(', ') })}
      </p>
      {['tcvn3', 'windows-1258', 'utf-16'].includes(list.encoding) && (
        <p>{t('imports.converted', { encoding: list.encoding.toUpperCase() })}</p>
      )}
    </div>
  )
}

function BadRows({ list }: { list: PeopleImport }) {
  const { t } = useTranslation()
  const found = useInfiniteQuery(reads.importRows(list.id, 'bad'))
  const rows = found.data?.pages.flatMap(page => page.items) ?? []
  return (
    <section className="stack" aria-label={t('imports.badTitle')}>
      <h2>{t('imports.badTitle')}</h2>
      <p className="soft">{t('imports.badHelp')}</p>
      {found.isPending && <Waiting rows={3} />}
      {found.error && <Failed error={found.error} onRetry={found.refetch} />}
      <ul className="card rows">
        {rows.map(row => (
          <RowForm key={row.number} list={list} row={row} />
        ))}
      </ul>
      <More of={found} />
    </section>
  )
}

function Acts({ list }: { list: PeopleImport }) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const { new: added, changed, bad } = list.tally
  const count = added + changed
  const attempt = async (act: () => Promise<void>) => {
    setBusy(true)
    setProblem(null)
    try {
      await act()
    } catch (error) {
      setProblem(Problem.of(error))
    } finally {
      setBusy(false)
    }
  }
  const run = async () => {
    await runImport(list.id, bad > 0)
    await queries.invalidateQueries({ queryKey: ['people-import', list.id] })
  }
  const discard = async () => {
    await discardImport(list.id)
    go('/administration/people/import')
  }
  return (
    <div className="stack">
      {problem && <ProblemNote problem={problem} />}
      <div className="row">
        {count > 0 && (
          <Button look="large primary" isDisabled={busy} onPress={() => void attempt(run)}>
            {bad > 0 ? t('imports.runWithoutBad', { count, bad }) : t('imports.run', { count })}
          </Button>
        )}
        <Button look="plain" isDisabled={busy} onPress={() => void attempt(discard)}>
          {t('imports.discard')}
        </Button>
      </div>
    </div>
  )
}
