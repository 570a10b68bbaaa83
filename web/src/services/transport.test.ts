import { afterEach, expect, it, vi } from 'vitest'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

/** A server with these answers, the last of them for ever; what each request carried. */
async function server(...answers: (() => Response)[]) {
  const carried: (string | null)[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    carried.push(request.headers.get('traceparent'))
    return (answers.length > 1 ? answers.shift() : answers[0])?.()
  })
  const { send } = await import('./transport')
  const ask = (method: string) => send(new Request('http://hop.test/api/meetings', { method }))
  return { carried, ask }
}

const plain = () => new Response('{}')
const traced = () =>
  new Response('{}', { headers: { traceresponse: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-00` } })
const busy = () => new Response('{}', { status: 503, headers: { 'Retry-After': '0' } })

it('carries no trace where the server makes none', async () => {
  const { carried, ask } = await server(plain)
  await ask('GET')
  await ask('POST')
  expect(carried).toEqual([null, null])
})

it('names a trace for each command, and none for what only reads', async () => {
  const { carried, ask } = await server(traced)
  await ask('GET')
  await ask('POST')
  await ask('GET')
  await ask('DELETE')
  expect(carried).toEqual([null, expect.any(String), null, expect.any(String)])
  expect(carried[1]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
  expect(carried[3]).not.toBe(carried[1])
})

it('keeps the trace of a command that is repeated', async () => {
  const { carried, ask } = await server(traced, busy, traced)
  await ask('GET')
  await ask('POST')
  expect(carried).toHaveLength(3)
  expect(carried[2]).toBe(carried[1])
})
