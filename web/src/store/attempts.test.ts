import { expect, it } from 'vitest'
import { Attempt } from './attempts'

it('gives the same body one key until it is done, and a corrected one another', () => {
  const attempt = new Attempt()
  const first = attempt.of({ title: 'Họp' })
  expect(attempt.of({ title: 'Họp' })).toBe(first)
  const corrected = attempt.of({ title: 'Họp giao ban' })
  expect(corrected).not.toBe(first)
  attempt.end()
  expect(attempt.of({ title: 'Họp giao ban' })).not.toBe(corrected)
})
