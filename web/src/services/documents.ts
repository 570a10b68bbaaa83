import type {
  Audience,
  Document,
  Hit,
  Links,
  Page,
  Reading,
  Upload,
  Version,
  VersionDetail,
} from '../types/api'
import { call } from './call'
import { whole } from './meetings'

export interface DocumentWrite {
  item_id: string | null
  title: string
  file_name: string
  size: number
  classification: string
  audience: Audience | null
}
export interface Begun {
  document: Document
  version: Version
  upload: Upload
}

export async function documents(meetingId: string): Promise<Document[]> {
  const found = await whole(
    await call<Page<Document>>('GET', `/api/meetings/${meetingId}/documents`, { query: { limit: 200 } }),
  )
  return found.sort((one, other) => one.position - other.position || (one.id < other.id ? -1 : 1))
}

export function addDocument(meetingId: string, write: DocumentWrite, key: string): Promise<Begun> {
  return call('POST', `/api/meetings/${meetingId}/documents`, { body: write, key })
}

export function addVersion(
  document: string,
  file: { file_name: string; size: number },
  key: string,
): Promise<Begun> {
  return call('POST', `/api/documents/${document}/versions`, { body: file, key })
}

export function changeDocument(
  id: string,
  change: { title?: string; item_id?: string | null; after_id?: string | null; audience?: Audience | null },
): Promise<Document> {
  return call('PATCH', `/api/documents/${id}`, { body: change })
}

export function deleteDocument(id: string): Promise<void> {
  return call('DELETE', `/api/documents/${id}`)
}

export function version(document: string, id: string): Promise<VersionDetail> {
  return call('GET', `/api/documents/${document}/versions/${id}`)
}

/** Fresh signed addresses for the parts that the server does not have yet. */
export function missingParts(document: string, id: string): Promise<Upload> {
  return call('POST', `/api/documents/${document}/versions/${id}/upload-parts`)
}

export function completeUpload(
  document: string,
  id: string,
  parts: { number: number; etag: string }[],
): Promise<Version> {
  return call('PUT', `/api/documents/${document}/versions/${id}/upload`, { body: { parts } })
}

export function cancelUpload(document: string, id: string): Promise<void> {
  return call('DELETE', `/api/documents/${document}/versions/${id}/upload`)
}

export function declare(document: string, id: string, secret: boolean): Promise<Version> {
  return call('PUT', `/api/documents/${document}/versions/${id}/declaration`, { body: { secret } })
}

export function release(document: string, versionId: string): Promise<unknown> {
  return call('POST', `/api/documents/${document}/release`, { body: { version_id: versionId } })
}

export function releaseAll(meetingId: string): Promise<{ released: string[] }> {
  return call('POST', `/api/meetings/${meetingId}/releases`, { body: {} })
}

export function recall(document: string, reason: string): Promise<unknown> {
  return call('POST', `/api/documents/${document}/recall`, { body: { reason } })
}

/** Signed addresses of the reading copy and its pictures; asking for them is what the access record keeps. */
export function links(document: string, id: string): Promise<Links> {
  return call('POST', `/api/documents/${document}/versions/${id}/links`)
}

export async function hits(document: string, id: string, words: string): Promise<Hit[]> {
  const found = await call<{ items: Hit[] }>('GET', `/api/documents/${document}/versions/${id}/hits`, {
    query: { q: words },
  })
  return found.items
}

export function keepBookmark(document: string, versionId: string, page: number): Promise<void> {
  return call('PUT', `/api/documents/${document}/bookmark`, { body: { version_id: versionId, page } })
}

export function reportSitting(
  document: string,
  versionId: string,
  sitting: string,
  seen: { pages: number[]; seconds: number; ended: boolean },
): Promise<void> {
  return call('PUT', `/api/documents/${document}/versions/${versionId}/sittings/${sitting}`, { body: seen })
}

export async function readings(document: string): Promise<Reading[]> {
  return whole(await call<Page<Reading>>('GET', `/api/documents/${document}/readings`))
}
