import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Audience } from '../types/api'
import { Button } from './Button'
import { ChoosePeople, type Named } from './ChoosePeople'
import { Choices } from './fields'

type Kind = 'inherit' | 'everyone' | 'delegates' | 'named'

interface AudienceFieldProps {
  value: Audience | null
  /** A paper may take its item's audience; an item has none to take. */
  inherits: boolean
  participants: readonly Named[]
  onChange(audience: Audience | null): void
}

export function AudienceField({ value, inherits, participants, onChange }: AudienceFieldProps) {
  const { t } = useTranslation()
  const [choosing, setChoosing] = useState(false)
  const kinds: Kind[] = [...(inherits ? (['inherit'] as const) : []), 'everyone', 'delegates', 'named']
  const kind = kindOf(value, inherits)
  const named = participants.filter(person => value?.people?.includes(person.id))
  const choose = (chosen: Kind) => {
    if (chosen === 'named') return setChoosing(true)
    onChange(chosen === 'inherit' ? null : { guests: chosen === 'everyone', people: null })
  }
  return (
    <div className="stack-tight">
      <Choices
        label={t('agenda.audience')}
        value={kind}
        choices={kinds.map(id => ({ id, name: t(`audience.${id}`) }))}
        onChange={choose}
      />
      {kind === 'named' && (
        <div className="row">
          <span className="grow">{named.map(person => person.full_name).join(', ')}</span>
          <Button onPress={() => setChoosing(true)}>{t('app.edit')}</Button>
        </div>
      )}
      <p className="small soft">{t('audience.namedHelp')}</p>
      {choosing && (
        <ChoosePeople
          title={t('audience.choose')}
          chosen={named}
          among={participants}
          onClose={() => setChoosing(false)}
          onDone={people => {
            onChange({ guests: true, people: people.map(person => person.id) })
            setChoosing(false)
          }}
        />
      )}
    </div>
  )
}

function kindOf(audience: Audience | null, inherits: boolean): Kind {
  if (!audience) return inherits ? 'inherit' : 'delegates'
  if (audience.people) return 'named'
  return audience.guests ? 'everyone' : 'delegates'
}
