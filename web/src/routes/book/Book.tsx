import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { Title } from '../../components/Title'
import { keepLastPaper, readLastPaper } from '../../services/lastPaper'
import type { BookPaper } from '../../store/book'
import type { Meeting, VersionDetail } from '../../types/api'
import { Bar } from './Bar'
import { Finder } from './Finder'
import {
  type Anchor,
  anchorAt,
  headHeight,
  type Layout,
  layOut,
  type PageBox,
  pageAt,
  pagesBetween,
  pagesNear,
  type Shape,
  topOf,
} from './layout'
import { News } from './News'
import { PageView } from './PageView'
import { Strip } from './Strip'
import { Shelf } from './shelf'
import { isOnItsWay, useBookmark, useSitting } from './useReading'
import { clampZoom, usePinch } from './useZoom'

export interface FoundPlace {
  page: number | null
  words: string
}

/** `held` is the point of the screen that zooming keeps under the finger; the anchor is then there, not at the top. */
interface Place {
  anchor: Anchor | null
  held: { x: number; y: number /** Of the whole width. */; share: number } | null
}

const none: readonly string[] = []

export interface BookProps {
  meeting: Meeting
  papers: BookPaper[]
  shapes: Shape[]
  outlines: VersionDetail['outline'][]
  wanted: string | undefined
  /** The page to open at, and words to look for there: where a search led. */
  found: FoundPlace
  onTake(paper: BookPaper): void
}

const zoomKeys: Record<string, number> = { '+': 1.25, '=': 1.25, '-': 1 / 1.25 }
/** A paper that only flew by was not opened by its reader. */
const stayMilliseconds = 250

export function Book({ meeting, papers, shapes, outlines, wanted, found, onTake }: BookProps) {
  const scroller = useRef<HTMLElement>(null)
  const sheets = useRef<HTMLDivElement>(null)
  const shelf = useShelf()
  const [, go] = useLocation()
  const ids = useMemo(() => papers.map(paper => paper.document.id), [papers])
  const [size, setSize] = useState({ width: 0, height: 0 })
  const [zoom, setZoom] = useState(1)
  const [two, setTwo] = useState(false)
  const [night, setNight] = useState(() => localStorage.getItem('hop.night') === 'yes')
  const [side, setSide] = useState<'strip' | 'find' | null>(found.words ? 'find' : null)
  const [marked, setMarked] = useState<readonly string[]>(none)
  const wide = size.width >= 900 && size.width > size.height
  const columns = two && wide ? 2 : 1
  const layout = useMemo(
    () => layOut(shapes, { width: size.width, zoom, columns }),
    [shapes, size.width, zoom, columns],
  )
  const [first] = useState(() => firstPlace(meeting.id, papers, wanted, found.page))
  const place = usePlace(scroller, layout, ids, first)
  useNewerBookmark(papers, found.page === null ? first : null, place)
  const { top, hold } = place
  const here = pageAt(layout, top, size.height)
  const current = here && papers[here.paper]

  const goTo = (document: string, page: number) =>
    place.go({ paper: document, page, share: page === 1 ? -1 : 0 })
  useSize(scroller, setSize)

  const rescale = useCallback(
    (factor: number, x: number, y: number) => {
      hold(x, y)
      setZoom(now => clampZoom(now * factor))
    },
    [hold],
  )
  usePinch(scroller, sheets, rescale)

  const reader = useRef<PageBox | undefined>(here)
  reader.current = here
  const distance = useCallback(
    (document: string, page: number) => {
      const now = reader.current
      return now && ids[now.paper] === document ? Math.abs(now.page - page) : 1_000
    },
    [ids],
  )

  const visible = pagesBetween(layout, top, top + size.height)
  const near = pagesNear(layout, top, size.height, columns)
  const stayed = useStayed(new Set(visible.map(box => ids[box.paper] ?? '')), wanted)
  const seenPages = () => visible.filter(box => box.paper === here?.paper).map(box => box.page)
  useSitting(current?.document.id ?? null, current?.version.id ?? null, seenPages)
  useBookmark(current?.document ?? null, current?.version.id ?? null, here?.page ?? null, place.moved)

  const currentId = current?.document.id
  useEffect(() => {
    if (!currentId) return
    keepLastPaper(meeting.id, currentId)
    go(`/meetings/${meeting.id}/book/${currentId}`, { replace: true })
  }, [currentId, meeting.id, go])

  const chooseNight = () => {
    localStorage.setItem('hop.night', night ? 'no' : 'yes')
    setNight(!night)
  }

  return (
    <div className={night ? 'book night' : 'book'}>
      <Title text={current?.document.title ?? meeting.title} />
      <Bar
        meeting={meeting}
        papers={papers}
        current={here ? { paper: here.paper, page: here.page } : null}
        zoom={zoom}
        onZoom={factor => (factor === null ? setZoom(1) : rescale(factor, size.width / 2, size.height / 3))}
        two={wide ? two : null}
        onTwo={() => setTwo(!two)}
        night={night}
        onNight={chooseNight}
        side={side}
        onSide={chosen => setSide(chosen === side ? null : chosen)}
        onGo={goTo}
      />
      <News meeting={meeting} papers={papers} current={current} onTake={onTake} onGo={goTo} />
      <div className="book-body">
        {side === 'strip' && current && here && (
          <Strip
            shelf={shelf}
            paper={current}
            outline={outlines[here.paper] ?? []}
            page={here.page}
            onGo={page => goTo(current.document.id, page)}
            onClose={() => setSide(null)}
          />
        )}
        <section
          ref={scroller}
          className="book-scroll"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          aria-label={meeting.title}
          onScroll={event => place.follow(event.currentTarget.scrollTop)}
          onKeyDown={event => {
            if (event.ctrlKey || event.metaKey) return
            const factor = zoomKeys[event.key]
            if (factor) rescale(factor, size.width / 2, 0)
            else if (event.key === '0') setZoom(1)
          }}
        >
          <div ref={sheets} className="book-sheets" style={{ width: layout.width, height: layout.height }}>
            {layout.heads.map(head => (
              <Head key={ids[head.paper]} paper={papers[head.paper]} top={head.top} />
            ))}
            {near.map(box => {
              const paper = papers[box.paper]
              if (!paper) return null
              return (
                <PageView
                  key={`${paper.version.id} ${box.page}`}
                  shelf={shelf}
                  document={paper.document.id}
                  version={paper.version.id}
                  title={paper.document.title}
                  page={box.page}
                  top={box.top}
                  left={box.left}
                  width={box.width}
                  height={box.height}
                  opened={stayed.has(paper.document.id)}
                  distance={distance}
                  marked={side === 'find' ? marked : none}
                  superseded={paper.newer !== null}
                />
              )
            })}
          </div>
        </section>
        {side === 'find' && current && (
          <Finder
            paper={current}
            first={found.words}
            onMarked={setMarked}
            onGo={page => goTo(current.document.id, page)}
            onClose={() => setSide(null)}
          />
        )}
      </div>
    </div>
  )
}

function Head({ paper, top }: { paper: BookPaper | undefined; top: number }) {
  const { t } = useTranslation()
  if (!paper) return null
  return (
    <div className="paper-head" style={{ top, height: headHeight }}>
      <h2>{paper.document.title}</h2>
      <p className="tiny">
        {paper.itemTitle ? `${paper.number} ${paper.itemTitle}` : t('meeting.generalPapers')}
      </p>
    </div>
  )
}

function useShelf(): Shelf {
  const [shelf, setShelf] = useState(() => new Shelf())
  useEffect(() => {
    const mine = new Shelf()
    setShelf(mine)
    return () => mine.closeAll()
  }, [])
  return shelf
}

function useSize(
  scroller: React.RefObject<HTMLElement | null>,
  onSize: (size: { width: number; height: number }) => void,
): void {
  useLayoutEffect(() => {
    const area = scroller.current
    if (!area) return
    const measure = () => onSize({ width: area.clientWidth, height: area.clientHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(area)
    return () => observer.disconnect()
  }, [scroller, onSize])
}

/** Papers that have been on the screen long enough to count as opened, or were asked for; once opened they stay so. */
function useStayed(visible: ReadonlySet<string>, wanted: string | undefined): ReadonlySet<string> {
  const [stayed, setStayed] = useState<ReadonlySet<string>>(
    () => new Set(wanted === undefined ? [] : [wanted]),
  )
  const key = [...visible].sort().join(' ')
  useEffect(() => {
    const now = key.split(' ').filter(id => id !== '')
    const timer = setTimeout(
      () => setStayed(before => (now.every(id => before.has(id)) ? before : new Set([...before, ...now]))),
      stayMilliseconds,
    )
    return () => clearTimeout(timer)
  }, [key])
  return stayed
}

function firstPlace(
  meeting: string,
  papers: readonly BookPaper[],
  wanted: string | undefined,
  asked: number | null,
): Anchor | null {
  const last = wanted ?? readLastPaper(meeting)
  const paper =
    papers.find(candidate => candidate.document.id === last) ??
    papers.find(candidate => !candidate.document.opened) ??
    papers[0]
  if (!paper) return null
  return placeIn(paper, asked)
}

function placeIn(paper: BookPaper, asked: number | null): Anchor {
  const page = Math.min(asked ?? paper.document.bookmark?.page ?? 1, paper.version.pages ?? 1)
  return { paper: paper.document.id, page, share: page === 1 ? -1 : 0 }
}

/** The book may open from what was known an hour ago; until he moves, he is taken to the page he left on another device. */
function useNewerBookmark(
  papers: readonly BookPaper[],
  first: Anchor | null,
  { moved, put }: { moved: boolean; put(to: Anchor): void },
): void {
  const stands = useRef(first)
  useEffect(() => {
    const paper = papers.find(candidate => candidate.document.id === stands.current?.paper)
    if (moved || !paper || isOnItsWay(paper.document.id)) return
    const to = placeIn(paper, null)
    if (to.page === stands.current?.page) return
    stands.current = to
    put(to)
  }, [papers, moved, put])
}

/** Where the reader is, and what moves him: he stays there while widths, zoom and the papers around him change. */
function usePlace(
  scroller: React.RefObject<HTMLElement | null>,
  layout: Layout,
  ids: readonly string[],
  first: Anchor | null,
) {
  const [place, setPlace] = useState<Place>({ anchor: first, held: null })
  const [moved, setMoved] = useState(false)
  /** Where he was put last: a scroll to there is not his. */
  const placed = useRef(0)
  const { anchor, held } = place
  const wanted = anchor && topOf(layout, ids, anchor)
  const top = wanted === null ? (scroller.current?.scrollTop ?? 0) : wanted - (held?.y ?? 0)
  const latest = useRef({ layout, ids })
  latest.current = { layout, ids }
  const at = useCallback((top: number) => anchorAt(latest.current.layout, latest.current.ids, top), [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: where he scrolls to himself he already is
  useLayoutEffect(() => {
    const area = scroller.current
    if (!area) return
    area.scrollTop = top
    placed.current = area.scrollTop
    if (held) area.scrollLeft = held.share * layout.width - held.x
  }, [scroller, layout, ids])

  const hold = useCallback(
    (x: number, y: number) => {
      const area = scroller.current
      if (!area) return
      const share = (area.scrollLeft + x) / latest.current.layout.width
      setPlace({ anchor: at(area.scrollTop + y), held: { x, y, share } })
    },
    [scroller, at],
  )
  const put = useCallback(
    (to: Anchor) => {
      const top = topOf(latest.current.layout, latest.current.ids, to)
      setPlace({ anchor: to, held: null })
      if (!scroller.current || top === null) return
      scroller.current.scrollTop = top
      placed.current = scroller.current.scrollTop
    },
    [scroller],
  )
  return {
    top,
    moved,
    hold,
    put,
    go(to: Anchor) {
      setMoved(true)
      put(to)
    },
    follow(top: number) {
      if (Math.abs(top - placed.current) > 1) setMoved(true)
      setPlace(now => ({ anchor: at(top) ?? now.anchor, held: null }))
    },
  }
}
