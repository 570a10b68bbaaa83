import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useRef, useState } from 'react'
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { AudienceField } from '../../components/AudienceField'
import { Button, IconButton } from '../../components/Button'
import { ClassificationChip, ClassificationField } from '../../components/ClassificationField'
import { SelectInput, TextInput } from '../../components/fields'
import { Icon, type IconName } from '../../components/Icon'
import { Ask } from '../../components/Window'
import { changeDocument, declare, deleteDocument, links, recall, release } from '../../services/documents'
import { readableOf } from '../../store/book'
import { changesOf, useDraft } from '../../store/drafts'
import { isOpen } from '../../store/meetings'
import { tell, tellProblem } from '../../store/notices'
import { refreshPapers } from '../../store/papers'
import { reads } from '../../store/reads'
import { addFiles } from '../../store/uploads'
import type { Audience, Classification, Document, Meeting } from '../../types/api'
import { generalItem, isReady, useItems } from './Papers'
import { ReviewButtons, ReviewComment, StageChip } from './Review'

interface PaperRowProps {
  meeting: Meeting
  paper: Document
  siblings: Document[]
  index: number
}

type Act = 'edit' | 'recall' | 'delete' | 'declare' | 'release'

export function PaperRow({ meeting, paper, siblings, index }: PaperRowProps) {
  const { t } = useTranslation()
  const [act, setAct] = useState<Act | null>(null)
  const { version } = paper
  const close = () => setAct(null)
  return (
    <li className="rows-row">
      <div className="grow person">
        {readableOf(paper) ? (
          <Link href={`/meetings/${meeting.id}/book/${paper.id}`}>
            <strong>{paper.title}</strong>
          </Link>
        ) : (
          <strong>{paper.title}</strong>
        )}
        <p className="agenda-notes tiny number">
          {version && <span>{t('papers.newVersion', { number: version.number })}</span>}
          {version?.pages && <span>{t('app.pages', { count: version.pages })}</span>}
          {version && <span>{sizeOf(version.size)}</span>}
          {paper.restricted && <span>{t('app.restricted')}</span>}
          {paper.unit && <span>{paper.unit.name}</span>}
        </p>
        <ReviewComment version={version} />
        {version?.state === 'uploading' && <p className="small">{t('papers.resumeHelp')}</p>}
        {version?.refusal && (
          <p className="small late">
            <strong>{version.refusal.title}</strong> {version.refusal.advice}
          </p>
        )}
      </div>
      <ClassificationChip value={paper.classification} />
      <PaperState paper={paper} />
      <div className="row">
        {version?.needs_declaration && (
          <Button onPress={() => setAct('declare')}>{t('papers.declare')}</Button>
        )}
        {isOpen(meeting) && <ReviewButtons paper={paper} />}
        {isOpen(meeting) && isReady(paper) && <ReleaseButton paper={paper} onAsk={() => setAct('release')} />}
        <PaperMenu meeting={meeting} paper={paper} siblings={siblings} index={index} onAct={setAct} />
      </div>
      {act === 'edit' && <EditPaper meeting={meeting} paper={paper} onClose={close} />}
      {act === 'declare' && <Declare paper={paper} onClose={close} />}
      {act === 'release' && <ReleaseWithNote paper={paper} onClose={close} />}
      <RecallPaper paper={paper} open={act === 'recall'} onClose={close} />
      <DeletePaper paper={paper} open={act === 'delete'} onClose={close} />
    </li>
  )
}

function PaperState({ paper }: { paper: Document }) {
  const { t } = useTranslation()
  const state = paper.state === 'recalled' ? 'recalled' : (paper.version?.state ?? 'empty')
  const name = paper.version?.needs_declaration
    ? 'needsDeclaration'
    : state === 'uploading'
      ? 'failed'
      : state
  if (state === 'ready' && name === 'ready' && paper.version?.review)
    return <StageChip review={paper.version.review} />
  const bad = ['refused', 'recalled', 'failed', 'needsDeclaration'].includes(name)
  return (
    <span className={bad ? 'chip brick' : name === 'released' ? 'chip blue' : 'chip'}>
      {t(`papers.${name}`)}
    </span>
  )
}

/** A version that takes the place of another goes out with a word of what is new. */
function ReleaseButton({ paper, onAsk }: { paper: Document; onAsk(): void }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const press = async () => {
    if (replaces(paper)) return onAsk()
    setBusy(true)
    try {
      await release(paper.id, paper.version?.id ?? '')
      tell(t('papers.done'))
    } catch (error) {
      tellProblem(error)
    }
    setBusy(false)
    await refreshPapers(paper)
  }
  return (
    <Button look="primary" isDisabled={busy} onPress={press}>
      {t('papers.release')}
    </Button>
  )
}

function ReleaseWithNote({ paper, onClose }: { paper: Document; onClose(): void }) {
  const { t } = useTranslation()
  const [note, setNote] = useState('')
  const send = async () => {
    await release(paper.id, paper.version?.id ?? '', note.normalize('NFC').trim())
    await refreshPapers(paper)
  }
  return (
    <Ask title={t('papers.release')} open onClose={onClose} onConfirm={send} confirm={t('papers.release')}>
      <TextInput
        label={t('compare.noteLabel')}
        help={t('compare.noteHelp')}
        value={note}
        onChange={setNote}
        maxLength={1000}
        lines
        autoFocus
      />
      <Link href={comparisonOf(paper)}>{t('compare.open')}</Link>
    </Ask>
  )
}

function replaces(paper: Document): boolean {
  return paper.versions?.some(one => one.released_at && one.id !== paper.version?.id) ?? false
}

function comparisonOf(paper: Document): string {
  return `/meetings/${paper.meeting_id}/compare/${paper.id}/${paper.version?.id}`
}

interface PaperMenuProps extends PaperRowProps {
  onAct(act: Act): void
}

function PaperMenu({ meeting, paper, siblings, index, onAct }: PaperMenuProps) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  const [, go] = useLocation()
  const place = (after: Document | undefined) =>
    changeDocument(paper.id, { after_id: after?.id ?? null })
      .then(() => refreshPapers(paper))
      .catch(tellProblem)
  const entry = (id: string, icon: IconName, name: ReactNode, action: () => unknown, danger = false) => (
    <MenuItem id={id} className={danger ? 'option danger' : 'option'} onAction={() => void action()}>
      <Icon name={icon} />
      {name}
    </MenuItem>
  )
  const open = isOpen(meeting)
  const disabled = [...(index === 0 ? ['up'] : []), ...(index === siblings.length - 1 ? ['down'] : [])]
  return (
    <>
      <MenuTrigger>
        <IconButton icon="more" label={t('papers.actionsFor', { title: paper.title })} />
        <Popover className="popover" placement="bottom end">
          <Menu className="menu" disabledKeys={disabled}>
            {open && entry('edit', 'edit', t('papers.rename'), () => onAct('edit'))}
            {open && entry('replace', 'upload', t('papers.replace'), () => input.current?.click())}
            {replaces(paper) && entry('compare', 'history', t('compare.open'), () => go(comparisonOf(paper)))}
            {open && entry('up', 'up', t('papers.moveUp'), () => place(siblings[index - 2]))}
            {open && entry('down', 'down', t('papers.moveDown'), () => place(siblings[index + 1]))}
            {entry('original', 'download', t('papers.original'), () => download(paper))}
            {paper.state === 'released' &&
              entry('recall', 'lock', t('papers.recall'), () => onAct('recall'), true)}
            {paper.state !== 'released' &&
              entry('delete', 'trash', t('papers.delete'), () => onAct('delete'), true)}
          </Menu>
        </Popover>
      </MenuTrigger>
      <input
        ref={input}
        type="file"
        hidden
        onChange={event => {
          addFiles(meeting.id, [...(event.target.files ?? [])], { document: paper.id, title: paper.title }, [
            paper,
          ])
          event.target.value = ''
        }}
      />
    </>
  )
}

interface PaperDraft {
  title: string
  item: string
  classification: Classification
  audience: Audience | null
}

function writeOf({ title, item, classification, audience }: PaperDraft) {
  return {
    title: title.trim().normalize('NFC'),
    item_id: item === generalItem ? null : item,
    classification,
    audience,
  }
}

function EditPaper({ meeting, paper, onClose }: { meeting: Meeting; paper: Document; onClose(): void }) {
  const { t } = useTranslation()
  const participants = useQuery(reads.participants(meeting.id))
  const draft = useDraft<PaperDraft>(`paper ${paper.id}`, {
    title: paper.title,
    item: paper.item_id ?? generalItem,
    classification: paper.classification,
    audience: paper.audience ?? null,
  })
  const { value } = draft
  const save = async () => {
    const changes = changesOf(writeOf(draft.began), writeOf(value))
    if (changes) await changeDocument(paper.id, changes)
    draft.drop()
    await refreshPapers(paper)
  }
  return (
    <Ask
      title={t('papers.rename')}
      open
      wide
      onClose={onClose}
      onCancel={draft.drop}
      onConfirm={save}
      confirm={t('app.save')}
      disabled={!value.title.trim()}
    >
      <TextInput
        label={t('papers.paperTitle')}
        value={value.title}
        onChange={title => draft.change({ ...value, title })}
        isRequired
      />
      <SelectInput
        label={t('papers.toItem')}
        value={value.item}
        choices={useItems(meeting)}
        onChange={item => draft.change({ ...value, item })}
      />
      <ClassificationField
        value={value.classification}
        onChange={classification => draft.change({ ...value, classification })}
      />
      <AudienceField
        value={value.audience}
        inherits
        participants={(participants.data ?? []).map(one => one.person)}
        onChange={audience => draft.change({ ...value, audience })}
      />
    </Ask>
  )
}

function RecallPaper({ paper, open, onClose }: { paper: Document; open: boolean; onClose(): void }) {
  const { t } = useTranslation()
  const reason = useDraft(`recall ${paper.id}`, '')
  const send = async () => {
    await recall(paper.id, reason.value.trim())
    reason.drop()
    await refreshPapers(paper)
  }
  return (
    <Ask
      title={t('papers.recall')}
      open={open}
      onClose={onClose}
      onConfirm={send}
      confirm={t('papers.recall')}
      look="primary danger"
      disabled={!reason.value.trim()}
    >
      <p>{t('papers.recallAsk', { title: paper.title })}</p>
      <TextInput
        label={t('meeting.reason')}
        value={reason.value}
        onChange={reason.change}
        isRequired
        autoFocus
      />
    </Ask>
  )
}

function DeletePaper({ paper, open, onClose }: { paper: Document; open: boolean; onClose(): void }) {
  const { t } = useTranslation()
  const send = async () => {
    await deleteDocument(paper.id)
    await refreshPapers(paper)
  }
  return (
    <Ask
      title={t('papers.delete')}
      open={open}
      onClose={onClose}
      onConfirm={send}
      confirm={t('papers.delete')}
      look="primary danger"
    >
      <p>{t('papers.deleteAsk', { title: paper.title })}</p>
    </Ask>
  )
}

/** A first page without readable words may bear a stamp that the check could not see; the secretary says so on record. */
function Declare({ paper, onClose }: { paper: Document; onClose(): void }) {
  const { t } = useTranslation()
  const send = async (secret: boolean) => {
    await declare(paper.id, paper.version?.id ?? '', secret)
    await refreshPapers(paper)
  }
  return (
    <Ask
      title={t('papers.declare')}
      open
      onClose={onClose}
      onConfirm={() => send(false)}
      confirm={t('papers.declareNot')}
    >
      <p>{t('papers.declareAsk', { title: paper.title })}</p>
      <div>
        <Button look="danger" onPress={() => void send(true).then(onClose, tellProblem)}>
          {t('papers.declareSecret')}
        </Button>
      </div>
    </Ask>
  )
}

async function download(paper: Document): Promise<void> {
  try {
    const { original } = await links(paper.id, paper.version?.id ?? '')
    if (original) location.assign(original)
  } catch (error) {
    tellProblem(error)
  }
}

/** `1,4 MB`: how large a file is, to one digit. */
function sizeOf(bytes: number): string {
  const format = (value: number) =>
    value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })
  return bytes < 1_000_000 ? `${format(Math.ceil(bytes / 1000))} kB` : `${format(bytes / 1_000_000)} MB`
}
