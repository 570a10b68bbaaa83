import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { SelectInput, TextInput } from '../../components/fields'
import { ProblemNote } from '../../components/State'
import { correctRow } from '../../services/imports'
import { Problem } from '../../services/problem'
import { tell } from '../../store/notices'
import { goingOn } from '../../store/organisations'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Column, ImportRow, PeopleImport } from '../../types/api'

const columns: readonly Column[] = ['full_name', 'name', 'email', 'phone', 'organisation', 'post']
/** Without them there is nobody; an address may stand for the name. */
const needed: ReadonlySet<Column> = new Set(['full_name', 'name'])
export const labels = {
  full_name: 'administration.fullName',
  name: 'administration.signInName',
  email: 'administration.email',
  phone: 'administration.phone',
  organisation: 'account.organisation',
  post: 'administration.post',
} as const

/** One wrong row: the cells that are wrong at once, the others behind a button. */
export function RowForm({ list, row }: { list: PeopleImport; row: ImportRow }) {
  const { t } = useTranslation()
  const [values, setValues] = useState(row.values)
  const [all, setAll] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const wrong = new Map(row.errors.map(error => [error.column, error.detail]))
  const shown = columns.filter(column => all || wrong.has(column))
  const save = async (chosen: typeof values | null) => {
    setBusy(true)
    setProblem(null)
    try {
      const saved = await correctRow(list.id, row.number, chosen)
      if (saved.outcome !== 'bad')
        tell(t(chosen ? 'imports.rowGood' : 'imports.rowLeftOut', { row: row.number }))
      await queries.invalidateQueries({ queryKey: ['people-import', list.id] })
    } catch (error) {
      setProblem(Problem.of(error))
    } finally {
      setBusy(false)
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void save(values)
  }
  return (
    <li className="rows-row">
      <form
        className="import-row"
        onSubmit={submit}
        aria-label={t('imports.rowNumber', { row: row.number })}
        noValidate
      >
        <p>
          <strong>{t('imports.rowNumber', { row: row.number })}</strong>{' '}
          <span className="soft">{row.values.full_name ?? row.values.name ?? row.values.email}</span>
        </p>
        <div className="import-cells">
          {shown.map(column => (
            <Cell
              key={column}
              column={column}
              value={values[column] ?? ''}
              wrong={wrong.get(column)}
              onChange={value => setValues({ ...values, [column]: value })}
            />
          ))}
        </div>
        {problem && <ProblemNote problem={problem} />}
        <div className="row">
          <Button type="submit" look="primary" isDisabled={busy}>
            {t('imports.check', { row: row.number })}
          </Button>
          <Button isDisabled={busy} onPress={() => void save(null)}>
            {t('imports.leaveOut', { row: row.number })}
          </Button>
          {!all && (
            <Button look="plain" onPress={() => setAll(true)}>
              {t('imports.otherCells')}
            </Button>
          )}
        </div>
      </form>
    </li>
  )
}

interface CellProps {
  column: Column
  value: string
  wrong: string | undefined
  onChange(value: string): void
}

/** A unit is chosen from those that are there, whatever the list calls it. */
function Cell({ column, value, wrong, onChange }: CellProps) {
  const { t } = useTranslation()
  const organisations = useQuery(reads.organisations())
  if (column !== 'organisation')
    return (
      <TextInput
        label={t(labels[column])}
        value={value}
        wrong={wrong}
        onChange={onChange}
        isRequired={needed.has(column)}
        autoComplete="off"
      />
    )
  const units = goingOn(organisations.data ?? []).map(({ organisation }) => ({
    id: organisation.id,
    name: organisation.name,
  }))
  return (
    <div>
      <SelectInput
        label={t(labels.organisation)}
        value={units.some(unit => unit.id === value) ? value : null}
        choices={units}
        {...(wrong && { wrong })}
        onChange={onChange}
      />
      {value && !units.some(unit => unit.id === value) && <p className="small soft">“{value}”</p>}
    </div>
  )
}
