import { QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { keepBookmark } from '../../services/documents'
import { queries } from '../../store/queries'
import type { Document } from '../../types/api'
import { isOnItsWay, useBookmark } from './useReading'

vi.mock('../../services/documents', () => ({ keepBookmark: vi.fn(), reportSitting: vi.fn() }))

const paper = { id: 'd', meeting_id: 'm', opened: false, bookmark: null } as unknown as Document
let root: Root

function Reader({ page, moved }: { page: number; moved: boolean }) {
  useBookmark(paper, 'v', page, moved)
  return null
}

async function stay(page: number, moved: boolean): Promise<void> {
  await act(async () =>
    root.render(
      <QueryClientProvider client={queries}>
        <Reader page={page} moved={moved} />
      </QueryClientProvider>,
    ),
  )
  await act(() => vi.advanceTimersByTimeAsync(2_000))
}

const known = () => queries.getQueryData<Document[]>(['documents', 'm'])?.[0]

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  vi.mocked(keepBookmark).mockReset()
  queries.setQueryData(['documents', 'm'], [paper])
  root = createRoot(document.createElement('div'))
})

afterEach(async () => {
  await act(async () => root.unmount())
  queries.clear()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

it('keeps no page before the reader moved', async () => {
  await stay(7, false)
  expect(keepBookmark).not.toHaveBeenCalled()
  expect(known()).toMatchObject({ opened: true, bookmark: null })
  await stay(8, true)
  expect(keepBookmark).toHaveBeenCalledExactlyOnceWith('d', 'v', 8)
  expect(known()?.bookmark).toEqual({ page: 8, version_id: 'v' })
})

it('knows which page the server has not heard of yet', async () => {
  let heard: () => void = () => undefined
  vi.mocked(keepBookmark).mockReturnValue(new Promise(resolve => (heard = resolve)))
  await stay(8, true)
  expect(isOnItsWay('d')).toBe(true)
  await act(async () => heard())
  expect(isOnItsWay('d')).toBe(false)
})
