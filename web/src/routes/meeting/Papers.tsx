import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { DropZone, FileTrigger } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { AudienceField } from '../../components/AudienceField'
import { Button, LinkButton } from '../../components/Button'
import { ClassificationField } from '../../components/ClassificationField'
import { SelectInput } from '../../components/fields'
import { Empty, Failed, Waiting } from '../../components/State'
import { Ask } from '../../components/Window'
import { releaseAll } from '../../services/documents'
import { linesOf } from '../../store/agenda'
import { isLost } from '../../store/lost'
import { isOpen } from '../../store/meetings'
import { tell } from '../../store/notices'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import { addFiles, type UploadView, useUploads } from '../../store/uploads'
import type { Audience, Document, Meeting } from '../../types/api'
import { MissingPapers } from './MissingPapers'
import { PaperRow } from './PaperRow'
import { UploadRow } from './UploadRow'

export const generalItem = 'general'
/** While files are being checked the server is asked too, should a live message be late. */
const checkingInterval = 3_000

export function Papers({ meeting }: { meeting: Meeting }) {
  const documents = useQuery({
    ...reads.documents(meeting.id),
    refetchInterval: query => (query.state.data?.some(isUnderWay) ? checkingInterval : false),
  })
  if (documents.isPending) return <Waiting />
  if (isLost(documents)) return <Failed error={documents.error} onRetry={documents.refetch} />
  return <Loaded meeting={meeting} documents={documents.data} />
}

function Loaded({ meeting, documents }: { meeting: Meeting; documents: Document[] }) {
  const { t } = useTranslation()
  const open = isOpen(meeting)
  const uploads = useUploads(meeting.id)
  const papers = (
    <>
      {uploads.length > 0 && (
        <ul className="card rows">
          {uploads.map(upload => (
            <UploadRow key={upload.id} upload={upload} />
          ))}
        </ul>
      )}
      {open && <MissingPapers meeting={meeting} documents={documents} />}
      <div>
        <LinkButton href={`/print-desk/${meeting.id}`} look="plain" icon="paper">
          {t('prints.forMeeting')}
        </LinkButton>
      </div>
      {open && <ReleaseAll meeting={meeting} documents={documents} />}
      {documents.length === 0 && uploads.length === 0 && (
        <Empty icon="paper" title={t('papers.none')} {...(open && { help: t('papers.noneHelp') })} />
      )}
      <Groups meeting={meeting} documents={documents.filter(one => !isArriving(one, uploads))} />
    </>
  )
  if (!open) return <div className="stack">{papers}</div>
  return (
    <Adding meeting={meeting} documents={documents}>
      {papers}
    </Adding>
  )
}

/** Files are chosen, or dropped anywhere on the papers that are there. */
function Adding({
  meeting,
  documents,
  children,
}: {
  meeting: Meeting
  documents: Document[]
  children: ReactNode
}) {
  const { t } = useTranslation()
  const [item, setItem] = useState(generalItem)
  const [classification, setClassification] = useState(meeting.classification)
  const [audience, setAudience] = useState<Audience | null>(null)
  const add = (files: File[]) =>
    addFiles(
      meeting.id,
      files,
      { itemId: item === generalItem ? null : item, classification, audience },
      documents,
    )
  return (
    <Drop onFiles={add}>
      <div className="stack">
        <div className="card stack">
          <SelectInput
            label={t('papers.toItem')}
            value={item}
            choices={useItems(meeting)}
            onChange={setItem}
          />
          <ClassificationField value={classification} onChange={setClassification} />
          <UploadAudience meeting={meeting} value={audience} onChange={setAudience} />
          <div className="row">
            <FileTrigger allowsMultiple onSelect={files => files && add([...files])}>
              <Button look="primary" icon="upload">
                {t('papers.choose')}
              </Button>
            </FileTrigger>
            <span className="soft">{t('papers.drop')}</span>
          </div>
        </div>
        {children}
      </div>
    </Drop>
  )
}

function UploadAudience({
  meeting,
  value,
  onChange,
}: {
  meeting: Meeting
  value: Audience | null
  onChange(audience: Audience | null): void
}) {
  const { t } = useTranslation()
  const participants = useQuery(reads.participants(meeting.id))
  const name = value === null ? 'inherit' : value.people ? 'named' : value.guests ? 'everyone' : 'delegates'
  return (
    <details className="outline">
      <summary>
        {t('agenda.audience')}: {t(`audience.${name}`)}
      </summary>
      <AudienceField
        value={value}
        inherits
        participants={(participants.data ?? []).map(one => one.person)}
        onChange={onChange}
      />
    </details>
  )
}

function Drop({ onFiles, children }: { onFiles(files: File[]): void; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <DropZone
      className="drop"
      aria-label={t('papers.drop')}
      onDrop={async event => {
        const dropped = event.items.filter(item => item.kind === 'file')
        onFiles(await Promise.all(dropped.map(item => item.getFile())))
      }}
    >
      {children}
    </DropZone>
  )
}

function ReleaseAll({ meeting, documents }: { meeting: Meeting; documents: Document[] }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const ready = documents.filter(isReady)
  if (ready.length === 0) return null
  const release = async () => {
    await releaseAll(meeting.id)
    await queries.invalidateQueries({ queryKey: ['documents', meeting.id] })
    tell(t('papers.done'))
  }
  return (
    <div>
      <Button look="primary" icon="check" onPress={() => setAsking(true)}>
        {t('papers.releaseAll', { count: ready.length })}
      </Button>
      <Ask
        title={t('papers.release')}
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={release}
        confirm={t('papers.releaseAll', { count: ready.length })}
      >
        <p>{t('papers.releaseAllAsk', { count: ready.length })}</p>
        <ul>
          {ready.map(document => (
            <li key={document.id}>{document.title}</li>
          ))}
        </ul>
      </Ask>
    </div>
  )
}

function Groups({ meeting, documents }: { meeting: Meeting; documents: Document[] }) {
  const { t } = useTranslation()
  const lines = linesOf(meeting.agenda)
  const known = new Set(lines.map(line => line.item.id))
  const groups = [
    {
      id: generalItem,
      title: t('meeting.generalPapers'),
      papers: documents.filter(one => !one.item_id || !known.has(one.item_id)),
    },
    ...lines.map(line => ({
      id: line.item.id,
      title: `${line.number}. ${line.item.title}`,
      papers: documents.filter(one => one.item_id === line.item.id),
    })),
  ]
  return groups
    .filter(group => group.papers.length > 0)
    .map(group => (
      <section key={group.id} className="stack-tight">
        <h3>{group.title}</h3>
        <ul className="card rows">
          {group.papers.map((paper, index) => (
            <PaperRow key={paper.id} meeting={meeting} paper={paper} siblings={group.papers} index={index} />
          ))}
        </ul>
      </section>
    ))
}

export function useItems(meeting: Meeting): { id: string; name: string }[] {
  const { t } = useTranslation()
  return [
    { id: generalItem, name: t('papers.general') },
    ...linesOf(meeting.agenda).map(line => ({
      id: line.item.id,
      name: `${line.number}. ${line.item.title}`,
    })),
  ]
}

/** A new paper that is being sent from this tab stands in the list of uploads. */
function isArriving(document: Document, uploads: UploadView[]): boolean {
  return document.state === 'empty' && uploads.some(({ begun }) => begun?.version === document.version?.id)
}

export function isReady({ version }: Document): boolean {
  const accepted = !version?.review || version.review.stage === 'accepted'
  return version?.state === 'ready' && !version.needs_declaration && accepted
}

function isUnderWay(document: Document): boolean {
  return document.version?.state === 'checking' && !document.version.needs_declaration
}
