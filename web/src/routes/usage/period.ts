import type { TFunction } from 'i18next'
import type { Language, ReportPeriod } from '../../types/api'
import { addDays } from '../../words/dates'

export const periods = ['month', 'quarter', 'year', 'lastYear', 'own'] as const
export type PeriodName = (typeof periods)[number]

export interface Days {
  from: string
  to: string
}

/** The days a name stands for on a given day; the present ones end with it. */
export function daysOf(name: Exclude<PeriodName, 'own'>, today: string): Days {
  const year = Number(today.slice(0, 4))
  const month = Number(today.slice(5, 7))
  if (name === 'lastYear') return { from: `${year - 1}-01-01`, to: `${year - 1}-12-31` }
  const first = { month, quarter: month - ((month - 1) % 3), year: 1 }[name]
  return { from: `${year}-${String(first).padStart(2, '0')}-01`, to: today }
}

/** `11/2026` for a month, `25/11` for a day. */
export function periodName(period: string): string {
  const [year, month, day] = period.split('-')
  return day ? `${day}/${month}` : `${month}/${year}`
}

/** `25/11/2026`. */
export function dayName(day: string): string {
  return day.split('-').reverse().join('/')
}

/** A period that ends before it begins is one day long. */
export function ordered({ from, to }: Days): Days {
  return from <= to ? { from, to } : { from, to: addDays(from, 0) }
}

const lengths = { month: 1, quarter: 3, year: 12 } as const

/** First days of the periods that are over, the newest first: a year of months, two of quarters, five years. */
export function endedPeriods(kind: keyof typeof lengths, today: string): string[] {
  const length = lengths[kind]
  const now = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1
  const first = now - (now % length)
  const count = { month: 12, quarter: 8, year: 5 }[kind]
  return Array.from({ length: count }, (_, place) => {
    const month = first - length * (place + 1)
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`
  })
}

/** `tháng 10/2026`, `quý 4/2026`, `năm 2026`. */
export function setName(t: TFunction, lng: Language, period: ReportPeriod, since: string): string {
  const [year, month] = since.split('-')
  return t(`indicators.of.${period}`, { year, month, quarter: Math.ceil(Number(month) / 3), lng })
}
