import type { AuditEntry, Deed, Page } from '../types/api'
import { api, follow, read } from './api'
import { send } from './transport'

/** Of one deed, or of one person (who did it, or whom it was done to), where they are given. */
export function entries(
  deed: Deed | null,
  person: string | null,
  next: string | null,
): Promise<Page<AuditEntry>> {
  if (next) return follow(next)
  const query = { ...(deed && { deed }), ...(person && { person }) }
  return read(api.GET('/api/audit', { params: { query } }))
}

/** All of it as a file; that it was taken away is an entry itself. */
export async function exported(format: 'csv' | 'jsonl'): Promise<Blob> {
  const address = new URL(`/api/audit/export?format=${format}`, location.origin)
  return (await send(new Request(address))).blob()
}
