import type { AgendaItem } from '../types/api'

/** One line of the agenda as it is read: depth from 0, number as `2.1`, drawn from what this reader sees. */
export interface Line {
  item: AgendaItem
  depth: number
  number: string
}

/** Where an item goes: among the children of `parent_id` (null: top), after `after_id` (null: first). */
export interface Place {
  parent_id: string | null
  after_id: string | null
}

/** The tree in reading order. An item whose parent this reader may not see stands at the top. */
export function linesOf(agenda: readonly AgendaItem[]): Line[] {
  const known = new Set(agenda.map(item => item.id))
  const walk = (parent: string | null, depth: number, prefix: string): Line[] =>
    childrenOf(agenda, parent, known).flatMap((item, index) => {
      const number = `${prefix}${index + 1}`
      return [{ item, depth, number }, ...walk(item.id, depth + 1, `${number}.`)]
    })
  return walk(null, 0, '')
}

export function childrenOf(
  agenda: readonly AgendaItem[],
  parent: string | null,
  known: ReadonlySet<string> = new Set(agenda.map(item => item.id)),
): AgendaItem[] {
  return agenda
    .filter(item => (item.parent_id !== null && known.has(item.parent_id) ? item.parent_id : null) === parent)
    .sort((one, other) => one.position - other.position || (one.id < other.id ? -1 : 1))
}

/** Where it stands now, so that it can be put back there. */
export function placeOf(agenda: readonly AgendaItem[], id: string): Place {
  const { siblings, index, parent } = situation(agenda, id)
  return { parent_id: parent, after_id: siblings[index - 1]?.id ?? null }
}

export function moveUp(agenda: readonly AgendaItem[], id: string): Place | null {
  const { siblings, index, parent } = situation(agenda, id)
  return index <= 0 ? null : { parent_id: parent, after_id: siblings[index - 2]?.id ?? null }
}

export function moveDown(agenda: readonly AgendaItem[], id: string): Place | null {
  const { siblings, index, parent } = situation(agenda, id)
  const next = siblings[index + 1]
  return index < 0 || !next ? null : { parent_id: parent, after_id: next.id }
}

/** Becomes the last child of the item before it. */
export function indent(agenda: readonly AgendaItem[], id: string): Place | null {
  const { siblings, index } = situation(agenda, id)
  const before = siblings[index - 1]
  return index <= 0 || !before
    ? null
    : { parent_id: before.id, after_id: childrenOf(agenda, before.id).at(-1)?.id ?? null }
}

/** Becomes the next sibling of its parent. */
export function outdent(agenda: readonly AgendaItem[], id: string): Place | null {
  const { parent } = situation(agenda, id)
  const above = agenda.find(item => item.id === parent)
  return above ? { parent_id: above.parent_id, after_id: above.id } : null
}

/** The place meant by dropping on, before or after another item; null when an item would come under itself. */
export function dropped(
  agenda: readonly AgendaItem[],
  id: string,
  target: string,
  position: 'on' | 'before' | 'after',
): Place | null {
  if (target === id || isUnder(agenda, target, id)) return null
  if (position === 'on') return { parent_id: target, after_id: lastOther(childrenOf(agenda, target), id) }
  const { siblings, index, parent } = situation(agenda, target)
  if (position === 'after') return { parent_id: parent, after_id: target }
  return { parent_id: parent, after_id: lastOther(siblings.slice(0, index), id) }
}

/** The agenda with an item at its new place, as the screen shows it before the server has answered. */
export function placed(agenda: readonly AgendaItem[], id: string, place: Place): AgendaItem[] {
  const others = agenda.filter(item => item.id !== id)
  const moved = agenda.find(item => item.id === id)
  if (!moved) return [...agenda]
  const siblings = childrenOf(others, place.parent_id)
  const at = place.after_id === null ? 0 : siblings.findIndex(item => item.id === place.after_id) + 1
  const order = [...siblings.slice(0, at), { ...moved, parent_id: place.parent_id }, ...siblings.slice(at)]
  const positions = new Map(order.map((item, index) => [item.id, (index + 1) * 10]))
  return [...others, { ...moved, parent_id: place.parent_id }].map(item => ({
    ...item,
    position: positions.get(item.id) ?? item.position,
  }))
}

function situation(agenda: readonly AgendaItem[], id: string) {
  const item = agenda.find(candidate => candidate.id === id)
  const parent = item?.parent_id ?? null
  const siblings = childrenOf(agenda, parent)
  return { parent, siblings, index: siblings.findIndex(candidate => candidate.id === id) }
}

function isUnder(agenda: readonly AgendaItem[], id: string, ancestor: string): boolean {
  const parent = agenda.find(item => item.id === id)?.parent_id
  return parent ? parent === ancestor || isUnder(agenda, parent, ancestor) : false
}

function lastOther(items: readonly AgendaItem[], id: string): string | null {
  return items.filter(item => item.id !== id).at(-1)?.id ?? null
}
