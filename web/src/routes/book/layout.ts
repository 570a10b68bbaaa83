/** Places of all pages of a book in one long scroll, computed without opening a paper. Lengths are CSS pixels. */
export interface PageBox {
  paper: number
  /** From 1. */
  page: number
  top: number
  left: number
  width: number
  height: number
}

export interface HeadBox {
  paper: number
  top: number
}

export interface Layout {
  pages: PageBox[]
  heads: HeadBox[]
  width: number
  height: number
}

export interface Shape {
  /** Width and height of each page in points. */
  sizes: readonly (readonly [number, number])[]
}

export interface Room {
  width: number
  /** 1 fits the width. */
  zoom: number
  columns: 1 | 2
}

export const gap = 12
export const headHeight = 64
const widest = 1000

export function layOut(papers: readonly Shape[], room: Room): Layout {
  const base = Math.min(room.width - 2 * gap, widest * room.columns)
  const row = base * room.zoom
  const cell = (row - gap * (room.columns - 1)) / room.columns
  const width = Math.max(room.width, row + 2 * gap)
  const start = (width - row) / 2
  const layout: Layout = { pages: [], heads: [], width, height: gap }
  for (const [paper, shape] of papers.entries()) {
    layout.heads.push({ paper, top: layout.height })
    layout.height += headHeight
    for (let first = 0; first < shape.sizes.length; first += room.columns)
      addRow(layout, paper, shape.sizes.slice(first, first + room.columns), first, start, cell)
    layout.height += gap * 2
  }
  return layout
}

function addRow(
  layout: Layout,
  paper: number,
  sizes: readonly (readonly [number, number])[],
  first: number,
  start: number,
  cell: number,
): void {
  let tallest = 0
  for (const [column, [width, height]] of sizes.entries()) {
    const box = { width: cell, height: (cell * height) / width }
    layout.pages.push({
      paper,
      page: first + column + 1,
      top: layout.height,
      left: start + column * (cell + gap),
      ...box,
    })
    tallest = Math.max(tallest, box.height)
  }
  layout.height += tallest + gap
}

/** Pages that touch the part of the scroll from `top` to `bottom`. */
export function pagesBetween(layout: Layout, top: number, bottom: number): PageBox[] {
  return layout.pages.filter(box => box.top + box.height > top && box.top < bottom)
}

/**
 * Pages to draw ahead of a reader who sees `height` from `top` on: a screen each way, and always the next row, since a page
 * that fits the width of a tablet is taller than its screen.
 */
export function pagesNear(layout: Layout, top: number, height: number, columns: number): PageBox[] {
  const shown = pagesBetween(layout, top, top + height).map(box => layout.pages.indexOf(box))
  const near = pagesBetween(layout, top - height, top + 2 * height).map(box => layout.pages.indexOf(box))
  const first = Math.min(...near, ...shown.map(index => index - columns))
  const last = Math.max(...near, ...shown.map(index => index + columns))
  return layout.pages.slice(Math.max(first, 0), last + 1)
}

/** The page a reader looks at: the one that covers most of the screen, the upper one when equal. */
export function pageAt(layout: Layout, top: number, height: number): PageBox | undefined {
  let best: PageBox | undefined
  let most = 0
  for (const box of pagesBetween(layout, top, top + height)) {
    const covered = Math.min(box.top + box.height, top + height) - Math.max(box.top, top)
    if (covered > most + 1) [best, most] = [box, covered]
  }
  return best
}

/** A place on a page that stays the same when zoom, width or the papers around it change. */
export interface Anchor {
  paper: string
  page: number
  /** Share of the page's height above the top of the screen; below 0 of a head's, which zoom does not change. */
  share: number
}

export function anchorAt(layout: Layout, ids: readonly string[], top: number): Anchor | null {
  const box = layout.pages.find(candidate => candidate.top + candidate.height > top)
  const paper = box && ids[box.paper]
  if (!box || paper === undefined) return null
  const above = top - box.top
  return { paper, page: box.page, share: above / (above < 0 ? headHeight : box.height) }
}

export function topOf(layout: Layout, ids: readonly string[], anchor: Anchor): number | null {
  const paper = ids.indexOf(anchor.paper)
  const box = layout.pages.find(candidate => candidate.paper === paper && candidate.page === anchor.page)
  return box ? box.top + anchor.share * (anchor.share < 0 ? headHeight : box.height) : null
}
