import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Frame, FrameReader } from './frames'

const stream = ':\n\nevent: fact\ndata: {"a":"một"}\n\nevent: mark\nid: c2\n\nevent: reload\ndata: {}\n\n'
const frames: Frame[] = [
  { event: 'fact', data: '{"a":"một"}', id: null },
  { event: 'mark', data: '', id: 'c2' },
  { event: 'reload', data: '{}', id: null },
]

describe('frames of the live stream', () => {
  it('are the same wherever the network cuts the text', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length)), cuts => {
        const reader = new FrameReader()
        const bounds = [0, ...cuts.sort((one, other) => one - other), stream.length]
        const read = bounds.slice(1).flatMap((end, index) => reader.push(stream.slice(bounds[index], end)))
        expect(read).toEqual(frames)
      }),
    )
  })

  it('join several lines of data', () => {
    expect(new FrameReader().push('data: one\ndata: two\n\n')).toEqual([
      { event: 'message', data: 'one\ntwo', id: null },
    ])
  })
})
