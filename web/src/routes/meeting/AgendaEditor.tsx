import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button as AriaButton,
  Menu,
  MenuItem,
  MenuTrigger,
  Popover,
  Tree,
  TreeItem,
  TreeItemContent,
  useDragAndDrop,
} from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '../../components/Button'
import { Icon } from '../../components/Icon'
import { Empty } from '../../components/State'
import { Ask } from '../../components/Window'
import { changeDocument } from '../../services/documents'
import { addAgendaItem, removeAgendaItem } from '../../services/meetings'
import {
  childrenOf,
  dropped,
  indent,
  type Line,
  linesOf,
  moveDown,
  moveUp,
  outdent,
  type Place,
  placeOf,
} from '../../store/agenda'
import { tell, tellProblem } from '../../store/notices'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { AgendaItem, Document, Meeting } from '../../types/api'
import { ItemTitle, TotalMinutes } from './Agenda'
import { ItemForm } from './ItemForm'
import { useMoves } from './moves'

interface Editing {
  item: AgendaItem | null
  parent: string | null
}

/** The agenda tree for the secretary: dragged by finger or mouse, moved by buttons and keyboard alike. */
export function AgendaEditor({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  const [editing, setEditing] = useState<Editing | null>(null)
  const [removing, setRemoving] = useState<AgendaItem | null>(null)
  return (
    <div className="stack">
      <div className="spread">
        {meeting.agenda.length > 0 && <p className="small soft">{t('agenda.dragHelp')}</p>}
        <Button look="primary" icon="plus" onPress={() => setEditing({ item: null, parent: null })}>
          {t('agenda.add')}
        </Button>
      </div>
      {meeting.agenda.length === 0 ? (
        <Empty icon="book" title={t('meeting.agendaNone')} help={t('meeting.agendaNoneStaff')} />
      ) : (
        <>
          <AgendaTree meeting={meeting} onEdit={setEditing} onRemove={setRemoving} />
          <TotalMinutes agenda={meeting.agenda} />
        </>
      )}
      {editing && (
        <ItemForm
          meeting={meeting}
          item={editing.item}
          parent={editing.parent}
          onClose={() => setEditing(null)}
        />
      )}
      <Ask
        title={t('agenda.remove')}
        open={removing !== null}
        onClose={() => setRemoving(null)}
        onConfirm={() => remove(meeting, removing, title => t('agenda.removed', { title }))}
        confirm={t('agenda.remove')}
        look="primary danger"
      >
        <p>{t('agenda.removeAsk', { title: removing?.title ?? '' })}</p>
      </Ask>
    </div>
  )
}

interface AgendaTreeProps {
  meeting: Meeting
  onEdit(editing: Editing): void
  onRemove(item: AgendaItem): void
}

function AgendaTree({ meeting, onEdit, onRemove }: AgendaTreeProps) {
  const { t } = useTranslation()
  const { agenda, move } = useMoves(meeting)
  const lines = new Map(linesOf(agenda).map(line => [line.item.id, line]))
  const documents = useQuery(reads.documents(meeting.id))
  const go = (id: string, place: Place | null) => place && move(id, place)
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: keys => [...keys].map(key => ({ 'text/plain': lines.get(String(key))?.item.title ?? '' })),
    onMove: ({ keys, target }) => {
      const [id] = [...keys].map(String)
      if (id) go(id, dropped(agenda, id, String(target.key), target.dropPosition))
    },
  })
  const branch = (parent: string | null) =>
    childrenOf(agenda, parent).map(item => {
      const line = lines.get(item.id)
      if (!line) return null
      return (
        <TreeItem key={item.id} id={item.id} textValue={item.title} className="agenda-row">
          <TreeItemContent>
            <Row
              line={line}
              agenda={agenda}
              papers={(documents.data ?? []).filter(paper => paper.item_id === item.id).length}
              onMove={place => go(item.id, place)}
              onEdit={onEdit}
              onRemove={onRemove}
            />
          </TreeItemContent>
          {branch(item.id)}
        </TreeItem>
      )
    })
  return (
    <Tree
      aria-label={t('agenda.tree')}
      className="card agenda tree"
      expandedKeys={agenda.map(item => item.id)}
      dragAndDropHooks={dragAndDropHooks}
      selectionMode="none"
    >
      {branch(null)}
    </Tree>
  )
}

interface RowProps {
  line: Line
  agenda: AgendaItem[]
  papers: number
  onMove(place: Place | null): void
  onEdit(editing: Editing): void
  onRemove(item: AgendaItem): void
}

function Row({ line, agenda, papers, onMove, onEdit, onRemove }: RowProps) {
  const { t } = useTranslation()
  const { item } = line
  const up = moveUp(agenda, item.id)
  const down = moveDown(agenda, item.id)
  const moves = [
    ['up', 'moveUp', up],
    ['down', 'moveDown', down],
    ['indent', 'indent', indent(agenda, item.id)],
    ['outdent', 'outdent', outdent(agenda, item.id)],
  ] as const
  return (
    <div className={`agenda-edit depth-${Math.min(line.depth, 4)}`}>
      <AriaButton slot="drag" className="button square plain grip">
        <Icon name="grip" />
      </AriaButton>
      <span className="agenda-number number">{line.number}</span>
      <div className="grow">
        <ItemTitle item={item} />
        {papers > 0 && <p className="tiny">{t('meeting.paperCount', { count: papers })}</p>}
      </div>
      <span className="agenda-moves">
        <IconButton icon="up" label={t('agenda.moveUp')} isDisabled={!up} onPress={() => onMove(up)} />
        <IconButton
          icon="down"
          label={t('agenda.moveDown')}
          isDisabled={!down}
          onPress={() => onMove(down)}
        />
      </span>
      <MenuTrigger>
        <IconButton icon="more" label={t('papers.actionsFor', { title: item.title })} />
        <Popover className="popover" placement="bottom end">
          <Menu className="menu" disabledKeys={moves.filter(([, , place]) => !place).map(([, name]) => name)}>
            <MenuItem id="edit" className="option" onAction={() => onEdit({ item, parent: item.parent_id })}>
              <Icon name="edit" />
              {t('agenda.edit')}
            </MenuItem>
            <MenuItem id="child" className="option" onAction={() => onEdit({ item: null, parent: item.id })}>
              <Icon name="plus" />
              {t('agenda.addChild')}
            </MenuItem>
            {moves.map(([icon, name, place]) => (
              <MenuItem key={name} id={name} className="option" onAction={() => onMove(place)}>
                <Icon name={icon} />
                {t(`agenda.${name}`)}
              </MenuItem>
            ))}
            <MenuItem id="remove" className="option danger" onAction={() => onRemove(item)}>
              <Icon name="trash" />
              {t('agenda.remove')}
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
    </div>
  )
}

async function remove(
  meeting: Meeting,
  item: AgendaItem | null,
  words: (title: string) => string,
): Promise<void> {
  if (!item) return
  const papers = (queries.getQueryData(reads.documents(meeting.id).queryKey) ?? []).filter(
    paper => paper.item_id === item.id,
  )
  const place = placeOf(meeting.agenda, item.id)
  await removeAgendaItem(meeting.id, item.id)
  tell(words(item.title), () => bringBack(meeting.id, item, place, papers))
  await refresh(meeting.id)
}

/** The item as it was, at its place, with its papers; to the server it is a new one. */
async function bringBack(meeting: string, item: AgendaItem, place: Place, papers: Document[]): Promise<void> {
  const { title, kind, planned_minutes, owner_organisation, presenters, audience } = item
  try {
    const { id } = await addAgendaItem(
      meeting,
      {
        ...place,
        title,
        kind,
        planned_minutes,
        owner_organisation_id: owner_organisation?.id ?? null,
        presenter_ids: presenters.map(person => person.id),
        ...(audience && { audience }),
      },
      crypto.randomUUID(),
    )
    for (const paper of papers)
      await changeDocument(paper.id, { item_id: id, audience: paper.audience ?? null })
  } catch (error) {
    tellProblem(error)
  }
  await refresh(meeting)
}

async function refresh(meeting: string): Promise<void> {
  await queries.invalidateQueries({ queryKey: ['meeting', meeting] })
  await queries.invalidateQueries({ queryKey: ['documents', meeting] })
}
