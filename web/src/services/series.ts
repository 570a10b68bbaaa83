import type {
  FollowingChange,
  Instant,
  Job,
  Meeting,
  MeetingTemplate,
  Page,
  SeriesDay,
  SeriesRule,
} from '../types/api'
import { api, once, read, whole } from './api'

/** Who leads instead, where the chair of the original has left. */
interface Led {
  chair_id: string | null
}

/** What goes along into a copy. */
export interface Taken {
  with_agenda: boolean
  with_people: boolean
  with_sites: boolean
  with_room: boolean
}

export function copyMeeting(
  meeting: string,
  starts_at: Instant,
  taken: Taken & Led,
  key: string,
): Promise<Meeting> {
  const params = { path: { meeting }, header: once(key) }
  return read(api.POST('/api/meetings/{meeting}/copies', { params, body: { starts_at, ...taken } }))
}

export function keepTemplate(meeting: string, name: string): Promise<MeetingTemplate> {
  const params = { path: { meeting }, header: once() }
  return read(api.POST('/api/meetings/{meeting}/templates', { params, body: { name } }))
}

export async function templates(organisation: string): Promise<MeetingTemplate[]> {
  const params = { query: { organisation, limit: 100 } }
  return whole(await read<Page<MeetingTemplate>>(api.GET('/api/meeting-templates', { params })))
}

export function makeFromTemplate(
  template: string,
  body: Led & { starts_at: Instant },
  key: string,
): Promise<Meeting> {
  const params = { path: { template }, header: once(key) }
  return read(api.POST('/api/meeting-templates/{template}/meetings', { params, body }))
}

export async function dropTemplate(template: string): Promise<void> {
  await api.DELETE('/api/meeting-templates/{template}', { params: { path: { template } } })
}

export async function seriesDays(meeting: string, rule: SeriesRule): Promise<SeriesDay[]> {
  const params = { path: { meeting }, header: once() }
  const body = { rule }
  return (
    await read<{ items: SeriesDay[] }>(api.POST('/api/meetings/{meeting}/series-preview', { params, body }))
  ).items
}

export function makeSeries(
  meeting: string,
  rule: SeriesRule,
  taken: Pick<Taken, 'with_agenda' | 'with_room'>,
  key: string,
): Promise<Job> {
  const params = { path: { meeting }, header: once(key) }
  return read(api.POST('/api/meetings/{meeting}/series', { params, body: { rule, ...taken } }))
}

/** This meeting and all that follow in its series; those that are over stay. */
export function changeFollowing(meeting: string, body: FollowingChange): Promise<Job> {
  return read(api.PATCH('/api/meetings/{meeting}/following', { params: { path: { meeting } }, body }))
}
