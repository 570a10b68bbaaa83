import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Input, ListBox, ListBoxItem, SearchField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { goingOn } from '../store/organisations'
import { reads } from '../store/reads'
import type { Person } from '../types/api'
import { plain } from '../words/plain'
import { Button } from './Button'
import { type Choice, SelectInput } from './fields'
import { Icon } from './Icon'
import { Empty, Failed, Waiting } from './State'
import { Window } from './Window'

export interface Named {
  id: string
  full_name: string
}

interface ChoosePeopleProps {
  title: string
  chosen: readonly Named[]
  /** Somebody's place is given by one tap: there is nothing to save. */
  single?: boolean
  /** People who are there already: shown, not choosable. */
  present?: ReadonlySet<string>
  /** Only these may be chosen, as for an audience. */
  among?: readonly Named[]
  onDone(people: Named[]): void
  onClose(): void
}

export function ChoosePeople({ title, onClose, ...rest }: ChoosePeopleProps) {
  return (
    <Window title={title} open onClose={onClose} wide>
      <PeoplePicker {...rest} onCancel={onClose} />
    </Window>
  )
}

interface PeoplePickerProps extends Omit<ChoosePeopleProps, 'title' | 'onClose'> {
  /** Stands beside the button, for what the choice still needs. */
  extra?: ReactNode
  /** Where the picker stands in a window of its own. */
  onCancel?(): void
  confirm?(count: number): string
}

const everybody = 'all'

export function PeoplePicker({
  chosen,
  single,
  present,
  among,
  onDone,
  onCancel,
  extra,
  confirm,
}: PeoplePickerProps) {
  const { t } = useTranslation()
  const [picked, setPicked] = useState<ReadonlyMap<string, Named>>(new Map(chosen.map(one => [one.id, one])))
  const [typed, setTyped] = useState('')
  const [unit, setUnit] = useState(everybody)
  const organisations = useQuery({ ...reads.organisations(), enabled: !among })
  const filter = { organisation: unit === everybody ? null : unit, q: typed.normalize('NFC').trim() }
  const found = useQuery({ ...reads.people(filter), enabled: !among, placeholderData: before => before })
  const people = among ? namesLike(among, typed) : (found.data ?? []).filter(person => person.active)
  const choosable = people.filter(person => !present?.has(person.id))
  const choose = (keys: Iterable<unknown>) => {
    const ids = new Set([...keys].map(String))
    const now = new Map([...picked].filter(([id]) => ids.has(id) || !people.some(person => person.id === id)))
    for (const person of people)
      if (ids.has(person.id)) now.set(person.id, { id: person.id, full_name: person.full_name })
    if (single) onDone([...(now.size ? now : picked).values()].slice(-1))
    else setPicked(now)
  }
  const units: Choice<string>[] = [
    { id: everybody, name: t('administration.everyOrganisation') },
    ...goingOn(organisations.data ?? []).map(({ organisation, depth }) => ({
      id: organisation.id,
      name: `${'   '.repeat(depth)}${organisation.name}`,
    })),
  ]
  return (
    <div className="stack">
      <div className="picker-filters">
        <SearchField
          className="field"
          aria-label={t('form.searchPerson')}
          value={typed}
          onChange={setTyped}
          autoFocus
        >
          <Input className="input" placeholder={t('form.searchPerson')} />
        </SearchField>
        {!among && (
          <SelectInput label={t('account.organisation')} value={unit} choices={units} onChange={setUnit} />
        )}
      </div>
      {!among && found.isPending && <Waiting />}
      {!among && found.error && <Failed error={found.error} onRetry={found.refetch} />}
      {people.length === 0 && (among || found.data) && <Empty icon="search" title={t('form.noPerson')} />}
      {people.length > 0 && (
        <ListBox
          aria-label={t('form.choosePerson')}
          className="list people-list"
          items={people.map(person => ({
            ...person,
            id: person.id,
            there: present?.has(person.id) ?? false,
          }))}
          selectionMode={single ? 'single' : 'multiple'}
          selectedKeys={[...picked.keys()]}
          disabledKeys={present ? [...present] : []}
          onSelectionChange={keys => choose(keys === 'all' ? choosable.map(person => person.id) : keys)}
        >
          {person => <PersonOption person={person} there={person.there} single={single ?? false} />}
        </ListBox>
      )}
      <div className="window-actions">
        {!single && choosable.length > 1 && (
          <Button
            look="plain"
            onPress={() => choose([...picked.keys(), ...choosable.map(person => person.id)])}
          >
            {t('participants.wholeUnit')}
          </Button>
        )}
        {!single && (
          <span className="grow small soft number">{t('participants.chosen', { count: picked.size })}</span>
        )}
        {extra}
        {onCancel && (
          <Button look="plain" onPress={onCancel}>
            {t('app.cancel')}
          </Button>
        )}
        {!single && (
          <Button
            look="primary"
            isDisabled={picked.size === 0 && chosen.length === 0 && !among}
            onPress={() => onDone([...picked.values()])}
          >
            {confirm?.(picked.size) ?? t('app.save')}
          </Button>
        )}
      </div>
    </div>
  )
}

function PersonOption({
  person,
  there,
  single,
}: {
  person: Named & Partial<Person>
  there: boolean
  single: boolean
}) {
  const { t } = useTranslation()
  const post = person.posts?.map(one => one.title).join(', ')
  return (
    <ListBoxItem id={person.id} textValue={person.full_name} className="option">
      {({ isSelected }) => (
        <span className="choice" data-selected={isSelected || undefined}>
          {single ? (
            <Icon name={isSelected ? 'check' : 'person'} />
          ) : (
            <span className="box">{isSelected && <Icon name="check" />}</span>
          )}
          <span>
            <span>{person.full_name}</span>
            <span className="tiny person-notes">
              {[post, person.organisation?.name].filter(Boolean).join(', ')}
              {there && ` – ${t('participants.already')}`}
            </span>
          </span>
        </span>
      )}
    </ListBoxItem>
  )
}

function namesLike(people: readonly Named[], typed: string): (Named & Partial<Person>)[] {
  const wanted = plain(typed)
  return people.filter(person => plain(person.full_name).includes(wanted))
}
