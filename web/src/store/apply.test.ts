import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type {
  AgendaItem,
  Document,
  Fact,
  InboxEntry,
  Meeting,
  MeetingSummary,
  Participant,
} from '../types/api'
import { apply, type Entry } from './apply'

/** A server in miniature: what it knows, how it answers reads, and the fact it sends of each change. */
interface World {
  meetings: Record<string, MeetingSummary & { secretaries: [] }>
  items: Record<string, AgendaItem>
  participants: Record<string, Participant>
  documents: Record<string, Document>
  inbox: Record<string, InboxEntry>
}

const me = 'p1'
const [from, to] = ['2026-11-22T17:00:00Z', '2026-11-29T17:00:00Z']
const keys = [
  ['meetings', from, to, null],
  ['meeting', 'm1'],
  ['participants', 'm1'],
  ['documents', 'm1'],
  ['inbox'],
]

function person(id: string) {
  return { id, full_name: id, post: null, organisation_name: null } as unknown as Participant['person']
}

function meeting(id: string, starts_at: string): World['meetings'][string] {
  const fields = {
    id,
    starts_at,
    ends_at: starts_at,
    title: id,
    state: 'called',
    zone: 'Asia/Ho_Chi_Minh',
    place: '',
  }
  return {
    ...fields,
    my: {
      role: 'delegate',
      answer: 'pending',
      reason: null,
      substitution: null,
      in_place_of: null,
      site: null,
    },
    secretaries: [],
  } as unknown as World['meetings'][string]
}

const begin: World = {
  meetings: { m1: meeting('m1', '2026-11-24T01:00:00Z'), m2: meeting('m2', '2026-11-25T01:00:00Z') },
  items: {},
  participants: {
    p1: {
      meeting_id: 'm1',
      person: person('p1'),
      role: 'delegate',
      answer: 'pending',
      answered_at: null,
      attended: null,
      in_place_of: null,
      replaced_by: null,
    },
  },
  documents: {},
  inbox: {},
}

const byPosition = (one: { position: number; id: string }, other: { position: number; id: string }) =>
  one.position - other.position || (one.id < other.id ? -1 : 1)

/** What a fresh read answers; undefined where the server says that there is nothing for this person. */
function readFresh(world: World, key: readonly unknown[]): unknown {
  const invited = world.participants[me] !== undefined
  const mine = Object.values(world.meetings)
    .filter(one => one.id !== 'm1' || invited)
    .map(one => (one.id === 'm1' ? { ...one, my: myPart(world) } : one))
  const current = mine.find(one => one.id === 'm1')
  switch (key[0]) {
    case 'meetings':
      return mine
        .filter(one => one.starts_at >= from && one.starts_at < to)
        .map(({ secretaries: _, ...summary }) => summary)
        .sort(
          (one, other) =>
            Date.parse(one.starts_at) - Date.parse(other.starts_at) || (one.id < other.id ? -1 : 1),
        )
    case 'meeting':
      return current && { ...current, agenda: Object.values(world.items).sort(byPosition) }
    case 'participants':
      return current && Object.values(world.participants)
    case 'documents':
      return current && Object.values(world.documents).sort(byPosition)
    default:
      return {
        items: Object.values(world.inbox).sort((one, other) => Date.parse(other.at) - Date.parse(one.at)),
        next: null,
        unread: Object.values(world.inbox).filter(entry => !entry.read).length,
      }
  }
}

function myPart(world: World): MeetingSummary['my'] {
  const { role, answer } = world.participants[me] as Participant
  return { role, answer, reason: null, substitution: null, in_place_of: null, site: null }
}

function fact(kind: Fact['kind'], id: string, fields: object | null): Fact {
  const change = fields ? 'set' : 'gone'
  return { type: 'test', meeting_id: 'm1', kind, id, change, fields: { ...fields } }
}

type Step = (world: World) => [World, Fact]

function put<Name extends keyof World>(
  name: Name,
  kind: Fact['kind'],
  id: string,
  value: World[Name][string] | null,
): Step {
  return world => {
    const table: Record<string, unknown> = { ...world[name] }
    if (value) table[id] = value
    else delete table[id]
    return [{ ...world, [name]: table } as World, fact(kind, id, value)]
  }
}

const ids = fc.constantFrom('x1', 'x2', 'x3')
const position = fc.integer({ min: 1, max: 50 })
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(ids, position).map(([id, place]) =>
    put('items', 'agenda_item', id, {
      id,
      meeting_id: 'm1',
      parent_id: null,
      position: place,
      title: id,
    } as AgendaItem),
  ),
  ids.map(id => put('items', 'agenda_item', id, null)),
  fc.tuple(ids, position, fc.boolean()).map(([id, place, restricted]) => {
    const version = { id: `${id}v`, state: 'released', pages: place } as Document['version']
    const paper = {
      id,
      meeting_id: 'm1',
      item_id: null,
      position: place,
      title: id,
      restricted,
      state: 'released',
      version,
    }
    return put('documents', 'document', id, { ...paper, opened: false, bookmark: null } as Document)
  }),
  ids.map(id => put('documents', 'document', id, null)),
  fc.tuple(ids, fc.integer({ min: 0, max: 9 }), fc.boolean()).map(([id, minute, read]) => {
    // The moment is part of what an entry is: two of the same minute would have no order of their own.
    const at = `2026-11-23T0${minute}:0${id.slice(1)}:00Z`
    return put('inbox', 'inbox', id, {
      id,
      at,
      kind: 'paper_released',
      meeting: null,
      document: null,
      item: null,
      site: null,
      booking: null,
      person: null,
      report: null,
      note: '',
      read,
    })
  }),
  ids.map(id => put('inbox', 'inbox', id, null)),
  fc
    .tuple(
      fc.constantFrom('p1', 'p2'),
      fc.constantFrom('pending', 'accepted', 'declined'),
      fc.constantFrom('delegate', 'guest'),
    )
    .map(([id, answer, role]) =>
      put('participants', 'participant', id, {
        meeting_id: 'm1',
        person: person(id),
        role,
        answer,
        answered_at: null,
        attended: null,
        in_place_of: null,
        replaced_by: null,
      } as Participant),
    ),
  fc.constantFrom('p1', 'p2').map(id => put('participants', 'participant', id, null)),
  fc
    .tuple(fc.integer({ min: 20, max: 30 }), fc.constantFrom('called', 'postponed'))
    .map(([date, state]): Step => {
      const fields = { starts_at: `2026-11-${date}T01:00:00Z`, state }
      return world => {
        const changed = { ...world.meetings.m1, ...fields } as World['meetings'][string]
        const { my: _, ...told } = changed
        return [{ ...world, meetings: { ...world.meetings, m1: changed } }, fact('meeting', 'm1', told)]
      }
    }),
)

/** Readers refetch what a fact alone cannot tell; sets have no order of their own. */
function settled(entries: readonly Entry[], world: World, stale: readonly (readonly unknown[])[]): Entry[] {
  return entries.map(entry =>
    stale.includes(entry.key) ? { ...entry, data: readFresh(world, entry.key) } : entry,
  )
}

function comparable({ key, data }: Entry): unknown {
  return key[0] === 'participants' && Array.isArray(data)
    ? [...data].sort((one, other) => (one.person.id < other.person.id ? -1 : 1))
    : data
}

describe('apply', () => {
  it('makes of a state and a fact what a fresh read would answer', () => {
    fc.assert(
      fc.property(fc.array(steps, { minLength: 1, maxLength: 40 }), made => {
        let world = begin
        let entries: Entry[] = keys.map(key => ({ key, data: readFresh(world, key) }))
        for (const step of made) {
          const [next, told] = step(world)
          world = next
          const applied = apply(entries, told, me)
          entries = settled(applied.entries, world, applied.stale)
          // Who is out of the meeting is told nothing more of it; his reads answer 404 and are dropped.
          if (!world.participants[me]) {
            world = { ...world, participants: begin.participants }
            entries = keys.map(key => ({ key, data: readFresh(world, key) }))
          }
          for (const entry of entries)
            expect(comparable(entry)).toEqual(
              comparable({ key: entry.key, data: readFresh(world, entry.key) }),
            )
        }
      }),
      { numRuns: 300 },
    )
  })

  it('leaves what a fact does not concern untouched', () => {
    const entries = keys.map(key => ({ key, data: readFresh(begin, key) }))
    const other = { ...fact('document', 'x', { title: 'x', version: null, position: 1 }), meeting_id: 'm9' }
    const applied = apply(entries, other, me)
    for (const [index, entry] of applied.entries.entries()) expect(entry.data).toBe(entries[index]?.data)
    expect(applied.stale).toEqual([])
  })

  it('keeps what is the reader’s own of a paper when its version changes', () => {
    const own = {
      id: 'x1',
      meeting_id: 'm1',
      position: 1,
      title: 'x',
      opened: true,
      bookmark: { page: 7, version_id: 'v1' },
    }
    const { entries } = apply(
      [{ key: ['documents', 'm1'], data: [own] }],
      fact('document', 'x1', { version: { id: 'v2' } }),
      me,
    )
    expect(entries[0]?.data).toEqual([{ ...own, version: { id: 'v2' } }])
  })

  it('asks anew for a paper of which the stream may not tell everything', () => {
    const data = [
      { id: 'x1', meeting_id: 'm1', position: 1, title: 'x', version: { id: 'v1', state: 'checking' } },
    ]
    const key = ['documents', 'm1']
    expect(apply([{ key, data }], fact('document', 'x1', { title: 'x' }), me).stale).toEqual([key])
  })

  it('asks anew for a meeting that has come into the list', () => {
    const key = ['meetings', from, to, null]
    expect(apply([{ key, data: [] }], fact('meeting', 'm1', { title: 'x' }), me).stale).toEqual([key])
  })

  it('asks for the bookings of rooms anew when a notice tells of one, or its meeting changes', () => {
    const bookings = [
      { key: ['rooms', null], data: [] },
      { key: ['bookings', 'r1', from, to], data: [{ meeting_id: 'm1' }] },
      { key: ['bookings', 'r2', from, to], data: [] },
    ]
    const keys = bookings.map(one => one.key)
    const told = (kind: string, id: string, fields = {}) =>
      apply(bookings, { type: '', meeting_id: null, kind, id, change: 'set', fields } as Fact, me).stale
    expect(told('inbox', 'n1', { kind: 'room_asked' })).toEqual(keys)
    expect(told('inbox', 'n1', { kind: 'meeting_called' })).toEqual([])
    expect(told('meeting', 'm1')).toEqual([keys[1]])
  })

  it('asks the leaders’ counts of answers anew', () => {
    const data = {
      id: 'm1',
      agenda: [],
      answers: { pending: 1, accepted: 0, declined: 0 },
    } as unknown as Meeting
    const applied = apply(
      [{ key: ['meeting', 'm1'], data }],
      fact('participant', 'p2', { person: person('p2'), answer: 'accepted' }),
      me,
    )
    expect(applied.stale).toEqual([['meeting', 'm1']])
  })
})
