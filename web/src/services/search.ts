import type { FoundList, MeetingKind } from '../types/api'
import { api, follow, read } from './api'

export interface Question {
  q: string
  organisation: string | null
  year: number | null
  kind: MeetingKind | null
}

/** `next` is the address that the page before gave. */
export function search({ q, organisation, year, kind }: Question, next: string | null): Promise<FoundList> {
  if (next) return follow(next)
  const query = { q, ...(organisation && { organisation }), ...(year && { year }), ...(kind && { kind }) }
  return read(api.GET('/api/search', { params: { query } }))
}
