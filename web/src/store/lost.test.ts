import type { UseQueryResult } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { Problem } from '../services/problem'
import { isLost } from './lost'

const found = (error: Error | null, data?: string[]) => isLost({ error, data } as UseQueryResult<string[]>)

it('keeps what is shown after a passing failure, not after a denial', () => {
  expect(found(null, ['paper'])).toBe(false)
  expect(found(new Problem(0), ['paper'])).toBe(false)
  expect(found(new Problem(503), ['paper'])).toBe(false)
  expect(found(new Problem(403), ['paper'])).toBe(true)
  expect(found(new Problem(404), ['paper'])).toBe(true)
})

it('has nothing to show when no answer ever came', () => {
  expect(found(new Problem(0))).toBe(true)
})
