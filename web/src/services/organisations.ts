import type { Level, Organisation, Page } from '../types/api'
import { call } from './call'
import { whole } from './meetings'

export interface OrganisationWrite {
  name: string
  short_name: string
  parent_id: string | null
  level: string
  since: string
}

export async function levels(): Promise<Level[]> {
  return whole(await call<Page<Level>>('GET', '/api/levels'))
}

export async function organisations(): Promise<Organisation[]> {
  return whole(await call<Page<Organisation>>('GET', '/api/organisations', { query: { limit: 200 } }))
}

export function addOrganisation(write: OrganisationWrite, key: string): Promise<Organisation> {
  return call('POST', '/api/organisations', { body: write, key })
}

export function changeOrganisation(
  id: string,
  change: Partial<{
    name: string
    short_name: string
    parent_id: string | null
    active: boolean
    level: { level: string; since: string }
  }>,
): Promise<Organisation> {
  return call('PATCH', `/api/organisations/${id}`, { body: change })
}
