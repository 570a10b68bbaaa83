import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Icon, type IconName } from '../../components/Icon'
import { useLanguage } from '../../store/person'
import type { Found, Piece } from '../../types/api'
import { day } from '../../words/dates'

const signs: Record<Found['kind'], IconName> = {
  meeting: 'calendar',
  agenda_item: 'book',
  document: 'paper',
}

/** Under the meeting they belong to, in the order they were found. */
export function Results({ found }: { found: readonly Found[] }) {
  const language = useLanguage()
  return inRuns(found).map(run => {
    const [{ meeting }] = run
    return (
      <section key={keyOf(run[0])} className="stack-tight">
        <h2 className="found-meeting">
          <Link href={`/meetings/${meeting.id}`}>{meeting.title}</Link>
          <time className="small soft number" dateTime={meeting.starts_at}>
            {day(meeting.starts_at, meeting.zone, language)}
          </time>
        </h2>
        <ul className="card found">
          {run.map(one => (
            <li key={keyOf(one)}>{one.document ? <Paper found={one} /> : <Titled found={one} />}</li>
          ))}
        </ul>
      </section>
    )
  })
}

function Titled({ found }: { found: Found }) {
  const { t } = useTranslation()
  return (
    <Link href={`/meetings/${found.meeting.id}`} className="found-head">
      <Icon name={signs[found.kind]} />
      <span className="grow">
        <Marked pieces={found.title} />
        <span className="tiny soft">{t(`search.${found.kind}`)}</span>
      </span>
    </Link>
  )
}

function Paper({ found }: { found: Found }) {
  const { t } = useTranslation()
  const { document } = found
  if (!document) return null
  const book = `/meetings/${found.meeting.id}/book/${document.id}`
  const [, month, date] = document.date.split('-')
  const notes = [
    document.number,
    document.date && `${date}/${month}/${document.date.slice(0, 4)}`,
    document.pages && t('app.pages', { count: document.pages }),
    found.item?.title,
  ]
  return (
    <>
      <Link href={book} className="found-head">
        <Icon name={signs.document} />
        <span className="grow">
          <Marked pieces={found.title} />
          <span className="tiny soft number">{notes.filter(Boolean).join(' · ')}</span>
        </span>
      </Link>
      {found.pages.length > 0 && (
        <ol className="found-pages">
          {found.pages.map(({ page, text }) => (
            <li key={page}>
              <Link href={`${book}?${new URLSearchParams({ page: String(page), words: wordsOf(text) })}`}>
                <span className="tiny number soft">{t('search.page', { page })}</span>
                <span className="small">
                  … <Marked pieces={text} /> …
                </span>
              </Link>
            </li>
          ))}
          {found.more_pages && <li className="tiny soft">{t('search.morePages')}</li>}
        </ol>
      )}
    </>
  )
}

function Marked({ pieces }: { pieces: readonly Piece[] }) {
  return (
    <span>
      {pieces.map((piece, index) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text, in their order
        piece.marked ? <mark key={index}>{piece.text}</mark> : piece.text,
      )}
    </span>
  )
}

/** What is marked in a snippet, each word once: what the book then looks for. */
function wordsOf(pieces: readonly Piece[]): string {
  const marked = pieces.filter(piece => piece.marked).map(piece => piece.text.toLowerCase())
  return [...new Set(marked)].slice(0, 4).join(' ')
}

function inRuns(found: readonly Found[]): [Found, ...Found[]][] {
  const runs: [Found, ...Found[]][] = []
  for (const one of found) {
    const last = runs.at(-1)
    if (last?.[0].meeting.id === one.meeting.id) last.push(one)
    else runs.push([one])
  }
  return runs
}

function keyOf({ kind, meeting, item, document }: Found): string {
  return `${kind} ${document?.id ?? (kind === 'agenda_item' ? item?.id : meeting.id)}`
}
