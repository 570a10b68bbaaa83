import type { Level, Organisation } from '../types/api'

export interface Branch {
  organisation: Organisation
  depth: number
}

/** The tree in reading order: each organisation, then what belongs to it, by name. */
export function childrenFirst(organisations: readonly Organisation[]): Branch[] {
  const known = new Set(organisations.map(organisation => organisation.id))
  const walk = (parent: string | null, depth: number): Branch[] =>
    organisations
      .filter(one => (one.parent_id && known.has(one.parent_id) ? one.parent_id : null) === parent)
      .sort((one, other) => one.name.localeCompare(other.name, 'vi'))
      .flatMap(organisation => [{ organisation, depth }, ...walk(organisation.id, depth + 1)])
  return walk(null, 0)
}

/** Those that go on, in the same order; and `kept`, which stands there already though it may have ended. */
export function goingOn(organisations: readonly Organisation[], kept?: string | null): Branch[] {
  return childrenFirst(organisations).filter(
    ({ organisation }) => organisation.active || organisation.id === kept,
  )
}

/** The level that an organisation has on a day `2026-11-23`. */
export function levelOn(organisation: Organisation, day: string): string | null {
  const begun = organisation.levels
    .filter(level => level.since <= day)
    .sort((one, other) => (one.since < other.since ? -1 : 1))
  return begun.at(-1)?.level ?? null
}

/** Levels that exist on a day: districts ended on 30 June 2025 and cannot be given since. */
export function levelsOn(levels: readonly Level[], day: string): Level[] {
  return levels.filter(level => level.since <= day && (level.until === null || level.until >= day))
}

export function namesOf(ids: readonly string[], organisations: readonly Organisation[]): string {
  return ids.map(id => organisations.find(one => one.id === id)?.name ?? '').join(', ')
}

/** `2025-07-01` as it is written here: `01/07/2025`. */
export function shortDay(day: string): string {
  return day.split('-').reverse().join('/')
}
