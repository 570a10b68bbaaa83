import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { SelectInput } from '../../components/fields'
import { ProblemNote } from '../../components/State'
import { Window } from '../../components/Window'
import { addRole, removeRole } from '../../services/people'
import { Problem } from '../../services/problem'
import { tell } from '../../store/notices'
import { childrenFirst } from '../../store/organisations'
import { administers, administersAbove, usePerson } from '../../store/person'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Person, Role, RoleName } from '../../types/api'

const names: RoleName[] = [
  'secretary',
  'preparer',
  'leader',
  'administrator',
  'operator',
  'auditor',
  'print_desk',
]

/** Roles hold for an organisation and all below it. */
export function Roles({ person, onClose }: { person: Person; onClose(): void }) {
  const { t } = useTranslation()
  const organisations = useQuery(reads.organisations())
  const [name, setName] = useState<RoleName>('secretary')
  const [chosen, setChosen] = useState(person.organisation.id)
  const [leaving, setLeaving] = useState<Role | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const act = async (work: Promise<unknown>) => {
    setProblem(null)
    try {
      await work
      setLeaving(null)
      tell(t('app.saved')) // the roles of people at other bodies are not shown
      await queries.invalidateQueries({ queryKey: ['person', person.id] })
    } catch (error) {
      setProblem(Problem.of(error))
    }
  }
  const me = usePerson()
  const may = (role: RoleName, path: readonly string[]) =>
    role === 'administrator' ? administersAbove(me, path) : administers(me, path)
  const grantable = (organisations.data ?? []).filter(one => may(name, one.path))
  const organisation =
    grantable.find(one => one.id === chosen)?.id ?? childrenFirst(grantable)[0]?.organisation.id
  const pathOf = (id: string) => organisations.data?.find(one => one.id === id)?.path ?? []
  const at = (id: string) => organisations.data?.find(one => one.id === id)?.name ?? id
  return (
    <Window title={`${t('administration.roles')}: ${person.full_name}`} open onClose={onClose}>
      <div className="stack">
        <ul className="rows">
          {(person.roles ?? []).map(role => (
            <li key={`${role.role} ${role.organisation_id}`} className="rows-row">
              <span className="grow">
                {t('administration.roleAt', {
                  role: t(`role.${role.role}`),
                  organisation: at(role.organisation_id),
                })}
              </span>
              {may(role.role, pathOf(role.organisation_id)) &&
                (leaving === role ? (
                  <Button
                    look="primary danger"
                    onPress={() => act(removeRole(person.id, role.role, role.organisation_id))}
                  >
                    {t('administration.removeRoleAsk', {
                      role: t(`role.${role.role}`),
                      name: person.full_name,
                    })}
                  </Button>
                ) : (
                  <Button look="plain danger" onPress={() => setLeaving(role)}>
                    {t('administration.removeRole')}
                  </Button>
                ))}
            </li>
          ))}
        </ul>
        <div className="form-pair">
          <SelectInput
            label={t('administration.addRole')}
            help={t(`administration.roleHelp.${name}`)}
            value={name}
            choices={names.map(id => ({ id, name: t(`role.${id}`) }))}
            onChange={setName}
          />
          <SelectInput
            label={t('account.organisation')}
            value={organisation ?? null}
            choices={childrenFirst(grantable).map(one => ({
              id: one.organisation.id,
              name: one.organisation.name,
            }))}
            onChange={setChosen}
          />
        </div>
        {problem && <ProblemNote problem={problem} />}
        <div className="window-actions">
          <Button look="plain" onPress={onClose}>
            {t('app.close')}
          </Button>
          <Button
            look="primary"
            icon="plus"
            isDisabled={!organisation}
            onPress={() => organisation && act(addRole(person.id, name, organisation))}
          >
            {t('administration.addRole')}
          </Button>
        </div>
      </div>
    </Window>
  )
}
