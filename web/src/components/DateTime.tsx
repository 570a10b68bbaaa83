import { parseDate, parseTime } from '@internationalized/date'
import { DateField, DateInput, DateSegment, TimeField } from 'react-aria-components'
import { FieldLabel, FieldNotes } from './fields'

interface PickProps {
  label: string
  /** `2026-11-23` for a day, `08:30` for a time; empty when nothing is chosen. */
  value: string
  onChange(value: string): void
  wrong?: string | null
  help?: string
}

export function DayField({ label, value, onChange, wrong, help }: PickProps) {
  return (
    <DateField
      className="field"
      value={value ? parseDate(value) : null}
      onChange={date => onChange(date?.toString() ?? '')}
      granularity="day"
      isInvalid={Boolean(wrong)}
      isRequired
      validationBehavior="aria"
      shouldForceLeadingZeros
    >
      <FieldLabel label={label} required />
      <DateInput className="input date-input">
        {segment => <DateSegment segment={segment} className="date-segment" />}
      </DateInput>
      <FieldNotes help={help} wrong={wrong} />
    </DateField>
  )
}

export function ClockField({ label, value, onChange, wrong, help }: PickProps) {
  return (
    <TimeField
      className="field"
      value={value ? parseTime(value) : null}
      onChange={time => onChange(time ? time.toString().slice(0, 5) : '')}
      granularity="minute"
      hourCycle={24}
      isInvalid={Boolean(wrong)}
      isRequired
      validationBehavior="aria"
      shouldForceLeadingZeros
    >
      <FieldLabel label={label} required />
      <DateInput className="input date-input">
        {segment => <DateSegment segment={segment} className="date-segment" />}
      </DateInput>
      <FieldNotes help={help} wrong={wrong} />
    </TimeField>
  )
}
