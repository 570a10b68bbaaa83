import type { Language, Me, OwnSession, Page, Person, Post, RoleName } from '../types/api'
import { call } from './call'
import { updatePerson } from './session'

export interface PersonWrite {
  full_name: string
  email: string | null
  phone: string | null
  organisation_id: string
  posts: Pick<Post, 'organisation_id' | 'title'>[]
}

export async function chooseLanguage(language: Language): Promise<void> {
  updatePerson(await call<Me>('PATCH', '/api/me', { body: { language } }))
}

export async function changePassword(current: string, chosen: string): Promise<void> {
  await call('PUT', '/api/me/password', { body: { current, new: chosen } })
  updatePerson(await call<Me>('GET', '/api/me'))
}

export async function ownSessions(): Promise<OwnSession[]> {
  const found = await call<OwnSession[] | Page<OwnSession>>('GET', '/api/sessions')
  return Array.isArray(found) ? found : found.items
}

export async function people(filter: {
  organisation?: string | null
  q?: string
  after?: string | null
}): Promise<Page<Person>> {
  return call('GET', '/api/people', { query: { ...filter, limit: 50 } })
}

export function person(id: string): Promise<Person> {
  return call('GET', `/api/people/${id}`)
}

export function addPerson(
  write: PersonWrite & { name: string; language: Language },
  key: string,
): Promise<Person & { password: string }> {
  return call('POST', '/api/people', { body: write, key })
}

export function changePerson(
  id: string,
  change: Partial<PersonWrite> & { active?: boolean },
): Promise<Person> {
  return call('PATCH', `/api/people/${id}`, { body: change })
}

export function resetPassword(id: string): Promise<{ password: string }> {
  return call('PUT', `/api/people/${id}/password`)
}

export function addRole(id: string, role: RoleName, organisation: string): Promise<void> {
  return call('POST', `/api/people/${id}/roles`, { body: { role, organisation_id: organisation } })
}

export function removeRole(id: string, role: RoleName, organisation: string): Promise<void> {
  return call('DELETE', `/api/people/${id}/roles/${role}/${organisation}`)
}

/** Everybody a filter finds, page after page; for lists that must be whole, like matching a pasted one. */
export async function allPeople(filter: { organisation?: string | null; q?: string }): Promise<Person[]> {
  const found: Person[] = []
  let page = await people(filter)
  found.push(...page.items)
  while (page.next) {
    page = await call<Page<Person>>('GET', page.next)
    found.push(...page.items)
  }
  return found
}
