import type { AuditEntry, Deed, Page } from '../types/api'
import { api, follow, read } from './api'
import { send } from './transport'

export function entries(deed: Deed | null, next: string | null): Promise<Page<AuditEntry>> {
  if (next) return follow(next)
  return read(api.GET('/api/audit', { params: { query: deed ? { deed } : {} } }))
}

/** All of it as a file; that it was taken away is an entry itself. */
export async function exported(format: 'csv' | 'jsonl'): Promise<Blob> {
  const address = new URL(`/api/audit/export?format=${format}`, location.origin)
  return (await send(new Request(address))).blob()
}
