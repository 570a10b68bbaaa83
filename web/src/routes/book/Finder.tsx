import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Input, SearchField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../components/Button'
import { Failed, Waiting } from '../../components/State'
import type { BookPaper } from '../../store/book'
import { reads } from '../../store/reads'

const pauseMilliseconds = 350
const shortest = 2

interface FinderProps {
  paper: BookPaper
  /** What to look for at once. */
  first: string
  onMarked(words: readonly string[]): void
  onGo(page: number): void
  onClose(): void
}

export function Finder({ paper, first, onMarked, onGo, onClose }: FinderProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(first)
  const [words, setWords] = useState(first)
  const [chosen, setChosen] = useState<number | null>(null)
  useEffect(() => {
    const timer = setTimeout(() => {
      const wanted = typed.normalize('NFC').trim()
      setWords(wanted.length >= shortest ? wanted : '')
      setChosen(null)
    }, pauseMilliseconds)
    return () => clearTimeout(timer)
  }, [typed])
  const hits = useQuery({ ...reads.hits(paper.document.id, paper.version.id, words), enabled: words !== '' })
  const found = words === '' ? [] : (hits.data ?? [])
  const marked = [...new Set(found.map(hit => hit.match))].join('\n')
  useEffect(() => {
    onMarked(marked === '' ? [] : marked.split('\n'))
    return () => onMarked([])
  }, [marked, onMarked])
  const choose = (index: number) => {
    const hit = found[(index + found.length) % found.length]
    if (!hit) return
    setChosen((index + found.length) % found.length)
    onGo(hit.page)
  }
  return (
    <aside className="book-side finder" aria-label={t('book.find')}>
      <div className="spread book-side-head">
        <h2>{t('book.find')}</h2>
        <IconButton icon="cross" label={t('app.close')} onPress={onClose} />
      </div>
      <SearchField
        aria-label={t('book.findLabel')}
        value={typed}
        onChange={setTyped}
        autoFocus={first === ''}
        onSubmit={() => choose((chosen ?? -1) + 1)}
        className="field"
      >
        <Input className="input" placeholder={t('book.findLabel')} />
      </SearchField>
      <div className="spread" aria-live="polite">
        <span className="small soft number">
          {hits.data && words && t('book.hits', { count: found.length })}
        </span>
        {found.length > 0 && (
          <span className="row">
            <IconButton icon="up" label={t('book.previousHit')} onPress={() => choose((chosen ?? 0) - 1)} />
            <IconButton icon="down" label={t('book.nextHit')} onPress={() => choose((chosen ?? -1) + 1)} />
          </span>
        )}
      </div>
      {words && hits.isPending && <Waiting rows={2} />}
      {hits.error && <Failed error={hits.error} onRetry={hits.refetch} />}
      {hits.data && words && found.length === 0 && (
        <p className="soft">{t('book.noHits', { text: words })}</p>
      )}
      <ol className="hits">
        {found.map((hit, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: hits are an ordered list of places
          <li key={index}>
            <button
              type="button"
              className="hit"
              aria-current={chosen === index ? 'true' : undefined}
              onClick={() => choose(index)}
            >
              <span className="tiny number">{t('book.onPage', { page: hit.page })}</span>
              <span className="small">
                {hit.before}
                <mark>{hit.match}</mark>
                {hit.after}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </aside>
  )
}
