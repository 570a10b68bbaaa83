import type { Column, ImportRow, Outcome, Page, PeopleImport } from '../types/api'
import { api, follow, once, read } from './api'
import { send } from './transport'

export const largestList = 8 * 2 ** 20

/** Reads and judges a list; nobody is changed yet. */
export async function readList(file: File, organisation: string, key: string): Promise<PeopleImport> {
  const body = {
    file_name: file.name.normalize('NFC').slice(0, 300),
    content: await base64(file),
    organisation_id: organisation,
  }
  return read<PeopleImport>(api.POST('/api/people-imports', { params: { header: once(key) }, body }))
}

export function peopleImport(id: string): Promise<PeopleImport> {
  return read<PeopleImport>(api.GET('/api/people-imports/{id}', { params: { path: { id } } }))
}

export function importRows(id: string, show: Outcome, next: string | null): Promise<Page<ImportRow>> {
  if (next) return follow(next)
  const query = { show, limit: 50 }
  return read<Page<ImportRow>>(api.GET('/api/people-imports/{id}/rows', { params: { path: { id }, query } }))
}

/** Null leaves the row out. */
export function correctRow(
  id: string,
  number: number,
  values: Partial<Record<Column, string>> | null,
): Promise<ImportRow> {
  return read<ImportRow>(
    api.PUT('/api/people-imports/{id}/rows/{number}', {
      params: { path: { id, number: String(number) } },
      body: values ? { values } : { left_out: true },
    }),
  )
}

export function runImport(id: string, withoutBad: boolean): Promise<PeopleImport> {
  const params = { path: { id }, header: once(id) }
  return read<PeopleImport>(
    api.POST('/api/people-imports/{id}/run', { params, body: { without_bad: withoutBad } }),
  )
}

export async function discardImport(id: string): Promise<void> {
  await api.DELETE('/api/people-imports/{id}', { params: { path: { id } } })
}

/** The people of a body, or of all that the caller administers, as a file. */
export async function peopleList(format: 'xlsx' | 'csv', organisation: string | null): Promise<Blob> {
  const address = new URL(`/api/people/export?format=${format}`, location.origin)
  if (organisation) address.searchParams.set('organisation', organisation)
  return (await send(new Request(address))).blob()
}

function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '')
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
}
