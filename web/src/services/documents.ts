import type {
  Audience,
  Classification,
  Comparison,
  Document,
  Hit,
  Links,
  Page,
  Reading,
  SittingSoFar,
  Upload,
  Version,
  VersionDetail,
} from '../types/api'
import { api, once, read, whole } from './api'

export interface DocumentWrite {
  item_id: string | null
  title: string
  file_name: string
  size: number
  classification: Classification
  audience: Audience | null
}
export interface Begun {
  document: Document
  version: Version
  upload: Upload
}

/** In order; the server lists a reader's papers as they come. */
export async function documents(meeting: string): Promise<Document[]> {
  const params = { path: { meeting }, query: { limit: 100 } }
  const found = await whole(
    await read<Page<Document>>(api.GET('/api/meetings/{meeting}/documents', { params })),
  )
  return found.sort((one, other) => one.position - other.position || (one.id < other.id ? -1 : 1))
}

export function addDocument(meeting: string, body: DocumentWrite, key: string): Promise<Begun> {
  const params = { path: { meeting }, header: once(key) }
  return read(api.POST('/api/meetings/{meeting}/documents', { params, body }))
}

export function addVersion(
  document: string,
  body: { file_name: string; size: number },
  key: string,
): Promise<Begun> {
  const params = { path: { document }, header: once(key) }
  return read(api.POST('/api/documents/{document}/versions', { params, body }))
}

export function changeDocument(
  document: string,
  body: {
    title?: string
    item_id?: string | null
    after_id?: string | null
    audience?: Audience | null
    classification?: Classification
  },
): Promise<Document> {
  return read(api.PATCH('/api/documents/{document}', { params: { path: { document } }, body }))
}

export async function deleteDocument(document: string): Promise<void> {
  await api.DELETE('/api/documents/{document}', { params: { path: { document } } })
}

export function version(document: string, id: string): Promise<VersionDetail> {
  const params = { path: { document, version: id } }
  return read(api.GET('/api/documents/{document}/versions/{version}', { params }))
}

/** Fresh signed addresses for the parts that the server does not have yet. */
export function missingParts(document: string, id: string): Promise<Upload> {
  const params = { path: { document, version: id }, header: once() }
  return read(api.POST('/api/documents/{document}/versions/{version}/upload-parts', { params }))
}

/** `parts` is empty for an upload in one piece. */
export function completeUpload(
  document: string,
  id: string,
  parts: { number: number; etag: string }[],
): Promise<Version> {
  const params = { path: { document, version: id } }
  return read(api.PUT('/api/documents/{document}/versions/{version}/upload', { params, body: { parts } }))
}

export async function cancelUpload(document: string, id: string): Promise<void> {
  const params = { path: { document, version: id } }
  await api.DELETE('/api/documents/{document}/versions/{version}/upload', { params })
}

export function declare(document: string, id: string, secret: boolean): Promise<Version> {
  const params = { path: { document, version: id } }
  return read(
    api.PUT('/api/documents/{document}/versions/{version}/declaration', { params, body: { secret } }),
  )
}

/** `note` tells readers what is new. */
export function release(document: string, versionId: string, note = ''): Promise<Document> {
  const params = { path: { document }, header: once() }
  const body = { version_id: versionId, note }
  return read(api.POST('/api/documents/{document}/release', { params, body }))
}

/** With the version that readers had before. */
export function comparison(document: string, id: string): Promise<Comparison> {
  const params = { path: { document, version: id } }
  return read(api.GET('/api/documents/{document}/versions/{version}/comparison', { params }))
}

export function releaseAll(meeting: string): Promise<{ released: string[] }> {
  const params = { path: { meeting }, header: once() }
  return read(api.POST('/api/meetings/{meeting}/releases', { params, body: {} }))
}

export function recall(document: string, reason: string): Promise<Document> {
  const params = { path: { document }, header: once() }
  return read(api.POST('/api/documents/{document}/recall', { params, body: { reason } }))
}

/** Signed addresses of the reading copy and its pictures; asking for them is what the access record keeps. */
export function links(document: string, id: string): Promise<Links> {
  const params = { path: { document, version: id }, header: once() }
  return read(api.POST('/api/documents/{document}/versions/{version}/links', { params }))
}

export async function hits(document: string, id: string, words: string): Promise<Hit[]> {
  const params = { path: { document, version: id }, query: { q: words } }
  const found = await read<{ items: Hit[] }>(
    api.GET('/api/documents/{document}/versions/{version}/hits', { params }),
  )
  return found.items
}

export async function keepBookmark(document: string, versionId: string, page: number): Promise<void> {
  const body = { version_id: versionId, page }
  await api.PUT('/api/documents/{document}/bookmark', { params: { path: { document } }, body })
}

/** Goes out even while the page is being closed. */
export async function reportSitting(
  document: string,
  versionId: string,
  sitting: string,
  body: SittingSoFar,
): Promise<void> {
  const params = { path: { document, version: versionId, sitting } }
  await api.PUT('/api/documents/{document}/versions/{version}/sittings/{sitting}', {
    params,
    body,
    keepalive: true,
  })
}

export async function readings(document: string): Promise<Reading[]> {
  const params = { path: { document } }
  const found = await read<{ items: Reading[] }>(api.GET('/api/documents/{document}/readings', { params }))
  return found.items
}
