import type { Participant } from '../types/api'
import { api, read } from './api'

export interface Proposal {
  person_id: string
  reason: string
}

export function proposeSubstitute(meeting: string, body: Proposal): Promise<Participant> {
  return read(api.PUT('/api/meetings/{meeting}/substitute', { params: { path: { meeting } }, body }))
}

export async function withdrawSubstitute(meeting: string): Promise<void> {
  await api.DELETE('/api/meetings/{meeting}/substitute', { params: { path: { meeting } } })
}

/** The chair's word about the proposed person he looked at; `item_ids` are restricted items given along. */
export function decideSubstitute(
  meeting: string,
  person: string,
  body: { person_id: string; agreed: boolean; item_ids?: string[]; reason?: string | null },
): Promise<Participant> {
  const params = { path: { meeting, person } }
  return read(
    api.PUT('/api/meetings/{meeting}/participants/{person}/substitute/decision', {
      params,
      body: { item_ids: [], ...body },
    }),
  )
}

/** Of somebody who telephoned. */
export function recordAnswer(
  meeting: string,
  person: string,
  body: { answer: 'accepted' | 'declined'; reason: string | null },
): Promise<Participant> {
  const params = { path: { meeting, person } }
  return read(api.PUT('/api/meetings/{meeting}/participants/{person}/answer', { params, body }))
}

export function recordSubstitute(meeting: string, person: string, body: Proposal): Promise<Participant> {
  const params = { path: { meeting, person } }
  return read(api.PUT('/api/meetings/{meeting}/participants/{person}/substitute', { params, body }))
}
