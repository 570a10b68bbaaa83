import type { components } from '../types/openapi'
import { api, once, read } from './api'

type Book = components['schemas']['BookView']

const lookAgain = 1_000

/** Whether one may take one's papers as a book. */
export async function bookOffered(meeting: string): Promise<boolean> {
  const params = { path: { meeting } }
  return (await read<{ offered: boolean }>(api.GET('/api/meetings/{meeting}/books', { params }))).offered
}

/**
 * Orders the book of `person`, or one's own, and waits until it is bound; `signal` ends the waiting. Its address lives
 * for two minutes.
 */
export async function takeBook(
  meeting: string,
  person: string | null,
  key: string,
  signal: AbortSignal,
): Promise<string> {
  const ordered = { path: { meeting }, header: once(key) }
  let book = await read<Book>(
    api.POST('/api/meetings/{meeting}/books', { params: ordered, body: { person_id: person } }),
  )
  const params = { path: { meeting, book: book.id } }
  while (book.state === 'binding') {
    await new Promise(resolve => setTimeout(resolve, lookAgain))
    signal.throwIfAborted()
    book = await read<Book>(api.GET('/api/meetings/{meeting}/books/{book}', { params }))
  }
  const link = await read<{ url: string }>(
    api.POST('/api/meetings/{meeting}/books/{book}/links', { params: { ...params, header: once(key) } }),
  )
  return link.url
}
