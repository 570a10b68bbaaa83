import { useTranslation } from 'react-i18next'
import { addDays, zoneInFull } from '../words/dates'
import { endsBefore, type Times } from '../words/times'
import { ClockField, DayField } from './DateTime'
import { Tick } from './fields'

interface TimesFieldsProps {
  value: Times
  onChange(change: Partial<Times>): void
  /** What begin and end are called here. */
  names: [string, string]
  wrong?: (field: keyof Times) => string | null
  /** Said where it cannot be chosen. */
  zone?: string
}

/** Begin and end of a meeting; most end on the day they begin, a council's session takes several. */
export function TimesFields({ value, onChange, names, wrong = () => null, zone }: TimesFieldsProps) {
  const { t } = useTranslation()
  const several = value.lastDay != null
  const next = value.day ? addDays(value.day, 1) : ''
  return (
    <>
      <div className={several ? 'time-fields pairs' : 'time-fields'}>
        <DayField
          label={t('form.date')}
          value={value.day}
          onChange={day => onChange({ day })}
          wrong={wrong('day')}
        />
        <ClockField
          label={names[0]}
          value={value.start}
          onChange={start => onChange({ start })}
          wrong={wrong('start')}
        />
        {several && (
          <DayField
            label={t('form.lastDay')}
            value={value.lastDay ?? ''}
            onChange={lastDay => onChange({ lastDay })}
            wrong={wrong('lastDay')}
          />
        )}
        <ClockField
          label={names[1]}
          value={value.end}
          onChange={end => onChange({ end })}
          wrong={wrong('end') ?? (endsBefore(value) ? t('form.endBefore') : null)}
        />
      </div>
      <Tick isSelected={several} onChange={on => onChange({ lastDay: on ? next : null })}>
        {t('form.anotherDay')}
      </Tick>
      {zone && (
        <p className="small soft">
          {t('form.zone')}: {zoneInFull(new Date(), zone)}
        </p>
      )}
    </>
  )
}
