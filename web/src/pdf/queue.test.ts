import { describe, expect, it } from 'vitest'
import { DrawingQueue } from './queue'

function page(
  queue: DrawingQueue,
  drawn: number[],
  number: number,
  reader: () => number,
  signal = new AbortController().signal,
) {
  return queue.run(
    () => Math.abs(number - reader()),
    signal,
    async () => {
      drawn.push(number)
    },
  )
}

describe('drawing queue', () => {
  it('draws the page nearest to the reader first, wherever he is by then', async () => {
    const drawn: number[] = []
    let reader = 1
    const queue = new DrawingQueue(1)
    const all = [9, 5, 3, 8].map(number => page(queue, drawn, number, () => reader))
    reader = 8
    await Promise.all(all)
    expect(drawn).toEqual([9, 8, 5, 3])
  })

  it('lets a page that is not looked at yet wait for the one that is', async () => {
    const begun: number[] = []
    const queue = new DrawingQueue(2)
    let finish = () => {}
    const drawn = new Promise<void>(resolve => {
      finish = resolve
    })
    const draw = (number: number, distance: number) =>
      queue.run(
        () => distance,
        new AbortController().signal,
        () => {
          begun.push(number)
          return drawn
        },
      )
    const all = [draw(1, 0), draw(3, 1), draw(2, 0)]
    expect(begun).toEqual([1, 2])
    finish()
    await Promise.all(all)
    expect(begun).toEqual([1, 2, 3])
  })

  it('forgets a page that was left before its turn', async () => {
    const drawn: number[] = []
    const queue = new DrawingQueue(1)
    const left = new AbortController()
    const first = page(queue, drawn, 1, () => 1)
    const second = page(queue, drawn, 2, () => 1, left.signal)
    left.abort(new Error('left'))
    await expect(second).rejects.toThrow('left')
    await first
    expect(drawn).toEqual([1])
  })

  it('goes on after a page that failed', async () => {
    const drawn: number[] = []
    const queue = new DrawingQueue(1)
    const broken = queue.run(
      () => 0,
      new AbortController().signal,
      () => Promise.reject(new Error('broken')),
    )
    const next = page(queue, drawn, 2, () => 1)
    await expect(broken).rejects.toThrow('broken')
    await next
    expect(drawn).toEqual([2])
  })
})
