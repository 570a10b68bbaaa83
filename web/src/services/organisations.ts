import type {
  HouseRules,
  HouseRulesWrite,
  Level,
  Organisation,
  Page,
  Reorganisation,
  ReorganisationWrite,
} from '../types/api'
import { api, once, read, readWithTag, whole } from './api'

export interface OrganisationWrite {
  name: string
  short_name: string
  parent_id: string
  level: string
  since: string
}

export async function levels(): Promise<Level[]> {
  return (await read<Page<Level>>(api.GET('/api/levels'))).items
}

export async function organisations(): Promise<Organisation[]> {
  return whole(await read<Page<Organisation>>(api.GET('/api/organisations')))
}

export function addOrganisation(body: OrganisationWrite, key: string): Promise<Organisation> {
  return read(api.POST('/api/organisations', { params: { header: once(key) }, body }))
}

export function changeOrganisation(
  id: string,
  body: Partial<Omit<OrganisationWrite, 'level' | 'since'>> & {
    active?: boolean
    level?: { level: string; since: string }
  },
): Promise<Organisation> {
  return read(api.PATCH('/api/organisations/{id}', { params: { path: { id } }, body }))
}

export function houseRules(organisation: string): Promise<{ value: HouseRules; etag: string | undefined }> {
  const params = { path: { id: organisation } }
  return readWithTag(api.GET('/api/organisations/{id}/house-rules', { params }))
}

export function decideHouseRules(
  organisation: string,
  body: HouseRulesWrite,
  etag: string,
): Promise<HouseRules> {
  const params = { path: { id: organisation }, header: { 'If-Match': etag } }
  return read(api.PUT('/api/organisations/{id}/house-rules', { params, body }))
}

/** Newest first; those that are done tell their story in the organisations themselves. */
export async function reorganisations(): Promise<Reorganisation[]> {
  return (await read<Page<Reorganisation>>(api.GET('/api/reorganisations'))).items
}

export function reorganise(body: ReorganisationWrite, key: string): Promise<Reorganisation> {
  return read<Reorganisation>(api.POST('/api/reorganisations', { params: { header: once(key) }, body }))
}

export function withdrawReorganisation(id: string): Promise<Reorganisation> {
  return read<Reorganisation>(api.DELETE('/api/reorganisations/{id}', { params: { path: { id } } }))
}
