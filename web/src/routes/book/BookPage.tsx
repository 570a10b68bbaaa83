import '../../style/book.css'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'wouter'
import { LinkButton } from '../../components/Button'
import { Empty, Failed, Waiting } from '../../components/State'
import { wakeReader } from '../../pdf/paper'
import { Problem } from '../../services/problem'
import { type BookPaper, bookOf } from '../../store/book'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Document, Meeting, Version } from '../../types/api'
import { Book, type FoundPlace } from './Book'

const a4: readonly [number, number] = [595, 842]

/** All papers of a meeting in agenda order. Losing the meeting closes the book and forgets what was read of it. */
export function BookPage({ id, document }: { id: string; document: string | undefined }) {
  const { t } = useTranslation()
  const found = useFound()
  const meeting = useQuery(reads.meeting(id))
  // Nothing tells of a page that was read on another device meanwhile.
  const documents = useQuery({ ...reads.documents(id), refetchOnMount: 'always' })
  useEffect(() => void wakeReader(), [])
  const lost = [meeting.error, documents.error].some(error => error && Problem.of(error).denied)
  const known = meeting.data !== undefined
  useEffect(() => {
    if (lost && known) queries.removeQueries({ queryKey: ['documents', id] })
  }, [lost, known, id])
  if (lost)
    return <Closed title={known ? t('book.removed') : null} error={meeting.error ?? documents.error} />
  if (meeting.isPending || documents.isPending) return <Waiting rows={4} />
  if (!meeting.data) return <Failed error={meeting.error} onRetry={meeting.refetch} screen />
  if (!documents.data) return <Failed error={documents.error} onRetry={documents.refetch} screen />
  return <Open meeting={meeting.data} documents={documents.data} wanted={document} found={found} />
}

/** Only what the book was opened with: turning pages forgets it. */
function useFound(): FoundPlace {
  const [params] = useSearchParams()
  const [found] = useState(() => {
    const page = Number.parseInt(params.get('page') ?? '', 10)
    return { page: page > 0 ? page : null, words: params.get('words') ?? '' }
  })
  return found
}

function Closed({ title, error }: { title: string | null; error: unknown }) {
  const { t } = useTranslation()
  return (
    <div className="page book-closed">
      {title ? (
        <Empty icon="lock" title={title} help={t('book.removedHelp')} />
      ) : (
        <Failed error={error} screen />
      )}
      <div>
        <LinkButton href="/" icon="home">
          {t('state.goHome')}
        </LinkButton>
      </div>
    </div>
  )
}

function Open({
  meeting,
  documents,
  wanted,
  found,
}: {
  meeting: Meeting
  documents: Document[]
  wanted: string | undefined
  found: FoundPlace
}) {
  const { t } = useTranslation()
  const [pinned, setPinned] = useState<ReadonlyMap<string, Version>>(() => new Map())
  const papers = useMemo(() => bookOf(meeting.agenda, documents, pinned), [meeting.agenda, documents, pinned])
  useEffect(() => {
    // What is before the reader stays before him: a newer version waits until he takes it.
    const fresh = papers.filter(paper => !pinned.has(paper.document.id))
    if (fresh.length > 0)
      setPinned(new Map([...pinned, ...fresh.map(paper => [paper.document.id, paper.version] as const)]))
  }, [papers, pinned])
  const take = useCallback(
    (paper: BookPaper) =>
      paper.newer && setPinned(now => new Map([...now, [paper.document.id, paper.newer as Version]])),
    [],
  )
  const details = useQueries({
    queries: papers.map(paper => reads.version(paper.document.id, paper.version.id)),
  })
  const arrived = details.filter(detail => detail.data).length
  // biome-ignore lint/correctness/useExhaustiveDependencies: the sizes change when one more detail has arrived
  const shapes = useMemo(
    () =>
      papers.map((paper, index) => ({
        sizes: details[index]?.data?.page_sizes ?? Array.from({ length: paper.version.pages ?? 1 }, () => a4),
      })),
    [papers, arrived],
  )
  const outlines = details.map(detail => detail.data?.outline ?? [])
  if (papers.length === 0)
    return (
      <div className="page book-closed">
        <Empty icon="paper" title={t('papers.noneReader')} help={t('papers.noneReaderHelp')}>
          <LinkButton href={`/meetings/${meeting.id}`} icon="left">
            {t('book.backToMeeting')}
          </LinkButton>
        </Empty>
      </div>
    )
  return (
    <Book
      meeting={meeting}
      papers={papers}
      shapes={shapes}
      outlines={outlines}
      wanted={wanted}
      found={found}
      onTake={take}
    />
  )
}
