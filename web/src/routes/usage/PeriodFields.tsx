import { useTranslation } from 'react-i18next'
import { SelectInput } from '../../components/fields'
import { useLanguage } from '../../store/person'
import type { ReportPeriod } from '../../types/api'
import { endedPeriods, setName } from './period'

const kinds: ReportPeriod[] = ['month', 'quarter', 'year']

export interface EndedPeriod {
  kind: ReportPeriod
  /** Its first day. */
  since: string
}

/** The newest of its kind that was over on a day. */
export function newestPeriod(kind: ReportPeriod, until: string): EndedPeriod {
  return { kind, since: endedPeriods(kind, until)[0] ?? '' }
}

interface PeriodFieldsProps {
  value: EndedPeriod
  /** Periods are offered that were over on this day. */
  until: string
  onChange(value: EndedPeriod): void
}

export function PeriodFields({ value, until, onChange }: PeriodFieldsProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <div className="form-pair">
      <SelectInput
        label={t('reports.kind')}
        value={value.kind}
        choices={kinds.map(id => ({ id, name: t(`reports.every.${id}`) }))}
        onChange={kind => onChange(newestPeriod(kind, until))}
      />
      <SelectInput
        label={t('reports.period')}
        value={value.since}
        choices={endedPeriods(value.kind, until).map(id => ({
          id,
          name: setName(t, language, value.kind, id),
        }))}
        onChange={since => onChange({ ...value, since })}
      />
    </div>
  )
}
