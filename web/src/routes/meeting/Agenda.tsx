import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Icon } from '../../components/Icon'
import { Empty } from '../../components/State'
import { type Line, linesOf } from '../../store/agenda'
import { readableOf } from '../../store/book'
import { reads } from '../../store/reads'
import type { AgendaItem, Document, Meeting } from '../../types/api'

/** The agenda as a reader sees it: numbered tree, each item with its papers one tap away. */
export function Agenda({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  const documents = useQuery(reads.documents(meeting.id))
  const papers = (documents.data ?? []).filter(paper => paper.state === 'released')
  const lines = linesOf(meeting.agenda)
  const known = new Set(meeting.agenda.map(item => item.id))
  const general = papers.filter(paper => !paper.item_id || !known.has(paper.item_id))
  if (lines.length === 0 && general.length === 0)
    return <Empty icon="book" title={t('meeting.agendaNone')} help={t('meeting.agendaNoneHelp')} />
  return (
    <div className="stack">
      {general.length > 0 && (
        <section className="card stack-tight">
          <h3>{t('meeting.generalPapers')}</h3>
          <PaperLinks papers={general} />
        </section>
      )}
      <ol className="card agenda">
        {lines.map(line => (
          <AgendaLine
            key={line.item.id}
            line={line}
            papers={papers.filter(paper => paper.item_id === line.item.id)}
          />
        ))}
      </ol>
      <TotalMinutes agenda={meeting.agenda} />
    </div>
  )
}

function AgendaLine({ line, papers }: { line: Line; papers: Document[] }) {
  return (
    <li className={`agenda-line depth-${Math.min(line.depth, 4)}`}>
      <span className="agenda-number number">{line.number}</span>
      <div className="grow stack-tight">
        <ItemTitle item={line.item} />
        <PaperLinks papers={papers} />
      </div>
    </li>
  )
}

export function ItemTitle({ item }: { item: AgendaItem }) {
  const { t } = useTranslation()
  const presenters = item.presenters.map(person => person.full_name).join(', ')
  return (
    <div>
      <div className="agenda-title">
        <strong>{item.title}</strong>
        {item.restricted && (
          <span className="chip">
            <Icon name="lock" />
            {t('app.restricted')}
          </span>
        )}
      </div>
      <p className="agenda-notes small soft">
        <span>{t(`itemKind.${item.kind}`)}</span>
        {item.planned_minutes !== null && (
          <span className="number">{t('app.minutes', { count: item.planned_minutes })}</span>
        )}
        {presenters && (
          <span>
            {t('meeting.presenters')}: {presenters}
          </span>
        )}
        {item.owner_organisation && <span>{item.owner_organisation.name}</span>}
      </p>
    </div>
  )
}

export function PaperLinks({ papers }: { papers: Document[] }) {
  const { t } = useTranslation()
  if (papers.length === 0) return null
  return (
    <ul className="paper-links">
      {papers.map(paper => (
        <li key={paper.id}>
          <Link href={`/meetings/${paper.meeting_id}/book/${paper.id}`} className="paper-link">
            <Icon name="paper" />
            <span className="grow">
              {paper.title}
              {paper.restricted && <span className="hidden"> ({t('app.restricted')})</span>}
            </span>
            <span className="tiny number">
              {paper.bookmark && paper.bookmark.page > 1
                ? t('meeting.continueAt', { page: paper.bookmark.page })
                : t('app.pages', { count: readableOf(paper)?.pages ?? 0 })}
            </span>
            <span className={paper.opened ? 'chip' : 'chip blue'}>
              {t(paper.opened ? 'meeting.opened' : 'meeting.unread')}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

/** Minutes of the lowest items: a parent's own figure is the sum of its parts, not something added to them. */
export function TotalMinutes({ agenda }: { agenda: AgendaItem[] }) {
  const { t } = useTranslation()
  const parents = new Set(agenda.map(item => item.parent_id))
  const minutes = agenda
    .filter(item => !parents.has(item.id))
    .reduce((sum, item) => sum + (item.planned_minutes ?? 0), 0)
  return minutes > 0 ? <p className="small soft number">{t('meeting.totalMinutes', { minutes })}</p> : null
}
