import { QueryClient } from '@tanstack/react-query'
import { forgetLastPapers } from '../services/lastPaper'
import { Problem } from '../services/problem'
import { wipeOnLeave } from '../services/session'
import { forgetSeen } from '../services/transport'

/** What the server said, kept in memory only; the live stream keeps it true. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // The network's own state is a guess of the browser: ask, and let the answer tell.
      networkMode: 'always',
      staleTime: 30_000,
      gcTime: 10 * 60_000,
      retry: (count, error) => count < 1 && Problem.of(error).offline,
      retryDelay: 1_000,
      refetchOnWindowFocus: true,
    },
    mutations: { networkMode: 'always', retry: false },
  },
})

wipeOnLeave(() => {
  queries.clear()
  // Here, since the book itself may not have been loaded by who leaves.
  forgetLastPapers()
  forgetSeen()
})
