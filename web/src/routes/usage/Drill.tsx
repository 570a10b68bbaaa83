import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Button } from '../../components/Button'
import { More } from '../../components/More'
import { Failed, Waiting } from '../../components/State'
import type { UsageQuestion } from '../../services/usage'
import { useLanguage } from '../../store/person'
import { reads } from '../../store/reads'
import type { MeetingUsage } from '../../types/api'
import { figure, shareOf, written } from './figures'
import { PaperLedger } from './PaperLedger'
import { dayName } from './period'

/** From the figures down to the meetings behind them, as far as the reader may know of these. */
export function Drill({ question }: { question: UsageQuestion }) {
  const { t } = useTranslation()
  const { number, percent } = written(useLanguage(), t('usage.notRecorded'))
  const found = useInfiniteQuery(reads.usageMeetings(question))
  const [opened, setOpened] = useState<MeetingUsage | null>(null)
  const items = found.data?.pages.flatMap(page => page.items) ?? []
  return (
    <section className="card usage-chart">
      <h2>{t('usage.drill')}</h2>
      <p className="small soft">{t('usage.drillHelp')}</p>
      {found.isPending && <Waiting rows={2} />}
      {found.error && <Failed error={found.error} onRetry={found.refetch} />}
      {found.data && items.length === 0 && <p>{t('usage.drillNone')}</p>}
      {items.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="table-scroll" tabIndex={0} aria-label={t('usage.drill')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('usage.time')}</th>
                <th scope="col">{t('usage.meeting')}</th>
                <th scope="col">{t('usage.minutes')}</th>
                <th scope="col">{t('usage.share')}</th>
                <th scope="col">{t('usage.figures.pages_saved')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map(one => (
                <tr key={one.meeting_id}>
                  <td className="number">{dayName(one.day)}</td>
                  <th scope="row" className="usage-name">
                    <Link href={`/meetings/${one.meeting_id}`}>{one.title}</Link>
                  </th>
                  <td className="number">
                    {percent(shareOf(one.figures, 'minutes_held', 'minutes_planned'))}
                  </td>
                  <td className="number">
                    {percent(shareOf(one.figures, 'people_opened', 'people_entitled'))}
                  </td>
                  <td className="number">
                    <Button look="plain" onPress={() => setOpened(one)}>
                      {number(figure(one.figures, 'pages_saved'))}
                      <span className="hidden">{t('usage.paperOf', { title: one.title })}</span>
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <More of={found} />
      {opened && (
        <PaperLedger meeting={opened.meeting_id} title={opened.title} onClose={() => setOpened(null)} />
      )}
    </section>
  )
}
