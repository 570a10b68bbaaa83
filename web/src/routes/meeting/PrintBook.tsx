import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Ask } from '../../components/Window'
import { takeBook } from '../../services/books'
import type { Meeting } from '../../types/api'

/** All papers one may read as one file. A closed window ends the waiting; an old book is bound anew. */
export function PrintBook({ meeting, onClose }: { meeting: Meeting; onClose(): void }) {
  const { t } = useTranslation()
  const [binding, setBinding] = useState(false)
  const waiting = useRef(new AbortController())
  useEffect(() => () => waiting.current.abort(), [])
  const take = async () => {
    setBinding(true)
    try {
      const url = await takeBook(meeting.id, crypto.randomUUID(), waiting.current.signal)
      Object.assign(document.createElement('a'), { href: url, download: '' }).click()
    } finally {
      setBinding(false)
    }
  }
  const close = () => {
    waiting.current.abort()
    onClose()
  }
  return (
    <Ask title={t('print.book')} open onClose={close} onConfirm={take} confirm={t('print.take')}>
      <p>{t('print.bookHelp')}</p>
      {binding && <p role="status">{t('print.binding')}</p>}
    </Ask>
  )
}
