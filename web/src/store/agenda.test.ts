import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AgendaItem } from '../types/api'
import { dropped, indent, linesOf, moveDown, moveUp, outdent, type Place, placed, placeOf } from './agenda'

function item(id: string, parent_id: string | null, position: number): AgendaItem {
  return {
    id,
    meeting_id: 'm',
    parent_id,
    position,
    title: id,
    kind: 'discussion',
    planned_minutes: 10,
    owner_organisation: null,
    presenters: [],
    restricted: false,
  }
}

const agenda = [
  item('a', null, 10),
  item('b', null, 20),
  item('b1', 'b', 10),
  item('b2', 'b', 20),
  item('c', null, 30),
]
const shown = (items: readonly AgendaItem[]) => linesOf(items).map(line => `${line.number} ${line.item.id}`)
const then = (id: string, place: Place | null) => (place ? shown(placed(agenda, id, place)) : null)

describe('agenda', () => {
  it('goes back to where it stood', () => {
    for (const { id } of agenda) {
      const there = placeOf(agenda, id)
      for (const place of [moveUp(agenda, id), moveDown(agenda, id), indent(agenda, id), outdent(agenda, id)])
        if (place) expect(shown(placed(placed(agenda, id, place), id, there))).toEqual(shown(agenda))
    }
  })

  it('is numbered as a tree', () => {
    expect(shown(agenda)).toEqual(['1 a', '2 b', '2.1 b1', '2.2 b2', '3 c'])
  })

  it('shows an item at the top when its parent is not for this reader', () => {
    expect(shown(agenda.filter(one => one.id !== 'b'))).toEqual(['1 a', '2 b1', '3 b2', '4 c'])
  })

  it('moves an item up and down among its siblings, with all below it', () => {
    expect(then('b', moveUp(agenda, 'b'))).toEqual(['1 b', '1.1 b1', '1.2 b2', '2 a', '3 c'])
    expect(then('a', moveDown(agenda, 'a'))).toEqual(['1 b', '1.1 b1', '1.2 b2', '2 a', '3 c'])
    expect(moveUp(agenda, 'a')).toBeNull()
    expect(moveDown(agenda, 'b2')).toBeNull()
  })

  it('moves an item in under the one before it, and out behind its parent', () => {
    expect(then('c', indent(agenda, 'c'))).toEqual(['1 a', '2 b', '2.1 b1', '2.2 b2', '2.3 c'])
    expect(then('b1', outdent(agenda, 'b1'))).toEqual(['1 a', '2 b', '2.1 b2', '3 b1', '4 c'])
    expect(indent(agenda, 'a')).toBeNull()
    expect(outdent(agenda, 'a')).toBeNull()
  })

  it('never drops an item under itself', () => {
    expect(dropped(agenda, 'b', 'b1', 'on')).toBeNull()
    expect(dropped(agenda, 'b', 'b2', 'after')).toBeNull()
    expect(dropped(agenda, 'b', 'b', 'before')).toBeNull()
  })

  it('drops before, after and on another item', () => {
    expect(then('c', dropped(agenda, 'c', 'a', 'before'))?.[0]).toBe('1 c')
    expect(then('a', dropped(agenda, 'a', 'b1', 'after'))).toEqual([
      '1 b',
      '1.1 b1',
      '1.2 a',
      '1.3 b2',
      '2 c',
    ])
    expect(then('a', dropped(agenda, 'a', 'c', 'on'))).toEqual(['1 b', '1.1 b1', '1.2 b2', '2 c', '2.1 a'])
  })

  it('keeps every item exactly once through any moves', () => {
    const moves = [moveUp, moveDown, indent, outdent]
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'b1', 'b2', 'c'), fc.nat(3)), { maxLength: 30 }),
        steps => {
          let now: AgendaItem[] = agenda
          for (const [id, move] of steps) {
            const place = moves[move]?.(now, id)
            if (place) now = placed(now, id, place)
          }
          expect(
            linesOf(now)
              .map(line => line.item.id)
              .sort(),
          ).toEqual(['a', 'b', 'b1', 'b2', 'c'])
        },
      ),
    )
  })
})
