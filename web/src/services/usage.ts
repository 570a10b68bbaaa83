import type { MeetingUsage, Page, Usage } from '../types/api'
import { api, read } from './api'

/** Days `2026-11-23`, both included; null asks for the highest body the reader may see. */
export interface UsageQuestion {
  from: string
  to: string
  organisation: string | null
}

export function usage({ from, to, organisation }: UsageQuestion): Promise<Usage> {
  return read(api.GET('/api/usage', { params: { query: { from, to, ...named(organisation) } } }))
}

/** The meetings behind the figures which the reader may know of, newest first. */
export function usageMeetings({ from, to, organisation }: UsageQuestion): Promise<Page<MeetingUsage>> {
  const query = { from, to, limit: 100, ...named(organisation) }
  return read(api.GET('/api/usage/meetings', { params: { query } }))
}

function named(organisation: string | null): { organisation?: string } {
  return organisation ? { organisation } : {}
}
