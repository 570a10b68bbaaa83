import { useQuery } from '@tanstack/react-query'
import type { ParseKeys } from 'i18next'
import { useState } from 'react'
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../components/Button'
import { Failed, Waiting } from '../../components/State'
import { Ask, Window } from '../../components/Window'
import { removeSecondFactor } from '../../services/account'
import { changePerson, resetPassword } from '../../services/people'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Person } from '../../types/api'
import type { Given } from './People'
import { PersonForm } from './PersonForm'
import { Roles } from './Roles'
import { Slips } from './Slips'

type Act = 'edit' | 'roles' | 'active' | 'reset' | 'slip' | 'secondFactor'

interface PersonMenuProps {
  person: Person
  /** Of another's body: only roles in one's own can be given to him. */
  own: boolean
  onGiven(given: Given): void
}

export function PersonMenu({ person, own, onGiven }: PersonMenuProps) {
  const { t } = useTranslation()
  const [act, setAct] = useState<Act | null>(null)
  const close = () => setAct(null)
  const activeName = person.active ? 'administration.deactivatePerson' : 'administration.activatePerson'
  const switchActive = async () => {
    await changePerson(person.id, { active: !person.active })
    await queries.invalidateQueries({ queryKey: ['people'] })
  }
  const reset = async () => {
    const { password } = await resetPassword(person.id)
    onGiven({ person: person.full_name, password })
  }
  const entry = (to: Act, name: ParseKeys, danger = false) => (
    <MenuItem className={danger ? 'option danger' : 'option'} onAction={() => setAct(to)}>
      {t(name)}
    </MenuItem>
  )
  return (
    <>
      <MenuTrigger>
        <IconButton icon="more" label={t('papers.actionsFor', { title: person.full_name })} />
        <Popover className="popover" placement="bottom end">
          <Menu className="menu">
            {own && entry('edit', 'administration.editPerson')}
            {entry('roles', 'administration.roles')}
            {own && entry('reset', 'administration.resetPassword')}
            {own && entry('slip', 'slip.slip')}
            {own && entry('secondFactor', 'secondFactor.turnOff')}
            {own && entry('active', activeName, person.active)}
          </Menu>
        </Popover>
      </MenuTrigger>
      {(act === 'edit' || act === 'roles') && (
        <Details id={person.id} act={act} onClose={close} onGiven={onGiven} />
      )}
      <Ask
        title={t(activeName)}
        open={act === 'active'}
        onClose={close}
        onConfirm={switchActive}
        confirm={t(activeName)}
        look={person.active ? 'primary danger' : 'primary'}
      >
        <p>
          {person.active
            ? t('administration.deactivatePersonAsk', { name: person.full_name })
            : person.full_name}
        </p>
      </Ask>
      <Ask
        title={t('administration.resetPassword')}
        open={act === 'reset'}
        onClose={close}
        onConfirm={reset}
        confirm={t('administration.resetPassword')}
      >
        <p>{t('administration.resetPasswordAsk', { name: person.full_name })}</p>
      </Ask>
      <Ask
        title={t('secondFactor.turnOff')}
        open={act === 'secondFactor'}
        onClose={close}
        onConfirm={() => removeSecondFactor(person.id)}
        confirm={t('secondFactor.turnOff')}
        look="primary danger"
      >
        <p>{t('secondFactor.turnOffFor', { name: person.full_name })}</p>
      </Ask>
      {act === 'slip' && <Slips people={[person.id]} onClose={close} />}
    </>
  )
}

/** The list has names and posts only; addresses and roles are read when they are wanted. */
function Details({
  id,
  act,
  onClose,
  onGiven,
}: {
  id: string
  act: 'edit' | 'roles'
  onClose(): void
  onGiven(given: Given): void
}) {
  const { t } = useTranslation()
  const person = useQuery(reads.person(id))
  if (person.data && act === 'edit')
    return <PersonForm person={person.data} onClose={onClose} onGiven={onGiven} />
  if (person.data) return <Roles person={person.data} onClose={onClose} />
  return (
    <Window title={t('administration.editPerson')} open onClose={onClose}>
      {person.error ? <Failed error={person.error} onRetry={person.refetch} /> : <Waiting />}
    </Window>
  )
}
