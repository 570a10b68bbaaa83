import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '../services/problem'
import { type ReportForm, reportFile } from '../services/reports'
import { saveFile } from '../services/saving'
import { useLanguage } from '../store/person'
import type { Language, ReportPeriod, UsageReport } from '../types/api'
import { homeZone, shortMoment } from '../words/dates'
import { Button } from './Button'
import { ProblemNote } from './State'

/** `Báo cáo tháng 10/2026`. */
export function reportName(t: TFunction, lng: Language, period: ReportPeriod, since: string): string {
  const [year, month] = since.split('-')
  return t(`reports.name.${period}`, { year, month, quarter: Math.ceil(Number(month) / 3), lng })
}

const forms: ReportForm[] = ['docx', 'pdf', 'xlsx', 'csv']

/** Reports of use, each to be taken away in the form one needs. */
export function ReportList({
  reports,
  named,
  onHead,
}: {
  reports: readonly UsageReport[]
  named?: boolean
  /** For whoever may type in the registry's number. */
  onHead?(report: UsageReport): void
}) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [problem, setProblem] = useState<Problem | null>(null)
  const take = async (report: UsageReport, form: ReportForm) => {
    setProblem(null)
    try {
      saveFile(await reportFile(report.id, form), `${t('reports.file')}-${report.since}.${form}`)
    } catch (error) {
      setProblem(Problem.of(error))
    }
  }
  const name = (report: UsageReport) => reportName(t, language, report.period, report.since)
  return (
    <>
      {problem && <ProblemNote problem={problem} />}
      <ul className="rows">
        {reports.map(report => (
          <li key={report.id} className="rows-row">
            <div className="report-name">
              <strong>{name(report)}</strong>
              {named && <p className="small">{report.organisation_name}</p>}
              <p className="tiny soft">
                {report.heading.number && `${t('letterhead.numbered', { number: report.heading.number })} `}
                {t('reports.made', { at: shortMoment(report.made_at, homeZone) })}
                {report.recipients.length > 0 &&
                  ` ${t('reports.sentTo', { names: report.recipients.map(one => one.full_name).join(', ') })}`}
              </p>
            </div>
            <fieldset className="row plain-set">
              <legend className="hidden">{name(report)}</legend>
              {onHead && (
                <Button look="plain" icon="edit" onPress={() => onHead(report)}>
                  {t('letterhead.numberShort')}
                  <span className="hidden"> {name(report)}</span>
                </Button>
              )}
              {forms.map(form => (
                <Button
                  key={form}
                  look="plain"
                  aria-label={`${form.toUpperCase()}: ${name(report)}`}
                  onPress={() => void take(report, form)}
                >
                  {form.toUpperCase()}
                </Button>
              ))}
            </fieldset>
          </li>
        ))}
      </ul>
    </>
  )
}
