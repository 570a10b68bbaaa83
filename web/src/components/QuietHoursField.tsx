import { useTranslation } from 'react-i18next'
import type { QuietHours } from '../types/api'
import { ClockField } from './DateTime'
import { Choices } from './fields'

interface QuietHoursFieldProps {
  label: string
  /** What it is called to have none of one's own. */
  usual: string
  /** What is offered to whoever wants hours of his own. */
  times: QuietHours
  /** Null follows what is usual. */
  value: QuietHours | null
  onChange(value: QuietHours | null): void
}

type Kind = 'usual' | 'hours' | 'none'

/** What is usual here, hours of one's own, or none at all. */
export function QuietHoursField({ label, usual, times, value, onChange }: QuietHoursFieldProps) {
  const { t } = useTranslation()
  const choices: { id: Kind; name: string }[] = [
    { id: 'usual', name: usual },
    { id: 'hours', name: t('quietHours.hours') },
    { id: 'none', name: t('quietHours.none') },
  ]
  const choose = (kind: Kind) =>
    onChange(kind === 'usual' ? null : { ...(value ?? times), on: kind === 'hours' })
  return (
    <>
      <Choices
        label={label}
        value={value === null ? 'usual' : value.on ? 'hours' : 'none'}
        choices={choices}
        onChange={choose}
      />
      {value?.on && (
        <div className="halves">
          <ClockField
            label={t('quietHours.begins')}
            value={value.begins}
            onChange={begins => onChange({ ...value, begins })}
          />
          <ClockField
            label={t('quietHours.ends')}
            value={value.ends}
            onChange={ends => onChange({ ...value, ends })}
            wrong={value.begins === value.ends ? t('quietHours.same') : null}
          />
        </div>
      )}
    </>
  )
}

/** Whether they can be kept as they are typed. */
export function isSpan({ on, begins, ends }: QuietHours): boolean {
  return !on || Boolean(begins && ends && begins !== ends)
}

/** `22:00–06:00`, or that there are none. */
export function useSpan(): (hours: QuietHours) => string {
  const { t } = useTranslation()
  return hours => (hours.on ? `${hours.begins}–${hours.ends}` : t('quietHours.nothing'))
}
