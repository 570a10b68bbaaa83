import { QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { send } from '../services/transport'
import { isBehind } from './behind'
import { queries } from './queries'

const answers: { behind: boolean; title: string }[] = []

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', async () => {
    const { behind, title } = answers.shift() ?? { behind: false, title: 'new' }
    return Response.json({ title }, { headers: behind ? { 'Hop-Behind': '1' } : {} })
  })
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  queries.clear()
})

it('says that newer changes are on their way, and reads again until they are there', async () => {
  answers.push(
    { behind: true, title: 'old' },
    { behind: true, title: 'old' },
    { behind: false, title: 'new' },
  )
  const shown: unknown[] = []
  const observer = new QueryObserver(queries, {
    queryKey: ['meeting', 'm'],
    queryFn: async () => (await send(new Request('http://hop.test/api/meetings/m'))).json(),
  })
  const stop = observer.subscribe(result => shown.push(result.data))
  await vi.advanceTimersByTimeAsync(0)
  expect([isBehind(), shown.at(-1)]).toEqual([true, { title: 'old' }])
  await vi.advanceTimersByTimeAsync(2_000)
  expect([isBehind(), shown.at(-1)]).toEqual([true, { title: 'old' }])
  await vi.advanceTimersByTimeAsync(4_000)
  expect([isBehind(), shown.at(-1)]).toEqual([false, { title: 'new' }])
  expect(answers).toEqual([])
  stop()
})
