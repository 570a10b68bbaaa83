import { afterEach, expect, it, vi } from 'vitest'
import { type LiveListener, startLive } from './live'

const encoder = new TextEncoder()
let stop: (() => void) | undefined

afterEach(() => {
  stop?.()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** A server whose streams tell these frames one after the other, each stream ending when its frames are told. */
function streams(...told: string[][]): { resumedAfter: (string | null)[] } {
  const resumedAfter: (string | null)[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    resumedAfter.push(request.headers.get('Last-Event-ID'))
    const frames = told.shift() ?? []
    const body = new ReadableStream({
      start(controller) {
        for (const frame of frames) controller.enqueue(encoder.encode(frame))
        if (told.length > 0) controller.close()
      },
    })
    return new Response(body)
  })
  return { resumedAfter }
}

function listener() {
  const heard: string[] = []
  const live: LiveListener = {
    fact: fact => heard.push(`fact ${fact.id}`),
    reload: () => heard.push('reload'),
    ended: () => heard.push('ended'),
    connected: () => undefined,
    delayed: delayed => heard.push(delayed ? 'delayed' : 'in time'),
  }
  return { heard, live }
}

/** The lock by which one tab reads the stream for all of them. */
function oneLeader(): { request(name: string, options: object, work: () => Promise<void>): Promise<void> } {
  let taken = false
  return {
    request: (_name, _options, work) => {
      if (taken) return new Promise(() => undefined)
      taken = true
      return work()
    },
  }
}

const mark = (id: string) => `id: ${id}\nevent: mark\ndata: {}\n\n`
const delayed = (now: boolean) => `event: delayed\ndata: {"delayed": ${now}}\n\n`
const fact = (id: string) => `event: fact\ndata: {"id": "${id}"}\n\n`

it('reads everything again at the first mark, for what happened before the stream was open', async () => {
  streams([mark('1'), fact('a'), mark('2')])
  const { heard, live } = listener()
  stop = startLive(live)
  await vi.waitFor(() => expect(heard).toEqual(['reload', 'fact a']))
})

it('tells a fact once that the stream broke after, and before its mark', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const { resumedAfter } = streams([mark('1'), fact('a')], [fact('a'), fact('b'), mark('2')])
  const { heard, live } = listener()
  stop = startLive(live)
  await vi.waitFor(() => expect(heard).toEqual(['reload', 'fact a', 'fact b']), 10_000)
  expect(resumedAfter).toEqual([null, '1'])
})

it('reads nothing again when it resumes after a mark', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const { resumedAfter } = streams([mark('1')], [fact('b'), mark('2')])
  const { heard, live } = listener()
  stop = startLive(live)
  await vi.waitFor(() => expect(heard).toEqual(['reload', 'fact b']), 10_000)
  expect(resumedAfter).toEqual([null, '1'])
})

it('tells whether the server is delayed, also to a tab that opens later', async () => {
  vi.stubGlobal('navigator', { locks: oneLeader() })
  streams([delayed(true), mark('1')])
  const [first, later] = [listener(), listener()]
  const stops = [startLive(first.live)]
  stop = () => {
    for (const one of stops) one()
  }
  await vi.waitFor(() => expect(first.heard).toEqual(['delayed', 'reload']))
  stops.push(startLive(later.live))
  await vi.waitFor(() => expect(later.heard).toEqual(['delayed']))
})
