import type { Duty, Job, Site, SiteWrite } from '../types/api'
import { api, once, read } from './api'
import { finished } from './meetings'

/** The connecting sites of a meeting, in the order they were added. */
export async function sites(meeting: string): Promise<Site[]> {
  const params = { path: { meeting } }
  return (await read<{ items: Site[] }>(api.GET('/api/meetings/{meeting}/sites', { params }))).items
}

export function addSite(meeting: string, body: SiteWrite, key: string): Promise<Site> {
  const params = { path: { meeting }, header: once(key) }
  return read(api.POST('/api/meetings/{meeting}/sites', { params, body }))
}

export function changeSite(meeting: string, site: string, body: Partial<SiteWrite>): Promise<Site> {
  return read(
    api.PATCH('/api/meetings/{meeting}/sites/{site}', { params: { path: { meeting, site } }, body }),
  )
}

export async function removeSite(meeting: string, site: string): Promise<void> {
  await api.DELETE('/api/meetings/{meeting}/sites/{site}', { params: { path: { meeting, site } } })
}

/** To its end; without a site people take part in the main room. */
export async function assignPeople(
  meeting: string,
  people: { person_id: string; site_id: string | null }[],
): Promise<Job> {
  const params = { path: { meeting }, header: once() }
  const job = await read<Job>(
    api.POST('/api/meetings/{meeting}/site-assignments', { params, body: { people } }),
  )
  return finished(meeting, job)
}

/** By who is on duty there, or by a secretary whom he telephoned. */
export function reportReadiness(meeting: string, site: string, ready: boolean, note: string): Promise<Duty> {
  const params = { path: { meeting, site } }
  return read(api.PUT('/api/meetings/{meeting}/sites/{site}/readiness', { params, body: { ready, note } }))
}

/** The sites at which the caller is on duty, by start. */
export async function duties(): Promise<Duty[]> {
  return (await read<{ items: Duty[] }>(api.GET('/api/duties'))).items
}
