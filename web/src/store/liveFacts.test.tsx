import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type LiveListener, startLive } from '../services/live'
import type { Fact, MeetingSummary } from '../types/api'
import { useLiveStream } from './live'
import { queries } from './queries'

vi.mock('../services/live', () => ({ startLive: vi.fn(() => () => undefined) }))

const key = ['meetings', '2026-11-23T00:00:00Z', '2026-11-30T00:00:00Z', null]
const called = { id: 'm', title: 'Họp', state: 'called', starts_at: '2026-11-24T01:00:00Z' } as MeetingSummary
const postponed = { ...called, state: 'postponed' }
const fact = {
  kind: 'meeting',
  change: 'set',
  id: 'm',
  meeting_id: 'm',
  fields: { state: 'postponed' },
} as unknown as Fact

let root: Root
let live: LiveListener

function Listening() {
  useLiveStream()
  return null
}

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  root = createRoot(document.createElement('div'))
  act(() => root.render(<Listening />))
  live = vi.mocked(startLive).mock.lastCall?.[0] as LiveListener
})

afterEach(() => {
  act(() => root.unmount())
  queries.clear()
  vi.unstubAllGlobals()
})

/** A read under way, and what lets its answer come. */
function reading(): { answer(list: MeetingSummary[]): Promise<unknown>; asked: ReturnType<typeof vi.fn> } {
  let settle: (list: MeetingSummary[]) => void = () => undefined
  const asked = vi.fn(() => new Promise<MeetingSummary[]>(resolve => (settle = resolve)))
  const done = queries.fetchQuery({ queryKey: key, queryFn: asked, staleTime: 0 })
  return {
    asked,
    answer: async list => {
      settle(list)
      return done
    },
  }
}

it.each([
  ['a first read', undefined],
  ['a later read', [called]],
])('is not undone by the older answer of %s', async (_, known) => {
  if (known) queries.setQueryData(key, known)
  const { answer, asked } = reading()
  live.fact(fact)
  await answer([called])
  await vi.waitFor(() => expect(queries.getQueryData(key)).toEqual([postponed]))
  expect(asked).toHaveBeenCalledTimes(1)
})
