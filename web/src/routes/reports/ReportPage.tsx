import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../../components/Button'
import { ReportList, reportName } from '../../components/ReportList'
import { Failed, Waiting } from '../../components/State'
import { Title } from '../../components/Title'
import { isLost } from '../../store/lost'
import { useLanguage } from '../../store/person'
import { reads } from '../../store/reads'
import { dayName } from '../usage/period'
import '../../style/usage.css'

/** One report, for whoever was sent it: where a mail and an inbox entry lead. */
export function ReportPage({ report }: { report: string }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const found = useQuery(reads.report(report))
  if (found.isPending) return <Waiting rows={4} />
  if (isLost(found)) return <Failed error={found.error} onRetry={found.refetch} screen />
  const { organisation_name, period, since, until } = found.data
  return (
    <div className="page">
      <Title text={t('reports.title')} />
      <div>
        <LinkButton href="/inbox" look="plain" icon="left">
          {t('inbox.title')}
        </LinkButton>
      </div>
      <h1>{reportName(t, language, period, since)}</h1>
      <section className="card usage-chart">
        <p>
          <strong>{organisation_name}</strong>
          <br />
          <span className="soft number">
            {t('reports.days', { from: dayName(since), to: dayName(until) })}
          </span>
        </p>
        <p className="small soft">{t('reports.take')}</p>
        <ReportList reports={[found.data]} />
      </section>
    </div>
  )
}
