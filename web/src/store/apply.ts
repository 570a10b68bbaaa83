import type {
  AgendaItem,
  BoardMeeting,
  Booking,
  Document,
  Fact,
  Inbox,
  InboxEntry,
  Meeting,
  MeetingSummary,
  PaperBoardMeeting,
  Participant,
} from '../types/api'

/** What was read under which key; the keys are those of `reads.ts`. */
export interface Entry {
  key: readonly unknown[]
  data: unknown
}

/** The entries as they now are, and the keys that the fact alone cannot bring up to date. */
export interface Applied {
  entries: Entry[]
  stale: (readonly unknown[])[]
}

const stale = Symbol('stale')
type Merge = (data: never, fact: Fact, key: readonly unknown[], me: string) => unknown

/** Merges a fact of the live stream into what was read before: the outcome is what a fresh read would answer. Pure. */
export function apply(entries: readonly Entry[], fact: Fact, me: string): Applied {
  const applied: Applied = { entries: [], stale: [] }
  for (const entry of entries) {
    const merge = merges[String(entry.key[0])]?.[fact.kind]
    const data =
      merge && entry.data !== undefined ? merge(entry.data as never, fact, entry.key, me) : entry.data
    applied.entries.push(data === stale ? entry : { ...entry, data })
    if (data === stale) applied.stale.push(entry.key)
  }
  return applied
}

const merges: Record<string, Partial<Record<Fact['kind'], Merge>>> = {
  meeting: { meeting: mergeMeeting, agenda_item: mergeAgendaItem, participant: mergeMine },
  meetings: { meeting: mergeListed, participant: mergeListedMine },
  'agenda-comparison': { meeting: concernsAgenda, agenda_item: concernsAgenda },
  participants: { participant: mergeParticipant, meeting: goneWithMeeting },
  documents: { document: mergeDocument, meeting: goneWithMeeting },
  board: { meeting: () => stale, participant: concernsOne, site: concernsOne },
  sites: { site: concernsMeeting, participant: concernsMeeting, meeting: concernsMeeting },
  // Who is on duty at a site hears of it by notices alone.
  duties: { inbox: () => stale },
  'paper-board': { document: concernsOne, agenda_item: concernsOne, participant: concernsOne },
  readiness: { document: concernsMeeting, participant: concernsMeeting },
  inbox: { inbox: mergeInbox },
  rooms: { inbox: concernsRooms },
  'sees-rooms': { inbox: concernsRooms },
  bookings: { inbox: concernsRooms, meeting: concernsBooked },
  people: { person: () => stale },
  // A unit hears of its papers by notices alone.
  preparations: { inbox: () => stale },
}

function mergeMeeting(meeting: Meeting, fact: Fact): unknown {
  if (fact.id !== meeting.id) return meeting
  // Whoever leads the meeting also sees deadlines, which the server's calendar makes of its times.
  return fact.change === 'gone' || meeting.deadlines ? stale : { ...meeting, ...fact.fields }
}

function mergeAgendaItem(meeting: Meeting, fact: Fact): unknown {
  if (fact.meeting_id !== meeting.id) return meeting
  const others = meeting.agenda.filter(item => item.id !== fact.id)
  if (fact.change === 'gone') return { ...meeting, agenda: others }
  const known = meeting.agenda.find(item => item.id === fact.id)
  const merged = { ...known, ...fact.fields, id: fact.id } as AgendaItem
  if (!known && !('title' in fact.fields)) return stale
  return { ...meeting, agenda: [...others, merged].sort(byPosition) }
}

/** My own answer or role came from another device; the counts of answers are the server's to tell. */
function mergeMine(meeting: Meeting, fact: Fact, _key: readonly unknown[], me: string): unknown {
  if (fact.meeting_id !== meeting.id) return meeting
  if (meeting.answers || (personOf(fact) === me && fact.change === 'gone')) return stale
  return personOf(fact) === me ? { ...meeting, my: mine(meeting.my, fact) } : meeting
}

function mergeListed(list: MeetingSummary[], fact: Fact, key: readonly unknown[]): unknown {
  const known = list.find(meeting => meeting.id === fact.id)
  if (!known) return fact.change === 'gone' ? list : stale
  const others = list.filter(meeting => meeting.id !== fact.id)
  if (fact.change === 'gone') return others
  const merged = { ...known, ...summaryFields(fact.fields) } as MeetingSummary
  const [, from, to] = key as [string, string, string]
  return inside(merged.starts_at, from, to) ? [...others, merged].sort(byStart) : others
}

function mergeListedMine(list: MeetingSummary[], fact: Fact, _key: readonly unknown[], me: string): unknown {
  if (personOf(fact) !== me) return list
  if (fact.change === 'gone') return list.filter(meeting => meeting.id !== fact.meeting_id)
  if (!list.some(meeting => meeting.id === fact.meeting_id)) return stale
  return list.map(meeting =>
    meeting.id === fact.meeting_id ? { ...meeting, my: mine(meeting.my, fact) } : meeting,
  )
}

function mergeParticipant(list: Participant[], fact: Fact, key: readonly unknown[]): unknown {
  if (fact.meeting_id !== key[1]) return list
  const person = personOf(fact)
  if (fact.change === 'gone') return list.filter(participant => participant.person.id !== person)
  if (!list.some(participant => participant.person.id === person)) return stale
  return list.map(participant =>
    participant.person.id === person ? { ...participant, ...fact.fields } : participant,
  )
}

function mergeDocument(list: Document[], fact: Fact, key: readonly unknown[]): unknown {
  if (fact.meeting_id !== key[1]) return list
  const known = list.find(document => document.id === fact.id)
  const others = list.filter(document => document.id !== fact.id)
  if (fact.change === 'gone') return others
  // Whoever leads the meeting sees versions that are not released, of which the stream does not tell.
  if (!('version' in fact.fields) || (!known && !('title' in fact.fields))) return stale
  const fresh: Partial<Document> = {
    meeting_id: fact.meeting_id ?? '',
    item_id: null,
    opened: false,
    bookmark: null,
    restricted: false,
  }
  return [...others, { ...(known ?? fresh), ...fact.fields, id: fact.id } as Document].sort(byPosition)
}

function mergeInbox(inbox: Inbox, fact: Fact): unknown {
  const known = inbox.items.find(entry => entry.id === fact.id)
  const others = inbox.items.filter(entry => entry.id !== fact.id)
  const before = inbox.unread - (known && !known.read ? 1 : 0)
  if (fact.change === 'gone') return known ? { ...inbox, items: others, unread: before } : stale
  if (!known && !('kind' in fact.fields)) return stale
  const entry = { ...known, ...fact.fields, id: fact.id } as InboxEntry
  return { ...inbox, items: [...others, entry].sort(newestFirst), unread: before + (entry.read ? 0 : 1) }
}

function goneWithMeeting(data: unknown, fact: Fact, key: readonly unknown[]): unknown {
  return fact.change === 'gone' && fact.id === key[1] ? stale : data
}

function concernsMeeting(data: unknown, fact: Fact, key: readonly unknown[]): unknown {
  return fact.meeting_id === key[1] ? stale : data
}

/** What was said of an agenda before is the server's to compare. */
function concernsAgenda(data: unknown, fact: Fact, key: readonly unknown[]): unknown {
  return fact.id === key[1] || fact.meeting_id === key[1] ? stale : data
}

/** Of what speaks of several meetings. */
function concernsOne(data: BoardMeeting[] | PaperBoardMeeting[], fact: Fact): unknown {
  const ids = data.map(one => ('meeting' in one ? one.meeting.id : one.meeting_id))
  return ids.includes(fact.meeting_id ?? '') ? stale : data
}

/** Who keeps a room, and who asked for it, hear of its bookings by notices. */
function concernsRooms(data: unknown, fact: Fact): unknown {
  return String(fact.fields.kind).startsWith('room_') ? stale : data
}

function concernsBooked(bookings: Booking[], fact: Fact): unknown {
  return bookings.some(one => one.meeting_id === fact.id) ? stale : bookings
}

/** A participant's fact names the person in its fields, or by its own id when it only says that he is gone. */
function personOf(fact: Fact): string {
  const person = fact.fields.person as { id?: string } | undefined
  return person?.id ?? (fact.fields.person_id as string | undefined) ?? fact.id
}

function mine(my: MeetingSummary['my'], fact: Fact): MeetingSummary['my'] {
  const { role, answer, reason, substitution, in_place_of, site } = {
    ...my,
    ...(fact.fields as Partial<MeetingSummary['my']>),
  }
  const keepsRole = my.role !== null && my.role !== 'delegate' && my.role !== 'guest'
  return { role: keepsRole ? my.role : role, answer, reason: reason ?? null, substitution, in_place_of, site }
}

const summaryNames = [
  'organisation',
  'title',
  'kind',
  'mode',
  'classification',
  'state',
  'starts_at',
  'ends_at',
  'zone',
  'place',
  'video_link',
  'chair',
  'revision',
]

function summaryFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => summaryNames.includes(name)))
}

function inside(at: string, from: string, to: string): boolean {
  const time = Date.parse(at)
  return time >= Date.parse(from) && time < Date.parse(to)
}

function byPosition(one: { position: number; id: string }, other: { position: number; id: string }): number {
  return one.position - other.position || (one.id < other.id ? -1 : 1)
}

function byStart(one: MeetingSummary, other: MeetingSummary): number {
  return Date.parse(one.starts_at) - Date.parse(other.starts_at) || (one.id < other.id ? -1 : 1)
}

function newestFirst(one: InboxEntry, other: InboxEntry): number {
  return Date.parse(other.at) - Date.parse(one.at) || (one.id < other.id ? 1 : -1)
}
