import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '../../components/Button'
import { DayField } from '../../components/DateTime'
import { SelectInput, TextInput } from '../../components/fields'
import { Empty, Failed, Waiting } from '../../components/State'
import { Ask } from '../../components/Window'
import { addOrganisation, changeOrganisation } from '../../services/organisations'
import { changesOf, rekeyed, useDraft } from '../../store/drafts'
import { isLost } from '../../store/lost'
import { childrenFirst, levelOn, levelsOn, namesOf, shortDay } from '../../store/organisations'
import { administeredBy, administers, administersAbove, useLanguage, usePerson } from '../../store/person'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Language, Level, Organisation } from '../../types/api'
import { dayKey, homeZone } from '../../words/dates'
import { HouseRules } from './HouseRules'
import { Planned } from './Planned'
import { Reorganise } from './Reorganise'

interface Editing {
  organisation: Organisation | null
  parent: string | null
}

export function Organisations() {
  const { t } = useTranslation()
  const me = usePerson()
  const organisations = useQuery(reads.organisations())
  const levels = useQuery(reads.levels())
  const [editing, setEditing] = useState<Editing | null>(null)
  const [ruling, setRuling] = useState<Organisation | null>(null)
  const [reorganising, setReorganising] = useState<Organisation | null>(null)
  if (organisations.isPending || levels.isPending) return <Waiting />
  if (isLost(organisations)) return <Failed error={organisations.error} onRetry={organisations.refetch} />
  const tree = childrenFirst(organisations.data)
  return (
    <section className="stack" aria-label={t('administration.organisationTree')}>
      <Planned organisations={organisations.data} />
      {tree.length === 0 && <Empty icon="people" title={t('administration.organisationsNone')} />}
      <ul className="card rows">
        {tree.map(({ organisation, depth }) => (
          <li key={organisation.id} className={`rows-row depth-${Math.min(depth, 4)}`}>
            <div className="grow person">
              <strong>{organisation.name}</strong>
              <p className="agenda-notes small soft">
                <span>{organisation.short_name}</span>
                <LevelName organisation={organisation} levels={levels.data ?? []} />
              </p>
              <Successors organisation={organisation} organisations={organisations.data} />
            </div>
            {!organisation.active && <span className="chip brick">{t('administration.inactive')}</span>}
            <div className="row">
              {organisation.active && organisation.parent_id && administersAbove(me, organisation.path) && (
                <IconButton
                  icon="merge"
                  label={`${t('reorganise.open')}: ${organisation.name}`}
                  onPress={() => setReorganising(organisation)}
                />
              )}
              {organisation.active && administers(me, organisation.path) && (
                <IconButton
                  icon="tools"
                  label={`${t('houseRules.title')}: ${organisation.name}`}
                  onPress={() => setRuling(organisation)}
                />
              )}
              {administers(me, organisation.path) && (
                <>
                  <IconButton
                    icon="plus"
                    label={`${t('administration.addOrganisation')}: ${organisation.name}`}
                    onPress={() => setEditing({ organisation: null, parent: organisation.id })}
                  />
                  <IconButton
                    icon="edit"
                    label={`${t('administration.editOrganisation')}: ${organisation.name}`}
                    onPress={() => setEditing({ organisation, parent: organisation.parent_id })}
                  />
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
      {ruling && (
        <HouseRules
          organisation={ruling}
          organisations={organisations.data}
          onClose={() => setRuling(null)}
        />
      )}
      {reorganising && (
        <Reorganise
          organisation={reorganising}
          organisations={organisations.data}
          levels={levels.data ?? []}
          onClose={() => setReorganising(null)}
        />
      )}
      {editing && (
        <OrganisationForm
          key={editing.organisation?.id ?? editing.parent}
          editing={editing}
          organisations={organisations.data}
          levels={levels.data ?? []}
          onClose={() => setEditing(null)}
        />
      )}
    </section>
  )
}

function LevelName({ organisation, levels }: { organisation: Organisation; levels: Level[] }) {
  const language = useLanguage()
  const code = levelOn(organisation, dayKey(new Date(), homeZone))
  return code ? <span>{nameOf(code, levels, language)}</span> : null
}

/** Where a body that merged or split went. */
function Successors({
  organisation,
  organisations,
}: {
  organisation: Organisation
  organisations: Organisation[]
}) {
  const { t } = useTranslation()
  if (!organisation.ended_on) return null
  return (
    <p className="small soft">
      {t('reorganise.ended', {
        on: shortDay(organisation.ended_on),
        names: namesOf(organisation.successor_ids, organisations),
      })}
    </p>
  )
}

const keepLevel = 'keep'

interface OrganisationFormProps {
  editing: Editing
  organisations: Organisation[]
  levels: Level[]
  onClose(): void
}

function OrganisationForm({ editing, organisations, levels, onClose }: OrganisationFormProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const me = usePerson()
  const { organisation } = editing
  const placed = !organisation || administersAbove(me, organisation.path)
  const draft = useDraft(`organisation ${organisation?.id ?? `new ${editing.parent}`}`, {
    key: crypto.randomUUID(),
    name: organisation?.name ?? '',
    short_name: organisation?.short_name ?? '',
    parent_id: editing.parent ?? '',
    level: organisation ? keepLevel : '',
    since: dayKey(new Date(), homeZone),
  })
  const { value } = draft
  const set = (change: Partial<typeof value>) => draft.change(rekeyed({ ...value, ...change }))
  const save = async () => {
    const { level, since, key } = value
    if (!organisation) await addOrganisation({ ...writeOf(value), level, since }, key)
    else
      await changeOrganisation(organisation.id, {
        ...changesOf(writeOf(draft.began), writeOf(value)),
        ...(level !== keepLevel && { level: { level, since } }),
      })
    draft.drop()
    await queries.invalidateQueries({ queryKey: ['organisations'] })
  }
  const parents = childrenFirst(
    administeredBy(me, organisations).filter(one => !organisation || !one.path.includes(organisation.id)),
  )
  const choices = levelsOn(levels, value.since).map(level => ({
    id: level.code,
    name: level.names[language],
  }))
  return (
    <Ask
      title={t(organisation ? 'administration.editOrganisation' : 'administration.addOrganisation')}
      open
      wide
      onClose={onClose}
      onCancel={draft.drop}
      onConfirm={save}
      confirm={t('app.save')}
      disabled={!value.name.trim() || !value.short_name.trim() || !value.level || !value.since}
    >
      <TextInput
        label={t('administration.organisationName')}
        value={value.name}
        onChange={name => set({ name })}
        isRequired
        autoFocus
      />
      <TextInput
        label={t('administration.shortName')}
        value={value.short_name}
        onChange={short_name => set({ short_name })}
        isRequired
      />
      {placed && parents.length > 0 && value.parent_id && (
        <SelectInput
          label={t('administration.parent')}
          value={value.parent_id}
          choices={parents.map(one => ({ id: one.organisation.id, name: one.organisation.name }))}
          onChange={parent_id => set({ parent_id })}
        />
      )}
      {placed && (
        <div className="form-pair">
          <SelectInput
            label={organisation ? t('administration.changeLevel') : t('administration.level')}
            help={t('administration.levelHelp')}
            value={value.level || null}
            choices={
              organisation ? [{ id: keepLevel, name: t('administration.keepLevel') }, ...choices] : choices
            }
            onChange={level => set({ level })}
          />
          {value.level !== keepLevel && (
            <DayField
              label={t('administration.since')}
              value={value.since}
              onChange={since => set({ since })}
            />
          )}
        </div>
      )}
      {organisation && <History organisation={organisation} levels={levels} language={language} />}
      {organisation && placed && <ActiveSwitch organisation={organisation} onDone={onClose} />}
    </Ask>
  )
}

function History({
  organisation,
  levels,
  language,
}: {
  organisation: Organisation
  levels: Level[]
  language: Language
}) {
  const { t } = useTranslation()
  return (
    <div>
      <strong className="small">{t('administration.levelHistory')}</strong>
      <ul className="small soft">
        {organisation.levels.map(level => (
          <li key={level.since} className="number">
            {t('administration.levelUntil', {
              level: nameOf(level.level, levels, language),
              since: shortDay(level.since),
            })}
          </li>
        ))}
      </ul>
    </div>
  )
}

function ActiveSwitch({ organisation, onDone }: { organisation: Organisation; onDone(): void }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const change = async () => {
    await changeOrganisation(organisation.id, { active: !organisation.active })
    await queries.invalidateQueries({ queryKey: ['organisations'] })
    onDone()
  }
  return (
    <div>
      <Button look={organisation.active ? 'danger' : 'plain'} onPress={() => setAsking(true)}>
        {t(organisation.active ? 'administration.deactivate' : 'administration.activate')}
      </Button>
      <Ask
        title={t(organisation.active ? 'administration.deactivate' : 'administration.activate')}
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={change}
        confirm={t(organisation.active ? 'administration.deactivate' : 'administration.activate')}
        look={organisation.active ? 'primary danger' : 'primary'}
      >
        <p>
          {organisation.active
            ? t('administration.organisationDeactivateAsk', { name: organisation.name })
            : organisation.name}
        </p>
      </Ask>
    </div>
  )
}

function writeOf({ name, short_name, parent_id }: { name: string; short_name: string; parent_id: string }) {
  return { name: name.trim().normalize('NFC'), short_name: short_name.trim().normalize('NFC'), parent_id }
}

function nameOf(code: string, levels: Level[], language: Language): string {
  return levels.find(level => level.code === code)?.names[language] ?? code
}
