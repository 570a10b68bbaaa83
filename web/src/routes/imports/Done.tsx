import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, LinkButton } from '../../components/Button'
import { mostSlips } from '../../services/account'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { PeopleImport } from '../../types/api'
import { Slips } from '../administration/Slips'
import { Tally } from './Tally'

/** What became of the list; slips for those who are new, as many at once as one print takes. */
export function Done({ list }: { list: PeopleImport }) {
  const { t } = useTranslation()
  const [printing, setPrinting] = useState<string[] | null>(null)
  const added = useInfiniteQuery(reads.importRows(list.id, 'new'))
  const bad = useInfiniteQuery(reads.importRows(list.id, 'bad'))
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = added
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ['people'] })
  }, [])
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const people = added.data?.pages.flatMap(page => page.items.map(row => row.person_id)) ?? []
  const wrong = bad.data?.pages.flatMap(page => page.items) ?? []
  const prints = Array.from({ length: Math.ceil(people.length / mostSlips) }, (_, part) => part * mostSlips)
  return (
    <section className="stack">
      <h2>{t('imports.done')}</h2>
      <Tally list={list} />
      {people.length > 0 && <p>{t('imports.doneHelp')}</p>}
      <div className="row">
        {!hasNextPage &&
          prints.map(from => (
            <Button
              key={from}
              look="primary"
              icon="paper"
              onPress={() => setPrinting(people.slice(from, from + mostSlips))}
            >
              {prints.length === 1
                ? t('imports.slips', { count: people.length })
                : t('imports.slipsPart', { from: from + 1, to: Math.min(people.length, from + mostSlips) })}
            </Button>
          ))}
        <LinkButton href="/administration/people/import">{t('imports.another')}</LinkButton>
        <LinkButton look="plain" href="/administration/people">
          {t('imports.back')}
        </LinkButton>
      </div>
      {wrong.length > 0 && (
        <>
          <h3>{t('imports.stillBad')}</h3>
          <p className="soft">{t('imports.stillBadHelp')}</p>
          <ul className="card rows">
            {wrong.map(row => (
              <li key={row.number} className="rows-row">
                <strong>{t('imports.rowNumber', { row: row.number })}</strong>
                <span className="grow">{row.values.full_name ?? row.values.name}</span>
                <span className="small">{row.errors.map(error => error.detail).join(' ')}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {printing && <Slips people={printing} onClose={() => setPrinting(null)} />}
    </section>
  )
}
