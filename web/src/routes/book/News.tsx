import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton, LinkButton } from '../../components/Button'
import { Icon } from '../../components/Icon'
import type { BookPaper } from '../../store/book'
import { useFacts } from '../../store/live'
import { useLanguage } from '../../store/person'
import type { Fact, Meeting } from '../../types/api'
import { span } from '../../words/dates'

interface NewsProps {
  meeting: Meeting
  papers: BookPaper[]
  current: BookPaper | undefined
  onTake(paper: BookPaper): void
  onGo(document: string, page: number): void
}

type Happened =
  | { what: 'meeting' }
  | { what: 'recalled'; title: string }
  | { what: 'added'; document: string }

/** What happened while the book is open: said above the page, taken up by one tap, never by tearing the reader away. */
export function News({ meeting, papers, current, onTake, onGo }: NewsProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [happened, setHappened] = useState<Happened | null>(null)
  const [put, setPut] = useState<string | null>(null)
  const hear = useCallback(
    (fact: Fact) => {
      if (fact.meeting_id !== meeting.id) return
      const known = papers.find(paper => paper.document.id === fact.id)
      if (fact.kind === 'document' && fact.change === 'gone' && known)
        setHappened({ what: 'recalled', title: known.document.title })
      else if (fact.kind === 'document' && fact.change === 'set' && !known)
        setHappened({ what: 'added', document: fact.id })
      else if (fact.kind === 'meeting' && concernsReader(fact)) setHappened({ what: 'meeting' })
    },
    [meeting.id, papers],
  )
  useFacts(hear)
  const newer = [current, ...papers].find(paper => paper?.newer && paper.newer.id !== put)
  const close = <IconButton icon="cross" label={t('app.close')} onPress={() => setHappened(null)} />
  const added =
    happened?.what === 'added' ? papers.find(paper => paper.document.id === happened.document) : undefined
  return (
    <div className="book-news" role="status">
      {newer?.newer && (
        <div className="notice">
          <Icon name="refresh" />
          <span className="grow">
            {t('book.newVersion', { title: newer.document.title })}{' '}
            {newer.newer.note && t('compare.note', { note: newer.newer.note })}
          </span>
          <LinkButton href={`/meetings/${meeting.id}/compare/${newer.document.id}/${newer.newer.id}`}>
            {t('compare.open')}
          </LinkButton>
          <Button look="primary" onPress={() => onTake(newer)}>
            {t('book.openNewVersion')}
          </Button>
          <Button look="plain" onPress={() => setPut(newer.newer?.id ?? null)}>
            {t('book.later')}
          </Button>
        </div>
      )}
      {happened?.what === 'recalled' && (
        <div className="notice brick">
          <Icon name="lock" />
          <span className="grow">
            <strong>{happened.title}</strong> – {t('book.recalled')}
          </span>
          {close}
        </div>
      )}
      {added && (
        <div className="notice">
          <Icon name="paper" />
          <span className="grow">{t('book.added', { title: added.document.title })}</span>
          <Button
            look="primary"
            onPress={() => {
              setHappened(null)
              onGo(added.document.id, 1)
            }}
          >
            {t('book.openIt')}
          </Button>
          {close}
        </div>
      )}
      {happened?.what === 'meeting' && (
        <div className={meeting.state === 'called' ? 'notice' : 'notice brick'}>
          <Icon name="alert" />
          <span className="grow">
            {meeting.state === 'postponed'
              ? t('book.postponed')
              : meeting.state === 'cancelled'
                ? t('book.cancelled')
                : t('book.changed', {
                    when: span(meeting.starts_at, meeting.ends_at, meeting.zone, language),
                  })}{' '}
            {meeting.state_reason && t('meeting.stateReason', { reason: meeting.state_reason })}
          </span>
          <LinkButton href={`/meetings/${meeting.id}`}>{t('book.seeMeeting')}</LinkButton>
          {close}
        </div>
      )}
    </div>
  )
}

function concernsReader(fact: Fact): boolean {
  return ['state', 'starts_at', 'ends_at', 'place', 'video_link'].some(name => name in fact.fields)
}
