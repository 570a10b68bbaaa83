import createClient from 'openapi-fetch'
import type { paths } from '../types/openapi'
import { send } from './transport'

export const api = createClient<paths>({ baseUrl: location.origin, fetch: send })

/** The server's own type of an answer, whose closed vocabularies it calls strings. */
type Told<T> = T extends string
  ? string
  : T extends number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? Told<Item>[]
      : { [Name in keyof T]: Told<T[Name]> }

/** What an answer holds: `send` has thrown for everything that is none. */
export async function read<Out>(answer: Promise<{ data?: NoInfer<Told<Out>> }>): Promise<Out> {
  return (await answer).data as Out
}

/** The same with the tag that a change of it has to show. */
export async function readWithTag<Out>(
  answer: Promise<{ data?: NoInfer<Told<Out>>; response: Response }>,
): Promise<{ value: Out; etag: string | undefined }> {
  const { data, response } = await answer
  return { value: data as Out, etag: response.headers.get('ETag') ?? undefined }
}

/** One key per intention, kept over repetitions, so that a repeated creation is the same one. */
export function once(key: string = crypto.randomUUID()): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': key }
}

/** Follows the `next` links of a list to its end. */
export async function whole<Item>(first: { items: Item[]; next: string | null }): Promise<Item[]> {
  const found = [...first.items]
  for (let next = first.next; next; ) {
    const page = await follow<{ items: Item[]; next: string | null }>(next)
    found.push(...page.items)
    next = page.next
  }
  return found
}

/** A page by the path the server gave, cursor and all. */
export async function follow<Page>(next: string): Promise<Page> {
  const response = await send(
    new Request(new URL(next, location.origin), { headers: { Accept: 'application/json' } }),
  )
  return response.json()
}
