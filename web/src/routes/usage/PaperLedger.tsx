import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Failed, Waiting } from '../../components/State'
import { Window } from '../../components/Window'
import { useLanguage } from '../../store/person'
import { reads } from '../../store/reads'
import type { PaperLedger as Ledger } from '../../types/api'
import { homeZone, shortMoment } from '../../words/dates'
import { takenName } from '../prints/taken'
import { Numbers } from './Chart'
import { written } from './figures'

/** From a meeting's pages down to the facts behind them. */
export function PaperLedger({
  meeting,
  title,
  onClose,
}: {
  meeting: string
  title: string
  onClose(): void
}) {
  const { t } = useTranslation()
  const found = useQuery(reads.paperLedger(meeting))
  return (
    <Window title={t('usage.paperOf', { title })} open onClose={onClose} wide>
      {found.isPending && <Waiting />}
      {found.error && <Failed error={found.error} onRetry={found.refetch} />}
      {found.data && <Facts ledger={found.data} />}
    </Window>
  )
}

function Facts({ ledger }: { ledger: Ledger }) {
  const { t } = useTranslation()
  const { number } = written(useLanguage(), t('usage.notRecorded'))
  const paper = (title: string | null, place: number, restricted = false) =>
    (title ?? t('usage.paperNamed', { number: place + 1 })) +
    (restricted ? ` (${t('usage.paperRestricted')})` : '')
  const pages = (value: number | null) =>
    value === null ? t('usage.notRecorded') : t('usage.pagesSaid', { pages: number(value) })
  const sum = {
    entitled: pages(ledger.pages_entitled),
    printed: pages(ledger.pages_printed),
    saved: pages(ledger.pages_saved),
  }
  return (
    <div className="stack">
      <p>{t('usage.paperSum', sum)}</p>
      {!ledger.complete && <p className="soft">{t('usage.paperOpen')}</p>}
      <h3>{t('usage.paperHandedOut')}</h3>
      {ledger.papers.length === 0 ? (
        <p className="soft">{t('usage.paperNone')}</p>
      ) : (
        <Numbers
          title={t('usage.paperHandedOut')}
          columns={[
            t('prints.paper'),
            t('usage.paperWhen'),
            t('usage.paperPages'),
            t('usage.paperPeople'),
            t('usage.paperTotal'),
          ]}
          rows={ledger.papers.map((one, place) => [
            paper(one.title, place, one.restricted),
            shortMoment(one.released_at, homeZone),
            number(one.pages),
            number(one.people),
            number(one.pages * one.people),
          ])}
        />
      )}
      <h3>{t('usage.paperPrinted')}</h3>
      {ledger.prints.length === 0 ? (
        <p className="soft">{t(ledger.complete ? 'prints.isComplete' : 'prints.noEntries')}</p>
      ) : (
        <Numbers
          title={t('usage.paperPrinted')}
          columns={[
            t('prints.paper'),
            t('usage.paperWhen'),
            t('usage.paperPages'),
            t('usage.paperCopies'),
            t('usage.paperTotal'),
            t('prints.reason'),
          ]}
          rows={ledger.prints.map(one => [
            one.source === 'print'
              ? (one.title ?? t(one.of_paper ? 'prints.paper' : 'prints.other'))
              : takenName(t, one),
            shortMoment(one.counted_at, homeZone),
            number(one.pages),
            number(one.copies),
            number(one.pages * one.copies),
            one.reason ?? (one.source === 'print' ? '' : t('prints.byItself')),
          ])}
        />
      )}
    </div>
  )
}
