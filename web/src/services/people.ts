import type { Guide, Language, Me, OwnSession, Page, Person, Post, RoleName } from '../types/api'
import { api, once, read, whole } from './api'
import { updatePerson } from './session'

const mostHandles = 200

/** Characters; the server refuses shorter ones. */
export const shortestPassword = 12

export interface PersonWrite {
  full_name: string
  email: string | null
  phone: string | null
  organisation_id: string
  posts: Pick<Post, 'organisation_id' | 'title'>[]
}

export async function chooseLanguage(language: Language): Promise<void> {
  updatePerson(await read<Me>(api.PATCH('/api/me', { body: { language } })))
}

/** Which first steps are put away; none shows all again. */
export async function seeGuides(guides_seen: Guide[]): Promise<void> {
  updatePerson(await read<Me>(api.PATCH('/api/me', { body: { guides_seen } })))
}

export async function changePassword(current: string, chosen: string): Promise<void> {
  await api.PUT('/api/me/password', { body: { current, new: chosen } })
  updatePerson(await read<Me>(api.GET('/api/me')))
}

export async function ownSessions(): Promise<OwnSession[]> {
  return (await read<Page<OwnSession>>(api.GET('/api/sessions'))).items
}

/** Everybody a filter finds, page after page. */
export async function people(filter: { organisation?: string | null; q?: string }): Promise<Person[]> {
  const query = {
    limit: 100,
    ...(filter.organisation && { organisation: filter.organisation }),
    ...(filter.q && { q: filter.q }),
  }
  return whole(await read<Page<Person>>(api.GET('/api/people', { params: { query } })))
}

/** Whom the directory has under these sign-in names and addresses; by the handle as asked. */
export async function bearers(handles: readonly string[]): Promise<Map<string, Person[]>> {
  const found = new Map<string, Person[]>()
  for (let start = 0; start < handles.length; start += mostHandles) {
    const body = { handles: handles.slice(start, start + mostHandles) }
    const { items } = await read<{ items: { handle: string; person: Person }[] }>(
      api.POST('/api/people/handles', { body }),
    )
    for (const { handle, person } of items) found.set(handle, [...(found.get(handle) ?? []), person])
  }
  return found
}

/** Who may sit in one's place: active people of one's own bodies. */
export async function colleagues(): Promise<Person[]> {
  return (await read<Page<Person>>(api.GET('/api/colleagues'))).items
}

/** One person; whoever administers his home sees addresses and roles too. */
export function person(id: string): Promise<Person> {
  return read(api.GET('/api/people/{id}', { params: { path: { id } } }))
}

export function addPerson(
  body: PersonWrite & { name: string; language: Language },
  key: string,
): Promise<Person & { password: string }> {
  return read(api.POST('/api/people', { params: { header: once(key) }, body }))
}

export function changePerson(id: string, body: Partial<PersonWrite> & { active?: boolean }): Promise<Person> {
  return read(api.PATCH('/api/people/{id}', { params: { path: { id } }, body }))
}

export function resetPassword(id: string): Promise<{ password: string }> {
  return read(api.PUT('/api/people/{id}/password', { params: { path: { id } } }))
}

export async function addRole(id: string, role: RoleName, organisation: string): Promise<void> {
  const body = { role, organisation_id: organisation }
  await api.POST('/api/people/{id}/roles', { params: { path: { id }, header: once() }, body })
}

export async function removeRole(id: string, role: RoleName, organisation: string): Promise<void> {
  await api.DELETE('/api/people/{id}/roles/{role}/{organisation}', {
    params: { path: { id, role, organisation } },
  })
}
