import { send } from './transport'

interface Options {
  query?: Record<string, string | number | boolean | null | undefined>
  body?: unknown
  /** What the caller last saw; the server answers 412 when somebody changed it since. */
  etag?: string | undefined
  /** One key per intention, kept over repetitions, so that a repeated creation is the same one. */
  key?: string
  signal?: AbortSignal
}

export async function call<Out>(method: string, path: string, options: Options = {}): Promise<Out> {
  return (await callWithTag<Out>(method, path, options)).value
}

export async function callWithTag<Out>(
  method: string,
  path: string,
  options: Options = {},
): Promise<{ value: Out; etag: string | undefined }> {
  const headers = new Headers({ Accept: 'application/json' })
  if (options.body !== undefined) headers.set('Content-Type', 'application/json')
  if (options.etag) headers.set('If-Match', options.etag)
  if (method === 'POST') headers.set('Idempotency-Key', options.key ?? crypto.randomUUID())
  const request = new Request(new URL(path + search(options.query), location.origin), {
    method,
    headers,
    body: options.body === undefined ? null : JSON.stringify(options.body),
    signal: options.signal ?? null,
  })
  const response = await send(request)
  const text = await response.text()
  return {
    value: (text ? JSON.parse(text) : undefined) as Out,
    etag: response.headers.get('ETag') ?? undefined,
  }
}

function search(query: Options['query']): string {
  const given = Object.entries(query ?? {}).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  )
  return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : ''
}
