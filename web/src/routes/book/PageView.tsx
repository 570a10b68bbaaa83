import { memo, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { rangesOf } from '../../pdf/find'
import type { Links } from '../../types/api'
import type { Shelf } from './shelf'

interface PageViewProps {
  shelf: Shelf
  document: string
  version: string
  title: string
  page: number
  top: number
  left: number
  width: number
  height: number
  /** Whether the paper may be opened for this page; without it only the sheet is shown. */
  opened: boolean
  /** Pages away from the reader, asked when the page's turn to be drawn comes. */
  distance(paper: string, page: number): number
  /** Words to mark on this page. */
  marked: readonly string[]
  /** A newer version has taken this one's place, so what is not drawn yet can no longer be had. */
  superseded: boolean
}

const pagesPerStrip = 20
/** The words are laid on the app's own thread, so the pictures of the next pages come before them. */
const afterPictures = 1_000_000

type Sight = 'waiting' | 'sharp' | 'failed'

/** One sheet: a small picture at once, then the sharp page, then its words. Leaving the neighbourhood frees all of it. */
export const PageView = memo(function PageView(props: PageViewProps) {
  const { shelf, document: paper, version, page, width, opened, distance, marked } = props
  const { t } = useTranslation()
  const host = useRef<HTMLDivElement>(null)
  const words = useRef<HTMLDivElement>(null)
  const [sight, setSight] = useState<Sight>('waiting')
  const [links, setLinks] = useState<Links | null>(null)
  const [laid, setLaid] = useState(0)
  const [attempt, setAttempt] = useState(0)
  const drawn = Math.round(width)

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` is the reader's wish to try again
  useEffect(() => {
    if (!opened) return
    const stop = new AbortController()
    const show = async () => {
      const open = await shelf.open(paper, version, page)
      if (page !== 1) await open.picture
      if (stop.signal.aborted) return
      setLinks(open.links)
      const source = await open.paper
      const sheet = document.createElement('canvas')
      await shelf.queue.run(
        () => distance(paper, page),
        stop.signal,
        () => source.draw(page, sheet, drawn, stop.signal),
      )
      replaceSheet(host.current, sheet)
      setSight('sharp')
      await shelf.queue.run(
        () => afterPictures + distance(paper, page),
        stop.signal,
        async () => words.current && source.layText(page, words.current, drawn, stop.signal),
      )
      setLaid(now => now + 1)
    }
    show().catch(() => stop.signal.aborted || setSight('failed'))
    return () => stop.abort()
  }, [shelf, paper, version, page, drawn, opened, distance, attempt])

  useEffect(() => {
    const place = host.current
    return () => replaceSheet(place, null)
  }, [])

  useMarks(words, marked, laid)

  return (
    <article
      className={`sheet ${sight}`}
      style={{ top: props.top, left: props.left, width, height: props.height }}
      aria-label={t('book.pageLabel', { page, title: props.title })}
      data-page={page}
    >
      {links && sight !== 'sharp' && (
        <Preview links={links} page={page} width={width} height={props.height} />
      )}
      <div ref={host} className="sheet-picture" />
      <div ref={words} className="sheet-words" />
      {sight === 'failed' && (
        <div className="sheet-failed">
          <p>{t(props.superseded ? 'book.superseded' : 'book.pageFailed')}</p>
          <Button
            icon="refresh"
            onPress={() => {
              setSight('waiting')
              setAttempt(attempt + 1)
            }}
          >
            {t('app.retry')}
          </Button>
        </div>
      )}
    </article>
  )
})

/** The first page has a picture of its own; the others are shown from the strip of thumbnails until they are sharp. */
function Preview({
  links,
  page,
  width,
  height,
}: {
  links: Links
  page: number
  width: number
  height: number
}) {
  if (page === 1 && links.preview) return <img className="sheet-preview" src={links.preview} alt="" />
  const strip = links.thumbnails[Math.floor((page - 1) / pagesPerStrip)]
  if (!strip) return null
  const [cellWidth, cellHeight] = links.cell
  // The page was fitted into its cell and centred there.
  const fit = Math.min(cellWidth / width, cellHeight / height)
  const left = (cellWidth - width * fit) / 2 / fit
  const top = (((page - 1) % pagesPerStrip) * cellHeight + (cellHeight - height * fit) / 2) / fit
  return (
    <div
      className="sheet-preview"
      style={{
        backgroundImage: `url("${strip}")`,
        backgroundSize: `${cellWidth / fit}px auto`,
        backgroundPosition: `${-left}px ${-top}px`,
      }}
    />
  )
}

/** The old picture stays until the new one is there; a canvas without size gives its memory back at once. */
function replaceSheet(place: HTMLDivElement | null, sheet: HTMLCanvasElement | null): void {
  for (const old of place?.querySelectorAll('canvas') ?? []) {
    old.width = 0
    old.height = 0
    old.remove()
  }
  if (sheet) place?.append(sheet)
}

/** Marks found words without touching the text layer: the browser paints the ranges. */
function useMarks(
  words: React.RefObject<HTMLDivElement | null>,
  marked: readonly string[],
  laid: number,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: `laid` tells that the words are there now
  useEffect(() => {
    const layer = words.current
    if (!layer || marked.length === 0 || typeof Highlight === 'undefined') return
    const highlight = CSS.highlights.get('hop-find') ?? new Highlight()
    CSS.highlights.set('hop-find', highlight)
    const ranges = rangesOf(layer, marked)
    for (const range of ranges) highlight.add(range)
    return () => {
      for (const range of ranges) highlight.delete(range)
    }
  }, [words, marked, laid])
}
