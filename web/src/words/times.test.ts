import { describe, expect, it } from 'vitest'
import { endsBefore, isWhole, spanOf, timesOf } from './times'

const session = {
  starts_at: '2026-12-09T01:00:00.000Z',
  ends_at: '2026-12-11T09:30:00.000Z',
  zone: 'Asia/Ho_Chi_Minh',
}

describe('times of a meeting', () => {
  it('come back as they were, over several days too', () => {
    const times = timesOf(session)
    expect(times).toEqual({ day: '2026-12-09', start: '08:00', lastDay: '2026-12-11', end: '16:30' })
    expect({ ...spanOf(times, session.zone), zone: session.zone }).toEqual(session)
    const oneDay = { ...session, ends_at: '2026-12-09T04:30:00.000Z' }
    expect(timesOf(oneDay).lastDay).toBeNull()
    expect(spanOf(timesOf(oneDay), session.zone).ends_at).toBe(oneDay.ends_at)
  })

  it('may go on past midnight', () => {
    const late = { day: '2026-12-09', start: '20:00', lastDay: '2026-12-10', end: '01:00' }
    expect(endsBefore(late)).toBe(false)
    expect(endsBefore({ ...late, lastDay: null })).toBe(true)
    expect(endsBefore({ ...late, lastDay: '2026-12-08' })).toBe(true)
  })

  it('are not whole before the last day is typed', () => {
    const times = timesOf(session)
    expect(isWhole(times)).toBe(true)
    expect(isWhole({ ...times, lastDay: '' })).toBe(false)
    expect(endsBefore({ ...times, lastDay: '' })).toBe(false)
  })

  it('keep the clock on the wall where the clocks change meanwhile', () => {
    const zone = 'Europe/Berlin'
    const times = { day: '2027-03-27', start: '09:00', lastDay: '2027-03-28', end: '09:00' }
    expect(spanOf(times, zone)).toEqual({
      starts_at: '2027-03-27T08:00:00.000Z',
      ends_at: '2027-03-28T07:00:00.000Z',
    })
    expect(timesOf({ ...spanOf(times, zone), zone })).toEqual(times)
  })
})
