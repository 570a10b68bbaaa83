import type { Instant } from '../types/api'
import { clock, dayKey, instantOf } from './dates'

/** When a meeting begins and ends, as typed; `lastDay` is null when it ends on the day it begins, empty while not yet typed. */
export interface Times {
  day: string
  start: string
  lastDay: string | null
  end: string
}

interface Timed {
  starts_at: Instant
  ends_at: Instant
  zone: string
}

export function timesOf({ starts_at, ends_at, zone }: Timed): Times {
  const [day, lastDay] = [dayKey(starts_at, zone), dayKey(ends_at, zone)]
  return {
    day,
    start: clock(starts_at, zone),
    lastDay: lastDay === day ? null : lastDay,
    end: clock(ends_at, zone),
  }
}

/** As UTC. Only of whole times. */
export function spanOf(times: Times, zone: string): { starts_at: Instant; ends_at: Instant } {
  return {
    starts_at: instantOf(times.day, times.start, zone),
    ends_at: instantOf(times.lastDay ?? times.day, times.end, zone),
  }
}

export function isWhole(times: Times): boolean {
  return Boolean(times.day && times.start && times.end && (times.lastDay ?? times.day))
}

/** By the clock on the wall: of times that a change of clocks makes equal, the server decides. */
export function endsBefore(times: Times): boolean {
  const lastDay = times.lastDay ?? times.day
  return isWhole(times) && `${lastDay} ${times.end}` <= `${times.day} ${times.start}`
}
