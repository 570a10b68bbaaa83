import { useQuery } from '@tanstack/react-query'
import { FileTrigger } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { Icon } from '../../components/Icon'
import { Empty, Failed, Waiting } from '../../components/State'
import { Title } from '../../components/Title'
import { useLanguage } from '../../store/person'
import { reads } from '../../store/reads'
import { addFiles, type UploadView, useUploads } from '../../store/uploads'
import type { Preparation } from '../../types/api'
import { moment, shortMoment } from '../../words/dates'
import { UploadRow } from '../meeting/UploadRow'
import { UnitPaper } from './UnitPaper'

/** While files are being checked the server is asked again: a unit hears of its papers by notices alone. */
const checkingInterval = 3_000

/** For people of owner units: the items they were asked for, with their papers, and nothing else of the meetings. */
export function Preparing() {
  const { t } = useTranslation()
  const found = useQuery({
    ...reads.preparations(),
    refetchInterval: query => (query.state.data?.some(isUnderWay) ? checkingInterval : false),
  })
  return (
    <div className="page">
      <Title text={t('preparing.title')} />
      <header>
        <h1>{t('preparing.title')}</h1>
        <p className="soft">{t('preparing.help')}</p>
      </header>
      {found.isPending && <Waiting />}
      {found.error && <Failed error={found.error} onRetry={found.refetch} />}
      {found.data?.length === 0 && (
        <Empty icon="paper" title={t('preparing.none')} help={t('preparing.noneHelp')} />
      )}
      {found.data?.map(one => (
        <PreparedItem key={one.item.id} preparation={one} />
      ))}
    </div>
  )
}

function PreparedItem({ preparation }: { preparation: Preparation }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { meeting, item, unit, papers } = preparation
  const uploads = useUploads(meeting.id).filter(upload => belongsTo(upload, preparation))
  const arriving = new Set(uploads.map(upload => upload.begun?.document))
  const shown = papers.filter(paper => !(paper.state === 'empty' && arriving.has(paper.id)))
  const target = { itemId: item.id, classification: 'none' as const, audience: null }
  return (
    <article className="card stack">
      <div className="stack-tight">
        <p className="small soft number">
          {meeting.title} · {moment(meeting.starts_at, meeting.zone, language)}
        </p>
        <h2>{item.title}</h2>
        <p className="agenda-notes small soft">
          <span>{unit.name}</span>
          <span>{t('preparing.asked', { at: shortMoment(preparation.asked_at, meeting.zone) })}</span>
        </p>
        <Due preparation={preparation} />
        {preparation.note && <p>{t('preparing.note', { note: preparation.note })}</p>}
      </div>
      <ul className="rows">
        {uploads.map(upload => (
          <UploadRow key={upload.id} upload={upload} />
        ))}
        {shown.map(paper => (
          <UnitPaper key={paper.id} paper={paper} />
        ))}
      </ul>
      {uploads.length + shown.length === 0 && <p className="soft">{t('preparing.noPapers')}</p>}
      <div className="row">
        <FileTrigger
          allowsMultiple
          onSelect={files => files && addFiles(meeting.id, [...files], target, papers)}
        >
          <Button icon="upload">{t('papers.choose')}</Button>
        </FileTrigger>
      </div>
    </article>
  )
}

function Due({ preparation: { meeting } }: { preparation: Preparation }) {
  const { t } = useTranslation()
  const deadlines = useQuery(reads.legalDeadlines(meeting.starts_at, meeting.zone))
  if (!deadlines.data) return null
  const late = Date.parse(deadlines.data.papers_by) < Date.now()
  return (
    <p className={late ? 'with-icon small late' : 'with-icon small'}>
      <Icon name={late ? 'alert' : 'clock'} />
      {t('preparing.due', { at: shortMoment(deadlines.data.papers_by, meeting.zone) })}
    </p>
  )
}

function belongsTo({ target }: UploadView, { item, papers }: Preparation): boolean {
  return 'document' in target ? papers.some(one => one.id === target.document) : target.itemId === item.id
}

function isUnderWay({ papers }: Preparation): boolean {
  return papers.some(paper => paper.version?.state === 'checking')
}
