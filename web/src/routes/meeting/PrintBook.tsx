import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { ChoosePeople, type Named } from '../../components/ChoosePeople'
import { Ask } from '../../components/Window'
import { takeBook } from '../../services/books'
import { reads } from '../../store/reads'
import type { Meeting } from '../../types/api'

interface Props {
  meeting: Meeting
  onClose(): void
}

/**
 * All papers one may read as one file; a secretary also takes them for somebody else, with what that person may read.
 * A closed window ends the waiting; an old book is bound anew.
 */
export function PrintBook({ meeting, onClose }: Props) {
  const { t } = useTranslation()
  const [reader, setReader] = useState<Named | null>(null)
  const [choosing, setChoosing] = useState(false)
  const [binding, setBinding] = useState(false)
  const waiting = useRef(new AbortController())
  useEffect(() => () => waiting.current.abort(), [])
  const take = async () => {
    setBinding(true)
    try {
      const key = crypto.randomUUID()
      const url = await takeBook(meeting.id, reader?.id ?? null, key, waiting.current.signal)
      Object.assign(document.createElement('a'), { href: url, download: '' }).click()
    } finally {
      setBinding(false)
    }
  }
  const close = () => {
    waiting.current.abort()
    onClose()
  }
  if (choosing)
    return (
      <ChooseReader
        meeting={meeting}
        chosen={reader ? [reader] : []}
        onDone={([one]) => {
          setReader(one ?? null)
          setChoosing(false)
        }}
        onClose={() => setChoosing(false)}
      />
    )
  return (
    <Ask title={t('print.book')} open onClose={close} onConfirm={take} confirm={t('print.take')}>
      {meeting.my.role === 'secretary' && (
        <div className="spread middle">
          <span>
            {t('print.bookFor')}: <strong>{reader?.full_name ?? t('print.myself')}</strong>
          </span>
          <Button icon="person" isDisabled={binding} onPress={() => setChoosing(true)}>
            {t('print.chooseReader')}
          </Button>
        </div>
      )}
      <p>{reader ? t('print.bookOfHelp', { name: reader.full_name }) : t('print.bookHelp')}</p>
      <p className="small soft">{t('print.onRecord')}</p>
      {binding && <p role="status">{t('print.binding')}</p>}
    </Ask>
  )
}

/** Of those who have a seat: whoever is replaced has no book. */
function ChooseReader({
  meeting,
  ...rest
}: { meeting: Meeting; chosen: Named[]; onDone(people: Named[]): void } & Pick<Props, 'onClose'>) {
  const { t } = useTranslation()
  const participants = useQuery(reads.participants(meeting.id))
  const seated = (participants.data ?? []).filter(one => one.answer !== 'substitute_agreed')
  return (
    <ChoosePeople title={t('print.chooseReader')} single among={seated.map(one => one.person)} {...rest} />
  )
}
