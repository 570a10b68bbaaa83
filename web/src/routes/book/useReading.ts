import { useEffect, useRef } from 'react'
import { deviceKind } from '../../services/device'
import { keepBookmark, reportSitting } from '../../services/documents'
import { queries } from '../../store/queries'
import type { Document } from '../../types/api'
import { beginSitting, report, type Sitting, tick } from './sitting'

const reportEvery = 15
const settleMilliseconds = 1_200

/** Tells the server what was read: one sitting for each stay with a version, said every quarter minute and at its end. */
export function useSitting(document: string | null, version: string | null, pagesSeen: () => number[]): void {
  const pages = useRef(pagesSeen)
  pages.current = pagesSeen
  useEffect(() => {
    if (!document || !version) return
    let sitting: Sitting = beginSitting(document, version, crypto.randomUUID())
    const send = (ended: boolean) => {
      if (sitting.pages.size === 0) return
      void reportSitting(document, version, sitting.id, report(sitting, ended, deviceKind())).catch(
        () => undefined,
      )
    }
    const timer = setInterval(() => {
      const before = sitting.seconds
      sitting = tick(sitting, pages.current(), window.document.visibilityState === 'visible')
      if (sitting.seconds !== before && (sitting.seconds % reportEvery === 0 || sitting.seconds === 2))
        send(false)
    }, 1_000)
    const hide = () => send(false)
    window.document.addEventListener('visibilitychange', hide)
    return () => {
      clearInterval(timer)
      window.document.removeEventListener('visibilitychange', hide)
      send(true)
    }
  }, [document, version])
}

/** Keeps the page the reader stays on, for his next opening on any device. */
export function useBookmark(document: Document | null, version: string | null, page: number | null): void {
  const id = document?.id ?? null
  const meeting = document?.meeting_id
  useEffect(() => {
    if (!id || !version || !page) return
    const timer = setTimeout(() => {
      void keepBookmark(id, version, page).catch(() => undefined)
      queries.setQueryData<Document[]>(['documents', meeting], known =>
        known?.map(other =>
          other.id === id ? { ...other, opened: true, bookmark: { page, version_id: version } } : other,
        ),
      )
    }, settleMilliseconds)
    return () => clearTimeout(timer)
  }, [id, meeting, version, page])
}
