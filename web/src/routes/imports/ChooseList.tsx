import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { Button } from '../../components/Button'
import { SelectInput } from '../../components/fields'
import { ProblemNote } from '../../components/State'
import { readList } from '../../services/imports'
import { Problem } from '../../services/problem'
import { goingOn } from '../../store/organisations'
import { administeredBy, usePerson } from '../../store/person'
import { reads } from '../../store/reads'

const kinds = ['.xlsx', '.xls', '.ods', '.csv', '.txt']

export function ChooseList() {
  const { t } = useTranslation()
  const person = usePerson()
  const [, go] = useLocation()
  const organisations = useQuery(reads.organisations())
  const administered = person.roles.find(role => role.role === 'administrator')?.organisation_id
  const [home, setHome] = useState(administered ?? person.organisation.id)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const choose = async (file: File | undefined) => {
    if (!file) return
    setBusy(true)
    setProblem(null)
    try {
      const list = await readList(file, home, crypto.randomUUID())
      go(`/administration/people/import/${list.id}`)
    } catch (error) {
      setProblem(Problem.of(error))
      setBusy(false)
    }
  }
  return (
    <section className="card stack import-choose">
      <p>{t('imports.chooseHelp')}</p>
      <p className="soft">{t('imports.nobodyYet')}</p>
      <SelectInput
        label={t('imports.home')}
        help={t('imports.homeHelp')}
        value={home}
        choices={goingOn(administeredBy(person, organisations.data ?? [])).map(({ organisation }) => ({
          id: organisation.id,
          name: organisation.name,
        }))}
        onChange={setHome}
      />
      {problem && <ProblemNote problem={problem} />}
      <div>
        <FileTrigger acceptedFileTypes={kinds} onSelect={files => void choose(files?.[0])}>
          <Button look="large primary" icon="upload" isDisabled={busy}>
            {t(busy ? 'imports.reading' : 'imports.choose')}
          </Button>
        </FileTrigger>
      </div>
    </section>
  )
}
