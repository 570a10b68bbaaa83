import type { Figures, Language } from '../../types/api'

/** Null is not recorded, and never 0. */
export type Figure = number | null

export function figure(figures: Figures, name: string): Figure {
  return figures[name] ?? null
}

/** Null without a whole: nothing can be said of a share of nothing. */
export function shareOf(figures: Figures, part: string, whole: string): Figure {
  const of = figure(figures, whole)
  const counted = figure(figures, part)
  return of && counted !== null ? counted / of : null
}

export interface Written {
  number(value: Figure): string
  percent(value: Figure): string
}

/** Numbers as people of the language write them: `1.234,5` and `72,5%`. */
export function written(language: Language, notRecorded: string): Written {
  const locale = language === 'vi' ? 'vi-VN' : 'en-GB'
  const number = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  return {
    number: value => (value === null ? notRecorded : number.format(value)),
    percent: value => (value === null ? notRecorded : percent.format(value)),
  }
}
