import { QueryClientProvider } from '@tanstack/react-query'
import { act, type ReactNode } from 'react'
import { afterEach, beforeEach, vi } from 'vitest'
import { queries } from '../../store/queries'
import { startWords } from '../../words/language'

/** For tests of windows: their words are there, and nothing is known of an earlier test. */
export function readyWindows(): void {
  beforeEach(async () => {
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
    await startWords('vi')
  })
  afterEach(() => {
    vi.unstubAllGlobals()
    queries.clear()
  })
}

export function asking(window: ReactNode): ReactNode {
  return <QueryClientProvider client={queries}>{window}</QueryClientProvider>
}

/** Until what `work` set off has been answered. */
export async function settled(work: () => unknown): Promise<void> {
  await act(async () => void work())
  await act(() => new Promise(resolve => setTimeout(resolve, 10)))
}
