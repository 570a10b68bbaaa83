import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { SelectInput, TextInput, Tick } from '../../components/fields'
import { Failed, Waiting } from '../../components/State'
import { isLost } from '../../store/lost'
import { levelsOn } from '../../store/organisations'
import { useLanguage } from '../../store/person'
import { reads } from '../../store/reads'
import type { Level, Organisation } from '../../types/api'

export interface NewBody {
  name: string
  short_name: string
  level: string
  people: string[]
}

export function emptyBody(): NewBody {
  return { name: '', short_name: '', level: '', people: [] }
}

export function isComplete(body: NewBody): boolean {
  return Boolean(body.name.trim() && body.short_name.trim() && body.level)
}

/** As it is sent. */
export function written(body: NewBody): NewBody {
  return {
    ...body,
    name: body.name.trim().normalize('NFC'),
    short_name: body.short_name.trim().normalize('NFC'),
  }
}

interface NewBodyFieldsProps {
  title: string
  body: NewBody
  levels: Level[]
  on: string
  onChange(body: NewBody): void
  children?: ReactNode
}

export function NewBodyFields({ title, body, levels, on, onChange, children }: NewBodyFieldsProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <fieldset className="stack">
      <legend>
        <strong>{title}</strong>
      </legend>
      <TextInput
        label={t('administration.organisationName')}
        value={body.name}
        onChange={name => onChange({ ...body, name })}
        isRequired
      />
      <div className="form-pair">
        <TextInput
          label={t('administration.shortName')}
          value={body.short_name}
          onChange={short_name => onChange({ ...body, short_name })}
          isRequired
        />
        <SelectInput
          label={t('administration.level')}
          value={body.level || null}
          choices={levelsOn(levels, on).map(level => ({ id: level.code, name: level.names[language] }))}
          onChange={level => onChange({ ...body, level })}
        />
      </div>
      {children}
    </fieldset>
  )
}

interface PeopleOfProps {
  organisation: Organisation
  chosen: readonly string[]
  /** Those who go elsewhere. */
  taken: ReadonlySet<string>
  onChange(people: string[]): void
}

/** Ticks for the people of the body that splits. */
export function PeopleOf({ organisation, chosen, taken, onChange }: PeopleOfProps) {
  const { t } = useTranslation()
  const found = useQuery(reads.people({ organisation: organisation.id, q: '' }))
  if (found.isPending) return <Waiting rows={2} />
  if (isLost(found)) return <Failed error={found.error} onRetry={found.refetch} />
  const people = found.data.filter(person => person.active && !taken.has(person.id))
  return (
    <fieldset>
      <legend className="small">
        {t(people.length > 0 ? 'reorganise.people' : 'reorganise.peopleNone')}
      </legend>
      {people.map(person => (
        <Tick
          key={person.id}
          isSelected={chosen.includes(person.id)}
          onChange={now => onChange(now ? [...chosen, person.id] : chosen.filter(one => one !== person.id))}
        >
          {person.full_name}
          {person.posts[0] && <span className="soft"> · {person.posts[0].title}</span>}
        </Tick>
      ))}
    </fieldset>
  )
}
