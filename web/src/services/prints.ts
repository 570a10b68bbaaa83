import type { Desk, DeskMeeting, Page, PrintWrite } from '../types/api'
import { api, once, read } from './api'

/** The meetings a print desk has to do with now, the latest first; `after` is the page before's cursor. */
export function deskMeetings(after: string | null): Promise<Page<DeskMeeting>> {
  const query = { limit: 50, ...(after && { after }) }
  return read(api.GET('/api/print-desk/meetings', { params: { query } }))
}

export function desk(meeting: string): Promise<Desk> {
  return read(api.GET('/api/print-desk/meetings/{meeting}', { params: { path: { meeting } } }))
}

export function countPrint(meeting: string, body: PrintWrite, key: string): Promise<Desk> {
  const params = { path: { meeting }, header: once(key) }
  return read(api.POST('/api/print-desk/meetings/{meeting}/prints', { params, body }))
}

export async function strikePrint(meeting: string, print: string): Promise<void> {
  const params = { path: { meeting, print } }
  await api.DELETE('/api/print-desk/meetings/{meeting}/prints/{print}', { params })
}

export function sayComplete(meeting: string, complete: boolean): Promise<Desk> {
  const params = { path: { meeting } }
  return read(api.PUT('/api/print-desk/meetings/{meeting}/count', { params, body: { complete } }))
}
