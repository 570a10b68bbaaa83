import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { DayField } from '../../components/DateTime'
import { Segmented, SelectInput, Tick } from '../../components/fields'
import { Ask } from '../../components/Window'
import { reorganise } from '../../services/organisations'
import { useAttempt } from '../../store/attempts'
import { tell } from '../../store/notices'
import { childrenFirst, shortDay } from '../../store/organisations'
import { administeredBy, usePerson } from '../../store/person'
import { queries } from '../../store/queries'
import type { Level, Organisation } from '../../types/api'
import { dayKey, homeZone } from '../../words/dates'
import { emptyBody, isComplete, type NewBody, NewBodyFields, PeopleOf, written } from './NewBodyFields'

const newBody = 'new'

interface ReorganiseProps {
  organisation: Organisation
  organisations: Organisation[]
  levels: Level[]
  onClose(): void
}

/** A body goes into another or a new one, or is divided; the old one is kept with what it was. */
export function Reorganise({ organisation, organisations, levels, onClose }: ReorganiseProps) {
  const { t } = useTranslation()
  const today = dayKey(new Date(), homeZone)
  const attempt = useAttempt()
  const [kind, setKind] = useState<'merge' | 'split'>('merge')
  const [on, setOn] = useState(today)
  const [into, setInto] = useState('')
  const [others, setOthers] = useState<ReadonlySet<string>>(new Set())
  const [bodies, setBodies] = useState<NewBody[]>([emptyBody()])
  const [ends, setEnds] = useState(false)
  const [roles, setRoles] = useState(true)
  const makesNew = kind === 'split' || into === newBody
  const siblings = organisations.filter(
    one => one.active && one.parent_id === organisation.parent_id && one.id !== organisation.id,
  )
  const targets = childrenFirst(administeredBy(usePerson(), organisations))
    .map(branch => branch.organisation)
    .filter(one => one.active && !one.path.includes(organisation.id))
  const change = (place: number, body: NewBody) =>
    setBodies(bodies.map((one, index) => (index === place ? body : one)))
  const shown = kind === 'merge' ? bodies.slice(0, 1) : bodies
  const save = async () => {
    const body = {
      kind,
      on,
      sources: [organisation.id, ...(kind === 'merge' ? [...others].filter(one => one !== into) : [])],
      ...(makesNew ? { bodies: shown.map(written) } : { into }),
      ends: kind === 'merge' || ends,
      carry_roles: roles,
    }
    const done = await reorganise(body, attempt.of(body))
    const said = { planned: 'reorganise.planned', done: 'reorganise.done' } as const
    tell(
      t(done.state === 'planned' || done.state === 'done' ? said[done.state] : 'reorganise.runs', {
        on: shortDay(on),
      }),
    )
    for (const queryKey of [['organisations'], ['people'], ['reorganisations']])
      await queries.invalidateQueries({ queryKey })
  }
  return (
    <Ask
      title={t('reorganise.title', { name: organisation.name })}
      open
      wide
      onClose={onClose}
      onConfirm={save}
      confirm={t(on > today ? 'reorganise.plan' : 'reorganise.confirm')}
      disabled={!on || (makesNew ? !shown.every(isComplete) : !into)}
    >
      <Segmented
        label={t('reorganise.kind')}
        value={kind}
        choices={[
          { id: 'merge', name: t('reorganise.merge') },
          { id: 'split', name: t('reorganise.split') },
        ]}
        onChange={setKind}
      />
      <p className="soft">{t(kind === 'split' && !ends ? 'reorganise.effectSplit' : 'reorganise.effect')}</p>
      <DayField label={t('reorganise.on')} value={on} onChange={setOn} help={t('reorganise.onHelp')} />
      {kind === 'merge' && (
        <SelectInput
          label={t('reorganise.into')}
          value={into || null}
          choices={[
            { id: newBody, name: t('reorganise.newBody') },
            ...targets.map(one => ({ id: one.id, name: one.name })),
          ]}
          onChange={setInto}
        />
      )}
      {makesNew &&
        shown.map((body, place) => (
          <NewBodyFields
            // biome-ignore lint/suspicious/noArrayIndexKey: bodies are only ever added at the end
            key={place}
            title={
              kind === 'split' ? t('reorganise.bodyNumber', { number: place + 1 }) : t('reorganise.newBody')
            }
            body={body}
            levels={levels}
            on={on}
            onChange={now => change(place, now)}
          >
            {kind === 'split' && (
              <PeopleOf
                organisation={organisation}
                chosen={body.people}
                taken={new Set(bodies.flatMap((one, index) => (index === place ? [] : one.people)))}
                onChange={people => change(place, { ...body, people })}
              />
            )}
          </NewBodyFields>
        ))}
      {kind === 'split' && (
        <>
          <div>
            <Button icon="plus" onPress={() => setBodies([...bodies, emptyBody()])}>
              {t('reorganise.anotherBody')}
            </Button>
          </div>
          <Tick isSelected={ends} onChange={setEnds}>
            {t('reorganise.ends')}
          </Tick>
        </>
      )}
      {kind === 'merge' && siblings.length > 0 && (
        <details>
          <summary>{t('reorganise.others')}</summary>
          {siblings
            .filter(one => one.id !== into)
            .map(one => (
              <Tick
                key={one.id}
                isSelected={others.has(one.id)}
                onChange={now =>
                  setOthers(new Set(now ? [...others, one.id] : [...others].filter(id => id !== one.id)))
                }
              >
                {one.name}
              </Tick>
            ))}
        </details>
      )}
      <Tick isSelected={roles} onChange={setRoles}>
        {t('reorganise.roles')}
      </Tick>
    </Ask>
  )
}
