import type { components } from '../types/openapi'
import { api, read, whole } from './api'
import { send } from './transport'

export type PrintedForm = components['schemas']['PrintedFormView']
type Wanted = components['schemas']['WantedForm']

/** What was printed so far, the oldest first, with what was typed for it. */
export async function printedForms(meeting: string): Promise<PrintedForm[]> {
  const params = { path: { meeting }, query: { limit: 100 } }
  return whole(
    await read<{ items: PrintedForm[]; next: string | null }>(
      api.GET('/api/meetings/{meeting}/printed-forms', { params }),
    ),
  )
}

/** The file itself. `key` is one per intention: repeated, it is on record once. */
export async function printForm(meeting: string, wanted: Wanted, key: string): Promise<Blob> {
  const request = new Request(new URL(`/api/meetings/${meeting}/printed-forms`, location.origin), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify(wanted),
  })
  return (await send(request)).blob()
}
