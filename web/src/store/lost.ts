import type { QueryObserverLoadingErrorResult, UseQueryResult } from '@tanstack/react-query'
import { Problem } from '../services/problem'

/**
 * Whether a screen has nothing to show: no answer yet, or what it showed is no longer his to see. After a passing failure
 * what is there stays.
 */
export function isLost<T>(found: UseQueryResult<T>): found is QueryObserverLoadingErrorResult<T> {
  return found.error !== null && (found.data === undefined || Problem.of(found.error).denied)
}
