import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anchorAt, layOut, pageAt, pagesBetween, pagesNear, topOf } from './layout'

const a4: [number, number] = [595, 842]
const papers = [{ sizes: [a4, a4, a4] }, { sizes: [a4] }]
const ids = ['one', 'two']

describe('layout of a book', () => {
  it('stacks pages of all papers in order without overlap', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.array(fc.tuple(fc.integer({ min: 100, max: 2000 }), fc.integer({ min: 100, max: 2000 })), {
            minLength: 1,
          }),
          { minLength: 1, maxLength: 5 },
        ),
        fc.integer({ min: 320, max: 1400 }),
        fc.constantFrom(1, 2) as fc.Arbitrary<1 | 2>,
        (shapes, width, columns) => {
          const layout = layOut(
            shapes.map(sizes => ({ sizes })),
            { width, zoom: 1, columns },
          )
          expect(layout.pages.length).toBe(shapes.flat().length)
          for (const [index, box] of layout.pages.entries()) {
            const next = layout.pages[index + 1]
            if (next) expect(next.top >= box.top + box.height || next.left >= box.left + box.width).toBe(true)
            expect(box.left >= 0 && box.left + box.width <= layout.width + 0.01).toBe(true)
          }
        },
      ),
    )
  })

  it('sets two pages side by side', () => {
    const layout = layOut(papers, { width: 1000, zoom: 1, columns: 2 })
    expect(layout.pages.map(box => [box.paper, box.page, box.left < 500])).toEqual([
      [0, 1, true],
      [0, 2, false],
      [0, 3, true],
      [1, 1, true],
    ])
  })

  it('keeps the reader at his place through zoom and new papers before it', () => {
    const before = layOut(papers, { width: 800, zoom: 1, columns: 1 })
    const top = (before.pages[1]?.top ?? 0) + 200
    const anchor = anchorAt(before, ids, top)
    expect(anchor).toMatchObject({ paper: 'one', page: 2 })
    const after = layOut([{ sizes: [a4, a4] }, ...papers], { width: 800, zoom: 2, columns: 1 })
    const moved = anchor && topOf(after, ['zero', ...ids], anchor)
    expect(anchorAt(after, ['zero', ...ids], moved ?? 0)).toMatchObject({
      paper: 'one',
      page: 2,
      share: anchor?.share,
    })
  })

  it('begins a paper at its head, however large its pages are', () => {
    const slide: [number, number] = [960, 300]
    for (const zoom of [0.5, 1, 3]) {
      const layout = layOut([{ sizes: [a4] }, { sizes: [slide] }], { width: 390, zoom, columns: 1 })
      const top = topOf(layout, ids, { paper: 'two', page: 1, share: -1 })
      expect(top).toBe(layout.heads[1]?.top)
      expect(anchorAt(layout, ids, top ?? 0)).toEqual({ paper: 'two', page: 1, share: -1 })
    }
  })

  it('tells the page that covers most of the screen', () => {
    const layout = layOut(papers, { width: 800, zoom: 1, columns: 1 })
    const second = layout.pages[1]
    expect(pageAt(layout, (second?.top ?? 0) - 100, 700)?.page).toBe(2)
    expect(pagesBetween(layout, 0, layout.height).length).toBe(4)
  })

  it('draws the next row ahead although a page is taller than two screens', () => {
    const layout = layOut([{ sizes: Array.from({ length: 9 }, () => a4) }], {
      width: 1024,
      zoom: 1,
      columns: 1,
    })
    const pages = (top: number, columns = 1) => pagesNear(layout, top, 660, columns).map(box => box.page)
    expect(pages(layout.pages[4]?.top ?? 0)).toEqual([4, 5, 6])
    expect(pages(0)).toEqual([1, 2])
    expect(pages(layout.pages[8]?.top ?? 0)).toEqual([8, 9])
    expect(pages(layout.pages[4]?.top ?? 0, 2)).toEqual([3, 4, 5, 6, 7])
    expect(pagesNear(layOut([], { width: 1024, zoom: 1, columns: 1 }), 0, 660, 1)).toEqual([])
  })
})
