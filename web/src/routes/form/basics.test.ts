import { describe, expect, it } from 'vitest'
import { type BasicsDraft, emptyBasics, troublesOf, writeOf } from './basics'

const now = new Date('2026-11-23T00:00:00Z')
const whole: BasicsDraft = {
  ...emptyBasics('o1'),
  title: 'Họp giao ban',
  chair: { id: 'p2', full_name: 'Nguyễn Văn Khước' },
  day: '2026-11-30',
  start: '08:30',
  end: '10:00',
  place: 'Phòng họp số 1',
}

describe('basics of a new meeting', () => {
  it('pass when whole', () => {
    expect(troublesOf(whole, now)).toEqual({})
  })

  it('name every missing field', () => {
    expect(troublesOf(emptyBasics(''), now)).toEqual({
      title: 'required',
      organisation: 'required',
      chair: 'required',
      day: 'required',
    })
  })

  it('refuse an end before the start, a time that has passed, and a link that is none', () => {
    expect(troublesOf({ ...whole, end: '08:30' }, now).end).toBe('endBefore')
    expect(troublesOf({ ...whole, day: '2026-11-22' }, now).day).toBe('past')
    expect(troublesOf({ ...whole, video: 'http://x.vn' }, now).video).toBe('badLink')
    expect(troublesOf({ ...whole, mode: 'online' }, now).video).toBe('required')
  })

  it('leave a meeting that has begun where it is', () => {
    const begun = '2026-11-30T01:30:00.000000Z'
    const later = new Date('2026-11-30T02:00:00Z')
    expect(troublesOf(whole, later, begun)).toEqual({})
    expect(troublesOf({ ...whole, start: '08:00' }, later, begun).day).toBe('past')
  })

  it('go over several days', () => {
    const session = { ...whole, lastDay: '2026-12-02', end: '08:00' }
    expect(troublesOf(session, now)).toEqual({})
    expect(writeOf(session).ends_at).toBe('2026-12-02T01:00:00.000Z')
    expect(troublesOf({ ...session, lastDay: '' }, now)).toEqual({ lastDay: 'required' })
  })

  it('are sent in UTC and composed characters', () => {
    expect(writeOf({ ...whole, title: ' Họp giao ban '.normalize('NFD') })).toMatchObject({
      title: 'Họp giao ban',
      starts_at: '2026-11-30T01:30:00.000Z',
      ends_at: '2026-11-30T03:00:00.000Z',
      video_link: null,
    })
  })
})
