import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { deviceKind } from '../../services/device'
import { keepBookmark, reportSitting } from '../../services/documents'
import { Problem } from '../../services/problem'
import { wipeOnLeave } from '../../services/session'
import { queries } from '../../store/queries'
import type { Document } from '../../types/api'
import { beginSitting, goOn, report, type Sitting, tick } from './sitting'

const reportEvery = 15
const settleMilliseconds = 1_200
const longestPause = 30_000

/** Tells the server what was read: one sitting for each stay with a version, said every quarter minute and at its end. */
export function useSitting(document: string | null, version: string | null, pagesSeen: () => number[]): void {
  const pages = useRef(pagesSeen)
  pages.current = pagesSeen
  useEffect(() => {
    if (!document || !version) return
    let sitting: Sitting = beginSitting(document, version, crypto.randomUUID())
    let heard = sitting
    const send = async (ended: boolean): Promise<void> => {
      if (sitting.pages.size === 0) return
      const sent = sitting
      try {
        await reportSitting(document, version, sent.id, report(sent, ended, deviceKind()))
        heard = sent
      } catch (error) {
        // After a long silence the server has ended it: whoever reads on sits down anew.
        if (Problem.of(error).code !== 'sitting-over' || sitting.id !== sent.id) return
        sitting = goOn(sitting, heard, crypto.randomUUID())
        heard = beginSitting(document, version, sitting.id)
        await send(ended)
      }
    }
    const timer = setInterval(() => {
      const before = sitting.seconds
      sitting = tick(sitting, pages.current(), window.document.visibilityState === 'visible')
      if (sitting.seconds !== before && (sitting.seconds % reportEvery === 0 || sitting.seconds === 2))
        void send(false)
    }, 1_000)
    const hide = () => void send(false)
    window.document.addEventListener('visibilitychange', hide)
    return () => {
      clearInterval(timer)
      window.document.removeEventListener('visibilitychange', hide)
      void send(true)
    }
  }, [document, version])
}

interface Place {
  document: string
  version: string
  page: number
}

/** What is on its way to the server, by paper; what no longer stands here needs not arrive. */
const stays = new Map<string, Place>()
wipeOnLeave(() => stays.clear())

/** Whether the page he stayed on in a paper is not heard of yet, so that what the server says of it is old. */
export function isOnItsWay(document: string): boolean {
  return stays.has(document)
}

/**
 * Keeps the page the reader stays on, for his next opening on any device: in order, and said again until it is heard. Where
 * the book was opened is not kept before he `moved`: he may have read on elsewhere.
 */
export function useBookmark(
  document: Document | null,
  version: string | null,
  page: number | null,
  moved: boolean,
): void {
  const id = document?.id ?? null
  const meeting = document?.meeting_id
  const { mutate } = useMutation({
    scope: { id: 'bookmarks' },
    mutationFn: async (place: Place) => {
      if (stays.get(place.document) === place) await keepBookmark(place.document, place.version, place.page)
    },
    retry: (_, error) => Problem.of(error).passing,
    onSettled: (_answer, _error, place) => {
      if (stays.get(place.document) === place) stays.delete(place.document)
    },
    retryDelay: count => Math.min(1_000 * 2 ** count, longestPause),
  })
  useEffect(() => {
    if (!id || !version || !page) return
    const timer = setTimeout(() => {
      const kept = moved && { bookmark: { page, version_id: version } }
      queries.setQueryData<Document[]>(['documents', meeting], known =>
        known?.map(other => (other.id === id ? { ...other, opened: true, ...kept } : other)),
      )
      if (!moved) return
      const place = { document: id, version, page }
      stays.set(id, place)
      mutate(place)
    }, settleMilliseconds)
    return () => clearTimeout(timer)
  }, [id, meeting, version, page, moved, mutate])
}
