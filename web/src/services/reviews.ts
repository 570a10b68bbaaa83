import type { Document, Preparation } from '../types/api'
import { api, once, read } from './api'

/** What the caller's units were asked for, by start of the meeting. */
export async function preparations(): Promise<Preparation[]> {
  return (await read<{ items: Preparation[] }>(api.GET('/api/preparations'))).items
}

export function submit(document: string, versionId: string): Promise<Document> {
  const params = { path: { document }, header: once() }
  return read(api.POST('/api/documents/{document}/submission', { params, body: { version_id: versionId } }))
}

export function accept(document: string, versionId: string): Promise<Document> {
  const params = { path: { document }, header: once() }
  return read(api.POST('/api/documents/{document}/acceptance', { params, body: { version_id: versionId } }))
}

export function sendBack(document: string, versionId: string, comment: string): Promise<Document> {
  const params = { path: { document }, header: once() }
  const body = { version_id: versionId, comment }
  return read(api.POST('/api/documents/{document}/return', { params, body }))
}

/** Asks the owner units of these items for papers, or reminds them; gives how many. */
export async function askForPapers(meeting: string, items: string[]): Promise<number> {
  const params = { path: { meeting }, header: once() }
  const body = { item_ids: items, note: '' }
  return (await read<{ items: number }>(api.POST('/api/meetings/{meeting}/paper-requests', { params, body })))
    .items
}
