import type { Named } from '../../components/ChoosePeople'
import type { Classification, Meeting, MeetingKind, MeetingMode, MeetingWrite } from '../../types/api'
import { clock, dayKey, homeZone, instantOf } from '../../words/dates'

/** What the first step of the form holds, as typed. */
export interface BasicsDraft {
  key: string
  title: string
  kind: MeetingKind
  mode: MeetingMode
  classification: Classification
  organisation: string
  chair: Named | null
  day: string
  start: string
  end: string
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
    day: dayKey(meeting.starts_at, meeting.zone),
    start: clock(meeting.starts_at, meeting.zone),
    end: clock(meeting.ends_at, meeting.zone),
    zone: meeting.zone,
    place: meeting.place ?? '',
    video: meeting.video_link ?? '',
    urgent: meeting.urgent_reason ?? '',
  }
}

/** What keeps the step from being sent. A meeting held in the past is recorded, so only a new one must lie ahead. */
export function troublesOf(draft: BasicsDraft, now: Date): BasicsTrouble {
  const troubles: BasicsTrouble = {}
  if (!draft.title.trim()) troubles.title = 'required'
  if (!draft.organisation) troubles.organisation = 'required'
  if (!draft.chair) troubles.chair = 'required'
  if (!draft.day) troubles.day = 'required'
  if (!draft.start) troubles.start = 'required'
  if (!draft.end) troubles.end = 'required'
  else if (draft.start && draft.end <= draft.start) troubles.end = 'endBefore'
  if (draft.day && draft.start && instantOf(draft.day, draft.start, draft.zone) < now.toISOString())
    troubles.day = 'past'
  if (draft.video.trim() && !/^https:\/\/\S+\.\S+/.test(draft.video.trim())) troubles.video = 'badLink'
  if (draft.mode === 'online' && !draft.video.trim()) troubles.video = 'required'
  return troubles
}

export function writeOf(draft: BasicsDraft): MeetingWrite {
  return {
    organisation_id: draft.organisation,
    title: clean(draft.title),
    kind: draft.kind,
    mode: draft.mode,
    classification: draft.classification,
    chair_id: draft.chair?.id ?? '',
    starts_at: instantOf(draft.day, draft.start, draft.zone),
    ends_at: instantOf(draft.day, draft.end, draft.zone),
    zone: draft.zone,
    place: clean(draft.place),
    video_link: draft.video.trim() || null,
    urgent_reason: clean(draft.urgent) || null,
  }
}

function clean(text: string): string {
  return text.trim().normalize('NFC')
}
