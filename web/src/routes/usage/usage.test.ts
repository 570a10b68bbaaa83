import { expect, test } from 'vitest'
import { shareOf, written } from './figures'
import { daysOf, endedPeriods, ordered, periodName } from './period'

test('a quarter begins with its first month and ends today', () => {
  expect(daysOf('quarter', '2026-11-28')).toEqual({ from: '2026-10-01', to: '2026-11-28' })
  expect(daysOf('quarter', '2026-03-31')).toEqual({ from: '2026-01-01', to: '2026-03-31' })
  expect(daysOf('lastYear', '2026-11-28')).toEqual({ from: '2025-01-01', to: '2025-12-31' })
})

test('a period that ends before it begins is one day long', () => {
  expect(ordered({ from: '2026-11-28', to: '2026-11-01' })).toEqual({ from: '2026-11-28', to: '2026-11-28' })
})

test('what is not recorded is said, and never shown as nought', () => {
  const { number, percent } = written('vi', 'chưa ghi nhận')
  expect(number(null)).toBe('chưa ghi nhận')
  expect(number(0)).toBe('0')
  expect(
    percent(shareOf({ minutes_held: null, minutes_planned: 150 }, 'minutes_held', 'minutes_planned')),
  ).toBe('chưa ghi nhận')
  expect(shareOf({ people_opened: 0, people_entitled: 0 }, 'people_opened', 'people_entitled')).toBeNull()
})

test('numbers are written as the language writes them', () => {
  expect(written('vi', '').number(1234567)).toBe('1.234.567')
  expect(written('en', '').number(1234567)).toBe('1,234,567')
  expect(written('vi', '').percent(0.725)).toBe('72,5%')
})

test('months and days are named shortly', () => {
  expect(periodName('2026-11')).toBe('11/2026')
  expect(periodName('2026-11-05')).toBe('05/11')
})

test('only periods that are over are offered for a report', () => {
  expect(endedPeriods('month', '2026-01-31').slice(0, 2)).toEqual(['2025-12-01', '2025-11-01'])
  expect(endedPeriods('quarter', '2026-11-28').slice(0, 2)).toEqual(['2026-07-01', '2026-04-01'])
  expect(endedPeriods('year', '2026-11-28')[0]).toBe('2025-01-01')
})
