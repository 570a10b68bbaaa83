import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Upload } from '../types/api'
import { bytesSent, slicesLeft } from './parts'

function upload(size: number, partSize: number): Upload {
  const parts = Array.from({ length: Math.max(1, Math.ceil(size / partSize)) }, (_, index) => ({
    number: index + 1,
    method: 'PUT' as const,
    url: `/objects/incoming/x/${index + 1}`,
    fields: {},
  }))
  return { part_size: partSize, parts, expires_at: '2026-11-23T00:00:00Z' }
}

describe('parts of an upload', () => {
  it('cover the file once, whatever was sent before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.nat(20)),
        (size, partSize, sent) => {
          const whole = upload(size, partSize)
          const done = new Map(
            sent.filter(number => number >= 1 && number <= whole.parts.length).map(number => [number, 'tag']),
          )
          const left = slicesLeft(whole, size, done)
          const leftBytes = left.reduce((sum, slice) => sum + slice.end - slice.start, 0)
          expect(leftBytes + bytesSent(partSize, size, done, new Map())).toBe(size)
          for (const slice of left) expect(slice.end > slice.start && slice.end <= size).toBe(true)
        },
      ),
    )
  })

  it('go on where a broken upload stopped', () => {
    const left = slicesLeft(upload(50, 20), 50, new Map([[1, 'a']]))
    expect(left.map(({ part, start, end }) => [part.number, start, end])).toEqual([
      [2, 20, 40],
      [3, 40, 50],
    ])
  })

  it('count a part once when it is done and still reported under way', () => {
    expect(
      bytesSent(
        20,
        50,
        new Map([[1, 'a']]),
        new Map([
          [1, 20],
          [2, 5],
        ]),
      ),
    ).toBe(25)
  })
})
