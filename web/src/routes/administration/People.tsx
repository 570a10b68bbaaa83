import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { Input, SearchField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Button, LinkButton } from '../../components/Button'
import { SelectInput } from '../../components/fields'
import { Empty, Failed, Waiting } from '../../components/State'
import { mostSlips } from '../../services/account'
import { childrenFirst } from '../../store/organisations'
import { administeredBy, usePerson } from '../../store/person'
import { reads } from '../../store/reads'
import type { Person } from '../../types/api'
import { reasonWords } from '../../words/reasons'
import { OneTimePassword, PersonForm } from './PersonForm'
import { PersonMenu } from './PersonMenu'
import { Slips } from './Slips'
import { TakeList } from './TakeList'

const everybody = 'all'

export interface Given {
  person: string
  password: string
}

export function People() {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [unit, setUnit] = useState(everybody)
  const [adding, setAdding] = useState(false)
  const [given, setGiven] = useState<Given | null>(null)
  const [printing, setPrinting] = useState<string[] | null>(null)
  const q = useDeferredValue(typed.normalize('NFC').trim())
  const organisations = useQuery(reads.organisations())
  const people = useQuery({
    ...reads.people({ organisation: unit === everybody ? null : unit, q }),
    placeholderData: before => before,
  })
  const own = new Set(administeredBy(usePerson(), organisations.data ?? []).map(one => one.id))
  const listed = (people.data ?? [])
    .filter(person => person.active)
    .map(person => person.id)
    .slice(0, mostSlips)
  const units = [
    { id: everybody, name: t('administration.everyOrganisation') },
    ...childrenFirst(organisations.data ?? []).map(({ organisation }) => ({
      id: organisation.id,
      name: organisation.name,
    })),
  ]
  return (
    <section className="stack">
      <div className="spread">
        <div className="picker-filters grow">
          <SearchField
            className="field"
            aria-label={t('administration.search')}
            value={typed}
            onChange={setTyped}
          >
            <Input className="input" placeholder={t('administration.search')} />
          </SearchField>
          <SelectInput label={t('account.organisation')} value={unit} choices={units} onChange={setUnit} />
        </div>
      </div>
      <div className="row">
        <Button look="primary" icon="plus" onPress={() => setAdding(true)}>
          {t('administration.addPerson')}
        </Button>
        <LinkButton icon="upload" href="/administration/people/import">
          {t('imports.open')}
        </LinkButton>
        {(unit === everybody || own.has(unit)) && (
          <TakeList organisation={unit === everybody ? null : unit} />
        )}
        {listed.length > 0 && own.has(unit) && (
          <Button icon="paper" onPress={() => setPrinting(listed)}>
            {t('slip.printAll', { count: listed.length })}
          </Button>
        )}
      </div>
      {people.isPending && <Waiting rows={5} />}
      {people.error && <Failed error={people.error} onRetry={people.refetch} />}
      {people.data?.length === 0 && (
        <Empty
          icon="search"
          title={t('administration.peopleNone')}
          help={t('administration.peopleNoneHelp')}
        />
      )}
      {people.data && people.data.length > 0 && (
        <ul className="card rows">
          {people.data.map(person => (
            <Row key={person.id} person={person} own={own.has(person.organisation.id)} onGiven={setGiven} />
          ))}
        </ul>
      )}
      {adding && <PersonForm person={null} onClose={() => setAdding(false)} onGiven={setGiven} />}
      {printing && <Slips people={printing} onClose={() => setPrinting(null)} />}
      {given && <OneTimePassword given={given} onClose={() => setGiven(null)} />}
    </section>
  )
}

interface RowProps {
  person: Person
  /** Whether the one who looks administers his home. */
  own: boolean
  onGiven(given: Given): void
}

function Row({ person, own, onGiven }: RowProps) {
  const { t } = useTranslation()
  const unreached = useQuery(reads.unreachedPeople())
  const missed = unreached.data?.find(one => one.person.id === person.id)
  return (
    <li className="rows-row">
      <div className="grow person">
        <strong>{person.full_name}</strong>
        <p className="small soft">
          {[...person.posts.map(post => post.title), person.organisation.name].join(', ')}
        </p>
        {missed && (
          <p className="small late">
            {t('administration.addressRefused', { reason: reasonWords(t, missed.reason) })}
          </p>
        )}
      </div>
      {!person.active && <span className="chip brick">{t('administration.inactive')}</span>}
      <PersonMenu person={person} own={own} onGiven={onGiven} />
    </li>
  )
}
