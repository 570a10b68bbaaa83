import { expect, it } from 'vitest'
import { keepLastPaper, readLastPaper } from '../services/lastPaper'
import { leave } from '../services/session'
import { queries } from './queries'

it('forgets what was read here when the person leaves, and nothing of the tablet itself', () => {
  queries.setQueryData(['documents', 'm'], [])
  keepLastPaper('m', 'd')
  localStorage.setItem('hop.night', 'yes')
  leave({ told: false })
  expect(queries.getQueryData(['documents', 'm'])).toBeUndefined()
  expect(readLastPaper('m')).toBeNull()
  expect(localStorage.getItem('hop.night')).toBe('yes')
})
