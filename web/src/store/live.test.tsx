import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useDelayed, useLiveStream } from './live'
import { queries } from './queries'

const encoder = new TextEncoder()
const mark = 'id: 1\nevent: mark\n\n'
const delayed = (now: boolean) => `event: delayed\ndata: {"delayed":${now}}\n\n`

let root: Root
let shown: boolean
let server: ReadableStreamDefaultController<Uint8Array>

function Screen() {
  useLiveStream()
  shown = useDelayed()
  return null
}

async function tell(...frames: string[]): Promise<void> {
  for (const frame of frames) server.enqueue(encoder.encode(frame))
  await act(() => vi.advanceTimersByTimeAsync(0))
}

beforeEach(async () => {
  vi.useFakeTimers()
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  vi.stubGlobal('fetch', async () => {
    const start = (controller: typeof server) => {
      server = controller
    }
    return new Response(new ReadableStream({ start }))
  })
  root = createRoot(document.createElement('div'))
  await act(async () => root.render(<Screen />))
  await tell(delayed(false), mark)
})

afterEach(() => {
  act(() => root.unmount())
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

it('is delayed while the server says so, and reads nothing again when it is over', async () => {
  const readAgain = vi.spyOn(queries, 'invalidateQueries')
  expect(shown).toBe(false)
  await tell(delayed(true))
  expect(shown).toBe(true)
  await tell(delayed(false))
  expect(shown).toBe(false)
  expect(readAgain).not.toHaveBeenCalled()
})

it('is delayed while the stream stays broken, and reads everything again when it is back', async () => {
  const readAgain = vi.spyOn(queries, 'invalidateQueries')
  const whole = fetch
  const broken = new TypeError('network')
  vi.stubGlobal('fetch', () => Promise.reject(broken))
  server.error(broken)
  await act(() => vi.advanceTimersByTimeAsync(1_000))
  expect(shown).toBe(false)
  await act(() => vi.advanceTimersByTimeAsync(60_000))
  expect(shown).toBe(true)
  vi.stubGlobal('fetch', whole)
  await act(() => vi.advanceTimersByTimeAsync(60_000))
  expect(shown).toBe(false)
  expect(readAgain).toHaveBeenCalled()
})
