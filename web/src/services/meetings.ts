import type {
  AgendaItem,
  AgendaItemWrite,
  Answer,
  Instant,
  Job,
  LegalDeadlines,
  Meeting,
  MeetingSummary,
  MeetingWrite,
  Page,
  Participant,
  Readiness,
} from '../types/api'
import { call, callWithTag } from './call'

/** The caller's own meetings, or with `organisation` those of a body whose secretary he is. */
export async function meetings(
  from: Instant,
  to: Instant,
  organisation: string | null,
): Promise<MeetingSummary[]> {
  return whole(
    await call<Page<MeetingSummary>>('GET', '/api/meetings', {
      query: { from, to, organisation, limit: 100 },
    }),
  )
}

export function meeting(id: string): Promise<Meeting> {
  return call('GET', `/api/meetings/${id}`)
}

/** The meeting with the tag that a change of it has to show. */
export function meetingToChange(id: string): Promise<{ value: Meeting; etag: string | undefined }> {
  return callWithTag('GET', `/api/meetings/${id}`)
}

export function createMeeting(write: MeetingWrite, key: string): Promise<Meeting> {
  return call('POST', '/api/meetings', { body: write, key })
}

export function changeMeeting(
  id: string,
  change: Partial<MeetingWrite>,
  etag: string | undefined,
): Promise<Meeting> {
  return call('PATCH', `/api/meetings/${id}`, { body: change, etag })
}

export function callMeeting(
  id: string,
  times: { starts_at?: Instant; ends_at?: Instant } = {},
): Promise<Meeting> {
  return call('POST', `/api/meetings/${id}/call`, { body: times })
}

export function postponeMeeting(id: string, reason: string): Promise<Meeting> {
  return call('POST', `/api/meetings/${id}/postponement`, { body: { reason } })
}

export function cancelMeeting(id: string, reason: string): Promise<Meeting> {
  return call('POST', `/api/meetings/${id}/cancellation`, { body: { reason } })
}

export function recordMeeting(
  id: string,
  record: { started_at: Instant; ended_at: Instant; attended: string[]; reason: string | null },
): Promise<Meeting> {
  return call('POST', `/api/meetings/${id}/record`, { body: record })
}

export function addAgendaItem(meetingId: string, write: AgendaItemWrite, key: string): Promise<AgendaItem> {
  return call('POST', `/api/meetings/${meetingId}/agenda-items`, { body: write, key })
}

export function changeAgendaItem(
  meetingId: string,
  item: string,
  write: Partial<AgendaItemWrite>,
): Promise<AgendaItem> {
  return call('PATCH', `/api/meetings/${meetingId}/agenda-items/${item}`, { body: write })
}

export function removeAgendaItem(meetingId: string, item: string): Promise<void> {
  return call('DELETE', `/api/meetings/${meetingId}/agenda-items/${item}`)
}

export function placeAgendaItem(
  meetingId: string,
  item: string,
  place: { parent_id: string | null; after_id: string | null },
): Promise<AgendaItem> {
  return call('PUT', `/api/meetings/${meetingId}/agenda-items/${item}/place`, { body: place })
}

export async function participants(meetingId: string): Promise<Participant[]> {
  return whole(
    await call<Page<Participant>>('GET', `/api/meetings/${meetingId}/participants`, {
      query: { limit: 200 },
    }),
  )
}

export function invite(
  meetingId: string,
  people: { person_id: string; role: 'delegate' | 'guest' }[],
  key: string,
): Promise<Job> {
  return call('POST', `/api/meetings/${meetingId}/participants`, { body: { people }, key })
}

export function participantJob(meetingId: string, job: string): Promise<Job> {
  return call('GET', `/api/meetings/${meetingId}/participant-jobs/${job}`)
}

export function changeParticipant(
  meetingId: string,
  person: string,
  role: 'delegate' | 'guest',
): Promise<Participant> {
  return call('PATCH', `/api/meetings/${meetingId}/participants/${person}`, { body: { role } })
}

export function removeParticipant(meetingId: string, person: string): Promise<void> {
  return call('DELETE', `/api/meetings/${meetingId}/participants/${person}`)
}

export function answerInvitation(
  meetingId: string,
  answer: Exclude<Answer, 'pending'>,
  reason: string | null,
): Promise<unknown> {
  return call('PUT', `/api/meetings/${meetingId}/answer`, { body: { answer, reason } })
}

export function legalDeadlines(startsAt: Instant, zone: string): Promise<LegalDeadlines> {
  return call('GET', '/api/legal-deadlines', { query: { starts_at: startsAt, zone } })
}

export function readiness(meetingId: string): Promise<Readiness> {
  return call('GET', `/api/meetings/${meetingId}/readiness`)
}

/** Follows the pages of a list to its end. */
export async function whole<T>(first: Page<T> | T[]): Promise<T[]> {
  if (Array.isArray(first)) return first
  const found = [...first.items]
  for (let next = first.next; next; ) {
    const page = await call<Page<T>>('GET', next)
    found.push(...page.items)
    next = page.next
  }
  return found
}
