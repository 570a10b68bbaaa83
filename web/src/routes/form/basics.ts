import type { Named } from '../../components/ChoosePeople'
import type {
  Classification,
  Instant,
  Meeting,
  MeetingKind,
  MeetingMode,
  MeetingWrite,
} from '../../types/api'
import { homeZone } from '../../words/dates'
import { endsBefore, isWhole, spanOf, type Times, timesOf } from '../../words/times'

/** What the first step of the form holds, as typed. */
export interface BasicsDraft extends Times {
  key: string
  title: string
  kind: MeetingKind
  mode: MeetingMode
  classification: Classification
  organisation: string
  chair: Named | null
  zone: string
  place: string
  video: string
  urgent: string
}

export type BasicsTrouble = Partial<Record<keyof BasicsDraft, 'required' | 'endBefore' | 'past' | 'badLink'>>

export function emptyBasics(organisation: string): BasicsDraft {
  return {
    key: crypto.randomUUID(),
    title: '',
    kind: 'work_resolving',
    mode: 'in_person',
    classification: 'none',
    organisation,
    chair: null,
    day: '',
    start: '08:00',
    lastDay: null,
    end: '11:00',
    zone: homeZone,
    place: '',
    video: '',
    urgent: '',
  }
}

export function basicsOf(meeting: Meeting): BasicsDraft {
  return {
    key: meeting.id,
    title: meeting.title,
    kind: meeting.kind,
    mode: meeting.mode,
    classification: meeting.classification,
    organisation: meeting.organisation.id,
    chair: { id: meeting.chair.id, full_name: meeting.chair.full_name },
    ...timesOf(meeting),
    zone: meeting.zone,
    place: meeting.place ?? '',
    video: meeting.video_link ?? '',
    urgent: meeting.urgent_reason ?? '',
  }
}

/**
 * What keeps the step from being sent. The time must lie ahead, but for one that people were called to already
 * (`calledFor`): a meeting that has begun may still get another place.
 */
export function troublesOf(draft: BasicsDraft, now: Date, calledFor: Instant | null = null): BasicsTrouble {
  const troubles: BasicsTrouble = {}
  if (!draft.title.trim()) troubles.title = 'required'
  if (!draft.organisation) troubles.organisation = 'required'
  if (!draft.chair) troubles.chair = 'required'
  if (!draft.day) troubles.day = 'required'
  if (!draft.start) troubles.start = 'required'
  if (draft.lastDay === '') troubles.lastDay = 'required'
  if (!draft.end) troubles.end = 'required'
  else if (endsBefore(draft)) troubles.end = 'endBefore'
  if (isWhole(draft) && hasPassed(spanOf(draft, draft.zone).starts_at, now, calledFor)) troubles.day = 'past'
  if (draft.video.trim() && !/^https:\/\/\S+\.\S+/.test(draft.video.trim())) troubles.video = 'badLink'
  if (draft.mode === 'online' && !draft.video.trim()) troubles.video = 'required'
  return troubles
}

function hasPassed(start: Instant, now: Date, calledFor: Instant | null): boolean {
  return start < now.toISOString() && Date.parse(start) !== Date.parse(calledFor ?? '')
}

export function writeOf(draft: BasicsDraft): MeetingWrite {
  return {
    organisation_id: draft.organisation,
    title: clean(draft.title),
    kind: draft.kind,
    mode: draft.mode,
    classification: draft.classification,
    chair_id: draft.chair?.id ?? '',
    ...spanOf(draft, draft.zone),
    zone: draft.zone,
    place: clean(draft.place),
    video_link: draft.video.trim() || null,
    urgent_reason: clean(draft.urgent) || null,
  }
}

function clean(text: string): string {
  return text.trim().normalize('NFC')
}
