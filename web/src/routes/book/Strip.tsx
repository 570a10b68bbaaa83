import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../components/Button'
import type { BookPaper } from '../../store/book'
import type { Links, VersionDetail } from '../../types/api'
import type { Shelf } from './shelf'

const shown = 104
const perStrip = 20

interface StripProps {
  shelf: Shelf
  paper: BookPaper
  outline: VersionDetail['outline']
  page: number
  onGo(page: number): void
  onClose(): void
}

/** Contents, where the paper has them, and a picture of every page. */
export function Strip({ shelf, paper, outline, page, onGo, onClose }: StripProps) {
  const { t } = useTranslation()
  const list = useRef<HTMLOListElement>(null)
  const links = useLinks(shelf, paper)
  useEffect(() => {
    const cell = list.current?.children[page - 1]
    cell?.scrollIntoView({ block: 'nearest' })
  }, [page])
  return (
    <aside className="book-side strip" aria-label={t('book.thumbnails')}>
      <div className="spread book-side-head">
        <h2>{t('book.thumbnails')}</h2>
        <IconButton icon="cross" label={t('app.close')} onPress={onClose} />
      </div>
      {outline.length > 0 && (
        <details className="outline">
          <summary>{t('book.contents')}</summary>
          <ol>
            {outline.map(entry => (
              <li key={`${entry.page} ${entry.title}`} className={`depth-${Math.min(entry.level - 1, 3)}`}>
                <button type="button" className="option" onClick={() => onGo(entry.page)}>
                  <span className="grow">{entry.title}</span>
                  <span className="number soft">{entry.page}</span>
                </button>
              </li>
            ))}
          </ol>
        </details>
      )}
      <ol ref={list} className="cells">
        {Array.from({ length: paper.version.pages ?? 0 }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a page is its number
          <li key={index}>
            <button
              type="button"
              className="cell"
              aria-current={page === index + 1 ? 'page' : undefined}
              aria-label={t('book.onPage', { page: index + 1 })}
              onClick={() => onGo(index + 1)}
            >
              <Cell links={links} index={index} />
              <span className="number">{index + 1}</span>
            </button>
          </li>
        ))}
      </ol>
    </aside>
  )
}

function Cell({ links, index }: { links: Links | null; index: number }) {
  const strip = links?.thumbnails[Math.floor(index / perStrip)]
  const [width, height] = links?.cell ?? [160, 226]
  const scale = shown / width
  return (
    <span
      className="cell-picture"
      style={{
        width: shown,
        height: height * scale,
        ...(strip && {
          backgroundImage: `url("${strip}")`,
          backgroundSize: `${shown}px auto`,
          backgroundPosition: `0 ${-(index % perStrip) * height * scale}px`,
        }),
      }}
    />
  )
}

function useLinks(shelf: Shelf, paper: BookPaper): Links | null {
  const [links, setLinks] = useState<Links | null>(null)
  const { id } = paper.document
  const version = paper.version.id
  useEffect(() => {
    let gone = false
    setLinks(null)
    shelf.open(id, version).then(
      open => gone || setLinks(open.links),
      () => undefined,
    )
    return () => {
      gone = true
    }
  }, [shelf, id, version])
  return links
}
