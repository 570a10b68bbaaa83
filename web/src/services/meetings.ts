import type {
  AgendaComparison,
  AgendaItem,
  AgendaItemWrite,
  AgendaSince,
  Instant,
  Job,
  LegalDeadlines,
  Meeting,
  MeetingChange,
  MeetingSummary,
  MeetingWrite,
  Page,
  Participant,
  Readiness,
} from '../types/api'
import { api, once, read, readWithTag, whole } from './api'

const askAgainMilliseconds = 700

/** The caller's own meetings, or with `organisation` those of a body whose secretary he is. */
export async function meetings(
  from: Instant,
  to: Instant,
  organisation: string | null,
): Promise<MeetingSummary[]> {
  const query = { from, to, limit: 100, ...(organisation && { organisation }) }
  return whole(await read<Page<MeetingSummary>>(api.GET('/api/meetings', { params: { query } })))
}

export function meeting(id: string): Promise<Meeting> {
  return read(api.GET('/api/meetings/{meeting}', { params: { path: { meeting: id } } }))
}

/** The meeting with the tag that a change of it has to show. */
export function meetingToChange(id: string): Promise<{ value: Meeting; etag: string | undefined }> {
  return readWithTag(api.GET('/api/meetings/{meeting}', { params: { path: { meeting: id } } }))
}

export function createMeeting(body: MeetingWrite, key: string): Promise<Meeting> {
  return read(api.POST('/api/meetings', { params: { header: once(key) }, body }))
}

export function changeMeeting(id: string, body: MeetingChange, etag: string | undefined): Promise<Meeting> {
  const header = etag ? { 'If-Match': etag } : {}
  return read(api.PATCH('/api/meetings/{meeting}', { params: { path: { meeting: id }, header }, body }))
}

export function callMeeting(
  id: string,
  body: { starts_at?: Instant; ends_at?: Instant } = {},
): Promise<Meeting> {
  return read(
    api.POST('/api/meetings/{meeting}/call', { params: { path: { meeting: id }, header: once() }, body }),
  )
}

export function postponeMeeting(id: string, reason: string): Promise<Meeting> {
  const params = { path: { meeting: id }, header: once() }
  return read(api.POST('/api/meetings/{meeting}/postponement', { params, body: { reason } }))
}

export function cancelMeeting(id: string, reason: string): Promise<Meeting> {
  const params = { path: { meeting: id }, header: once() }
  return read(api.POST('/api/meetings/{meeting}/cancellation', { params, body: { reason } }))
}

/** The caller's place as a secretary is that person's from now on. */
export async function handOver(id: string, person: string, note: string): Promise<void> {
  const params = { path: { meeting: id }, header: once() }
  await api.POST('/api/meetings/{meeting}/handover', { params, body: { person_id: person, note } })
}

export function recordMeeting(
  id: string,
  body: { started_at: Instant; ended_at: Instant; attended: string[]; reason: string | null },
): Promise<Meeting> {
  return read(
    api.POST('/api/meetings/{meeting}/record', { params: { path: { meeting: id }, header: once() }, body }),
  )
}

export function addAgendaItem(id: string, body: AgendaItemWrite, key: string): Promise<AgendaItem> {
  const params = { path: { meeting: id }, header: once(key) }
  return read(api.POST('/api/meetings/{meeting}/agenda-items', { params, body }))
}

export function changeAgendaItem(
  id: string,
  item: string,
  body: Partial<AgendaItemWrite>,
): Promise<AgendaItem> {
  const params = { path: { meeting: id, item } }
  return read(api.PATCH('/api/meetings/{meeting}/agenda-items/{item}', { params, body }))
}

export async function removeAgendaItem(id: string, item: string): Promise<void> {
  await api.DELETE('/api/meetings/{meeting}/agenda-items/{item}', { params: { path: { meeting: id, item } } })
}

export function placeAgendaItem(
  id: string,
  item: string,
  body: { parent_id: string | null; after_id: string | null },
): Promise<AgendaItem> {
  const params = { path: { meeting: id, item } }
  return read(api.PUT('/api/meetings/{meeting}/agenda-items/{item}/place', { params, body }))
}

/** The agenda as the caller knew it, beside the present one. */
export function agendaComparison(id: string, since: AgendaSince): Promise<AgendaComparison> {
  const params = { path: { meeting: id }, query: { since } }
  return read(api.GET('/api/meetings/{meeting}/agenda-comparison', { params }))
}

/** From that moment on the caller is told what changes. */
export async function lookAtAgenda(id: string, at: Instant): Promise<void> {
  await api.PUT('/api/meetings/{meeting}/agenda-look', { params: { path: { meeting: id } }, body: { at } })
}

/** Tells everybody who was invited. */
export async function noteAgenda(id: string, note: string): Promise<void> {
  const params = { path: { meeting: id }, header: once() }
  await api.POST('/api/meetings/{meeting}/agenda-notes', { params, body: { note } })
}

export async function participants(id: string): Promise<Participant[]> {
  const params = { path: { meeting: id }, query: { limit: 100 } }
  return whole(await read<Page<Participant>>(api.GET('/api/meetings/{meeting}/participants', { params })))
}

/** To its end. `show` is told how far it has come. */
export async function invite(
  id: string,
  people: { person_id: string; role: 'delegate' | 'guest' }[],
  key: string,
  show: (job: Job) => void = () => undefined,
): Promise<Job> {
  const params = { path: { meeting: id }, header: once(key) }
  const job = await read<Job>(api.POST('/api/meetings/{meeting}/participants', { params, body: { people } }))
  return finished(id, job, show)
}

/** The job once it is done; the server goes on even when nobody waits for it. */
export async function finished(
  id: string,
  begun: Job,
  show: (job: Job) => void = () => undefined,
): Promise<Job> {
  let job = begun
  while (job.state === 'running') {
    show(job)
    await new Promise(resolve => setTimeout(resolve, askAgainMilliseconds))
    job = await participantJob(id, job.id)
  }
  return job
}

function participantJob(id: string, job: string): Promise<Job> {
  return read(
    api.GET('/api/meetings/{meeting}/participant-jobs/{job}', { params: { path: { meeting: id, job } } }),
  )
}

export function changeParticipant(
  id: string,
  person: string,
  role: 'delegate' | 'guest',
): Promise<Participant> {
  const params = { path: { meeting: id, person } }
  return read(api.PATCH('/api/meetings/{meeting}/participants/{person}', { params, body: { role } }))
}

export async function removeParticipant(id: string, person: string): Promise<void> {
  await api.DELETE('/api/meetings/{meeting}/participants/{person}', {
    params: { path: { meeting: id, person } },
  })
}

export function answerInvitation(
  id: string,
  answer: 'accepted' | 'declined',
  reason: string | null,
): Promise<Participant> {
  return read(
    api.PUT('/api/meetings/{meeting}/answer', {
      params: { path: { meeting: id } },
      body: { answer, reason },
    }),
  )
}

export function legalDeadlines(startsAt: Instant, zone: string): Promise<LegalDeadlines> {
  return read(api.GET('/api/legal-deadlines', { params: { query: { starts_at: startsAt, zone } } }))
}

/** All pages of it: the papers are the same on each. */
export async function readiness(id: string): Promise<Readiness> {
  const params = { path: { meeting: id }, query: { limit: 100 } }
  const first = await read<Readiness>(api.GET('/api/meetings/{meeting}/readiness', { params }))
  const people = [...first.people]
  for (let next = first.next; next; ) {
    const query = { limit: 100, after: new URL(next, location.origin).searchParams.get('after') ?? '' }
    const page = await read<Readiness>(
      api.GET('/api/meetings/{meeting}/readiness', { params: { ...params, query } }),
    )
    people.push(...page.people)
    next = page.next
  }
  return { ...first, people, next: null }
}
