import type { Instant, Language } from '../types/api'

export const homeZone = 'Asia/Ho_Chi_Minh'

const weekdays: Record<Language, readonly string[]> = {
  vi: ['Chủ Nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
}

interface Parts {
  year: string
  month: string
  day: string
  hour: string
  minute: string
  weekday: number
}

const formatters = new Map<string, Intl.DateTimeFormat>()

/** `Thứ Hai, 23/11/2026`, in the zone given. */
export function day(at: Instant | Date, zone: string, language: Language): string {
  const parts = partsOf(at, zone)
  return `${weekdays[language][parts.weekday]}, ${parts.day}/${parts.month}/${parts.year}`
}

/** `Thứ Hai, 23/11/2026, 08:30`, in the zone given. */
export function moment(at: Instant | Date, zone: string, language: Language): string {
  return `${day(at, zone, language)}, ${clock(at, zone)}`
}

/** `Thứ Hai, 23/11`: for a week's columns. */
export function weekday(at: Instant | Date, zone: string, language: Language): string {
  const parts = partsOf(at, zone)
  return `${weekdays[language][parts.weekday]}, ${parts.day}/${parts.month}`
}

/** `23/11/2026, 08:30`: for tables, where the day of the week is not needed. */
export function shortMoment(at: Instant | Date, zone: string): string {
  const parts = partsOf(at, zone)
  return `${parts.day}/${parts.month}/${parts.year}, ${parts.hour}:${parts.minute}`
}

export function clock(at: Instant | Date, zone: string): string {
  const parts = partsOf(at, zone)
  return `${parts.hour}:${parts.minute}`
}

/** `Thứ Hai, 23/11/2026, 08:30–11:30`, or both moments in full when the meeting ends on another day. */
export function span(start: Instant, end: Instant, zone: string, language: Language): string {
  if (dayKey(start, zone) === dayKey(end, zone)) return `${moment(start, zone, language)}–${clock(end, zone)}`
  return `${moment(start, zone, language)} – ${moment(end, zone, language)}`
}

/** `11:30`, or `11:30, 11/12` when it ends on another day: for lists, which say the beginning's day elsewhere. */
export function endOf(start: Instant, end: Instant, zone: string): string {
  const parts = partsOf(end, zone)
  const last = dayKey(start, zone) === dayKey(end, zone) ? '' : `, ${parts.day}/${parts.month}`
  return `${clock(end, zone)}${last}`
}

/** `2026-11-23`: the day in the zone given, to compare and group by. */
export function dayKey(at: Instant | Date, zone: string): string {
  const parts = partsOf(at, zone)
  return `${parts.year}-${parts.month}-${parts.day}`
}

/** The zone as people read it, `GMT+7`; a meeting says it when it is not the reader's own. */
export function zoneName(at: Instant | Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    timeZoneName: 'shortOffset',
  }).formatToParts(new Date(at))
  return parts.find(part => part.type === 'timeZoneName')?.value ?? zone
}

/** `Asia/Ho Chi Minh (GMT+7)`: where a zone is chosen, or times are typed in it. */
export function zoneInFull(at: Instant | Date, zone: string): string {
  return `${zone.replaceAll('_', ' ')} (${zoneName(at, zone)})`
}

/** Monday of the week that `at` falls in, as `2026-11-23`. */
export function mondayOf(key: string): string {
  const date = new Date(`${key}T00:00:00Z`)
  return addDays(key, -((date.getUTCDay() + 6) % 7))
}

export function addDays(key: string, days: number): string {
  const date = new Date(`${key}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

/** Midnight of a day `2026-11-23` in a zone, as UTC text. */
export function startOfDay(key: string, zone: string): Instant {
  return instantOf(key, '00:00', zone)
}

/** Wall time in a zone as UTC; a time the clocks skip is moved on, one they repeat is the earlier. */
export function instantOf(key: string, time: string, zone: string): Instant {
  const wall = Date.parse(`${key}T${time}:00Z`)
  const before = wall - offsetAt(wall - 86_400_000, zone)
  const after = wall - offsetAt(wall + 86_400_000, zone)
  const fits = [before, after].filter(guess => guess + offsetAt(guess, zone) === wall)
  return new Date(fits.length ? Math.min(...fits) : before).toISOString()
}

function offsetAt(time: number, zone: string): number {
  const parts = partsOf(new Date(time), zone)
  const wall = Date.parse(`${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:00Z`)
  return wall - Math.floor(time / 60_000) * 60_000
}

function partsOf(at: Instant | Date, zone: string): Parts {
  const found: Record<string, string> = {}
  for (const part of formatterOf(zone).formatToParts(new Date(at))) found[part.type] = part.value
  const { month = '', day: date = '', hour = '', minute = '' } = found
  // A year still being typed is the year 2 or 20; Intl writes it short, a date wants four digits.
  const year = (found.year ?? '').padStart(4, '0')
  const weekday = new Date(`${year}-${month}-${date}T00:00:00Z`).getUTCDay()
  return { year, month, day: date, hour, minute, weekday }
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    formatters.set(zone, formatter)
  }
  return formatter
}
