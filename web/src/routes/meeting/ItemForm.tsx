import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AudienceField } from '../../components/AudienceField'
import { Button } from '../../components/Button'
import { ChoosePeople, type Named } from '../../components/ChoosePeople'
import { SelectInput, TextInput } from '../../components/fields'
import { Ask } from '../../components/Window'
import { addAgendaItem, changeAgendaItem } from '../../services/meetings'
import { changesOf, rekeyed, useDraft } from '../../store/drafts'
import { goingOn } from '../../store/organisations'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { AgendaItem, Audience, ItemKind, Meeting } from '../../types/api'

interface ItemDraft {
  key: string
  title: string
  kind: ItemKind
  minutes: string
  owner: string
  presenters: Named[]
  audience: Audience
}

interface ItemFormProps {
  meeting: Meeting
  item: AgendaItem | null
  parent: string | null
  onClose(): void
}

const noOwner = 'none'
const kinds: ItemKind[] = ['information', 'discussion', 'decision']

export function ItemForm({ meeting, item, parent, onClose }: ItemFormProps) {
  const { t } = useTranslation()
  const draft = useDraft<ItemDraft>(`item ${meeting.id} ${item?.id ?? `new ${parent ?? ''}`}`, draftOf(item))
  const organisations = useQuery(reads.organisations())
  const participants = useQuery(reads.participants(meeting.id))
  const [choosing, setChoosing] = useState(false)
  const { value } = draft
  const set = (change: Partial<ItemDraft>) => draft.change(rekeyed({ ...value, ...change }))
  const minutes = minutesOf(value)
  const wrongMinutes = minutes !== null && !(Number.isInteger(minutes) && minutes >= 0 && minutes <= 1440)
  const save = async () => {
    const changes = changesOf(writeOf(draft.began), writeOf(value))
    if (!item) await addAgendaItem(meeting.id, { ...writeOf(value), parent_id: parent }, value.key)
    else if (changes) await changeAgendaItem(meeting.id, item.id, changes)
    draft.drop()
    await queries.invalidateQueries({ queryKey: ['meeting', meeting.id] })
  }
  const owners = [
    { id: noOwner, name: t('agenda.noOwner') },
    ...goingOn(organisations.data ?? [], item?.owner_organisation?.id).map(({ organisation }) => ({
      id: organisation.id,
      name: organisation.name,
    })),
  ]
  return (
    <Ask
      title={t(item ? 'agenda.edit' : 'agenda.new')}
      open
      wide
      onClose={onClose}
      onCancel={draft.drop}
      onConfirm={save}
      confirm={t(item ? 'app.save' : 'agenda.add')}
      disabled={!value.title.trim() || wrongMinutes}
    >
      <TextInput
        label={t('agenda.title')}
        value={value.title}
        onChange={title => set({ title })}
        isRequired
        autoFocus
      />
      <div className="form-pair">
        <SelectInput
          label={t('agenda.kind')}
          value={value.kind}
          choices={kinds.map(id => ({ id, name: t(`itemKind.${id}`) }))}
          onChange={kind => set({ kind })}
        />
        <TextInput
          label={t('agenda.minutes')}
          value={value.minutes}
          onChange={text => set({ minutes: text })}
          inputMode="numeric"
          wrong={wrongMinutes ? t('state.invalid') : null}
        />
      </div>
      <SelectInput
        label={t('agenda.owner')}
        value={value.owner}
        choices={owners}
        onChange={owner => set({ owner })}
        required={false}
      />
      <div className="field">
        <span className="label">
          {t('agenda.presenters')} <span className="optional">({t('app.optional')})</span>
        </span>
        <div className="row">
          <span className="grow">
            {value.presenters.map(person => person.full_name).join(', ') || t('form.notChosen')}
          </span>
          <Button onPress={() => setChoosing(true)}>{t('form.choosePerson')}</Button>
        </div>
      </div>
      <AudienceField
        value={value.audience}
        inherits={false}
        participants={(participants.data ?? []).map(one => one.person)}
        onChange={audience => audience && set({ audience })}
      />
      {choosing && (
        <ChoosePeople
          title={t('agenda.presenters')}
          chosen={value.presenters}
          onClose={() => setChoosing(false)}
          onDone={presenters => {
            set({ presenters })
            setChoosing(false)
          }}
        />
      )}
    </Ask>
  )
}

function draftOf(item: AgendaItem | null): ItemDraft {
  return {
    key: crypto.randomUUID(),
    title: item?.title ?? '',
    kind: item?.kind ?? 'discussion',
    minutes: item?.planned_minutes?.toString() ?? '',
    owner: item?.owner_organisation?.id ?? noOwner,
    presenters: item?.presenters.map(({ id, full_name }) => ({ id, full_name })) ?? [],
    audience: item?.audience ?? { guests: false, people: null },
  }
}

function minutesOf({ minutes }: ItemDraft): number | null {
  return minutes.trim() === '' ? null : Number(minutes)
}

function writeOf(value: ItemDraft) {
  return {
    title: value.title.trim().normalize('NFC'),
    kind: value.kind,
    planned_minutes: minutesOf(value),
    owner_organisation_id: value.owner === noOwner ? null : value.owner,
    presenter_ids: value.presenters.map(person => person.id),
    audience: value.audience,
  }
}
