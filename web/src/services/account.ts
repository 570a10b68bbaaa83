import type { Me } from '../types/api'
import type { components } from '../types/openapi'
import { api, once, read } from './api'
import { updatePerson } from './session'

export type SecondFactor = components['schemas']['SecondFactorView']
export type Enrolment = components['schemas']['EnrolmentView']
export type Address = components['schemas']['AddressView']
export type Slip = components['schemas']['SlipView']

/** What the server prints at once. */
export const mostSlips = 200

export function secondFactor(): Promise<SecondFactor> {
  return read(api.GET('/api/me/second-factor'))
}

export function beginSecondFactor(key: string): Promise<Enrolment> {
  return read(api.POST('/api/me/second-factor', { params: { header: once(key) } }))
}

/** The recovery codes, shown once. */
export async function confirmSecondFactor(code: string): Promise<string[]> {
  const answer = await read<{ recovery_codes: string[] }>(
    api.PUT('/api/me/second-factor', { body: { code } }),
  )
  return answer.recovery_codes
}

/** After the recovery codes were seen: what the session waited for is done. */
export async function readAccountAnew(): Promise<void> {
  updatePerson(await read<Me>(api.GET('/api/me')))
}

export async function removeSecondFactor(person?: string): Promise<void> {
  if (person) await api.DELETE('/api/people/{id}/second-factor', { params: { path: { id: person } } })
  else await api.DELETE('/api/me/second-factor')
}

export function ownAddress(): Promise<Address> {
  return read(api.GET('/api/me/address'))
}

/** A link is mailed to the new address. */
export function askForAddress(email: string): Promise<Address> {
  return read(api.PUT('/api/me/address', { body: { email } }))
}

/** Good for five minutes. */
export async function giveProof(password: string, code: string): Promise<void> {
  await api.PUT('/api/sessions/current/proof', { body: { password, code } })
}

export async function issueSlips(people: string[], key: string): Promise<Slip[]> {
  const answer = await read<{ items: Slip[] }>(
    api.POST('/api/slips', { params: { header: once(key) }, body: { people } }),
  )
  return answer.items
}
