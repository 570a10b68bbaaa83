import type { MeetingUsage, Page, PaperLedger, Usage, Yardsticks, YardsticksWrite } from '../types/api'
import { api, read, readWithTag } from './api'

/** Days `2026-11-23`, both included; null asks for the highest body the reader may see. */
export interface UsageQuestion {
  from: string
  to: string
  organisation: string | null
}

export function usage({ from, to, organisation }: UsageQuestion): Promise<Usage> {
  return read(api.GET('/api/usage', { params: { query: { from, to, ...named(organisation) } } }))
}

/** The meetings behind the figures which the reader may know of, newest first; `after` is the page before's cursor. */
export function usageMeetings(
  { from, to, organisation }: UsageQuestion,
  after: string | null,
): Promise<Page<MeetingUsage>> {
  const query = { from, to, limit: 20, ...(after && { after }), ...named(organisation) }
  return read(api.GET('/api/usage/meetings', { params: { query } }))
}

/** The facts behind a meeting's paper, as far as the reader may know of them. */
export function paperLedger(meeting: string): Promise<PaperLedger> {
  return read(api.GET('/api/usage/meetings/{meeting}/paper', { params: { path: { meeting } } }))
}

/** What an organisation has set itself, with the tag that setting it anew needs. */
export function yardsticks(organisation: string): Promise<{ value: Yardsticks; etag: string | undefined }> {
  const params = { path: { id: organisation } }
  return readWithTag(api.GET('/api/organisations/{id}/yardsticks', { params }))
}

export function setYardsticks(
  organisation: string,
  body: YardsticksWrite,
  etag: string,
): Promise<Yardsticks> {
  const params = { path: { id: organisation }, header: { 'If-Match': etag } }
  return read(api.PUT('/api/organisations/{id}/yardsticks', { params, body }))
}

function named(organisation: string | null): { organisation?: string } {
  return organisation ? { organisation } : {}
}
