import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Failed, Waiting } from '../../components/State'
import type { UsageQuestion } from '../../services/usage'
import { useLanguage } from '../../store/person'
import { reads } from '../../store/reads'
import { figure, shareOf, written } from './figures'
import { dayName } from './period'

/** From the figures down to the meetings behind them, as far as the reader may know of these. */
export function Drill({ question }: { question: UsageQuestion }) {
  const { t } = useTranslation()
  const { number, percent } = written(useLanguage(), t('usage.notRecorded'))
  const found = useQuery(reads.usageMeetings(question))
  return (
    <section className="card usage-chart">
      <h2>{t('usage.drill')}</h2>
      <p className="small soft">{t('usage.drillHelp')}</p>
      {found.isPending && <Waiting rows={2} />}
      {found.error && <Failed error={found.error} onRetry={found.refetch} />}
      {found.data?.items.length === 0 && <p>{t('usage.drillNone')}</p>}
      {found.data && found.data.items.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="table-scroll" tabIndex={0} aria-label={t('usage.drill')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('usage.time')}</th>
                <th scope="col">{t('usage.meeting')}</th>
                <th scope="col">{t('usage.figures.participants_called')}</th>
                <th scope="col">{t('usage.minutes')}</th>
                <th scope="col">{t('usage.share')}</th>
              </tr>
            </thead>
            <tbody>
              {found.data.items.map(one => (
                <tr key={one.meeting_id}>
                  <td className="number">{dayName(one.day)}</td>
                  <th scope="row">
                    <Link href={`/meetings/${one.meeting_id}`}>{one.title}</Link>
                  </th>
                  <td className="number">{number(figure(one.figures, 'participants_called'))}</td>
                  <td className="number">
                    {percent(shareOf(one.figures, 'minutes_held', 'minutes_planned'))}
                  </td>
                  <td className="number">
                    {percent(shareOf(one.figures, 'people_opened', 'people_entitled'))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}
