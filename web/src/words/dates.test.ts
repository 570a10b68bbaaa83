import { describe, expect, it } from 'vitest'
import { addDays, dayKey, endOf, instantOf, moment, mondayOf, span, zoneName } from './dates'

const zone = 'Asia/Ho_Chi_Minh'
const morning = '2026-11-23T01:30:00.000000Z'

describe('dates', () => {
  it('are written as offices write them, in the zone of the meeting', () => {
    expect(moment(morning, zone, 'vi')).toBe('Thứ Hai, 23/11/2026, 08:30')
    expect(moment(morning, zone, 'en')).toBe('Monday, 23/11/2026, 08:30')
    expect(moment(morning, 'UTC', 'vi')).toBe('Thứ Hai, 23/11/2026, 01:30')
  })

  it('name one day once in a span', () => {
    expect(span(morning, '2026-11-23T04:30:00Z', zone, 'vi')).toBe('Thứ Hai, 23/11/2026, 08:30–11:30')
    expect(span(morning, '2026-11-24T04:30:00Z', zone, 'vi')).toBe(
      'Thứ Hai, 23/11/2026, 08:30 – Thứ Ba, 24/11/2026, 11:30',
    )
  })

  it('name the last day at an end only where it is another', () => {
    expect(endOf(morning, '2026-11-23T04:30:00Z', zone)).toBe('11:30')
    expect(endOf(morning, '2026-12-01T04:30:00Z', zone)).toBe('11:30, 01/12')
  })

  it('belong to the day of the zone, not of UTC', () => {
    expect(dayKey('2026-11-22T18:00:00Z', zone)).toBe('2026-11-23')
  })

  it('become UTC and come back', () => {
    expect(instantOf('2026-11-23', '08:30', zone)).toBe('2026-11-23T01:30:00.000Z')
    expect(instantOf('2026-07-01', '08:30', 'Europe/Berlin')).toBe('2026-07-01T06:30:00.000Z')
  })

  it('stand a year that is still being typed', () => {
    expect(instantOf('0002-12-02', '08:00', zone)).toMatch(/^0002-12-0[12]T/)
  })

  it('move a skipped hour on and take the earlier of a repeated one', () => {
    expect(instantOf('2026-03-29', '02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z')
    expect(instantOf('2026-10-25', '02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z')
  })

  it('start their week on Monday', () => {
    expect(mondayOf('2026-11-23')).toBe('2026-11-23')
    expect(mondayOf('2026-11-29')).toBe('2026-11-23')
    expect(addDays('2026-11-30', 1)).toBe('2026-12-01')
  })

  it('say their zone', () => {
    expect(zoneName(morning, zone)).toBe('GMT+7')
  })
})
