import '../../style/audit.css'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { SelectInput } from '../../components/fields'
import { More } from '../../components/More'
import { Empty, Failed, Waiting } from '../../components/State'
import { Title } from '../../components/Title'
import { exported } from '../../services/audit'
import { Problem } from '../../services/problem'
import { saveFile } from '../../services/saving'
import { tellProblem } from '../../store/notices'
import { useLanguage } from '../../store/person'
import { reads } from '../../store/reads'
import type { AuditEntry, Deed } from '../../types/api'
import { homeZone, moment } from '../../words/dates'

const deeds: readonly Deed[] = [
  'signed_in',
  'sign_in_refused',
  'signed_out',
  'roles_changed',
  'address_changed',
  'second_factor_set',
  'second_factor_removed',
  'slip_issued',
  'person_deactivated',
  'house_rules_decided',
  'paper_submitted',
  'paper_accepted',
  'paper_returned',
  'paper_released',
  'paper_recalled',
  'paper_refused',
  'paper_opened',
  'book_printed',
  'form_printed',
  'people_imported',
  'people_exported',
  'reorganised',
  'receiving_system_changed',
  'indicators_acknowledged',
  'report_schedule_changed',
  'report_sent',
  'audit_exported',
]

type Named = NonNullable<AuditEntry['person']>

/** For auditors: the newest first, by what was done or by whom; the whole record as a file. */
export function Audit() {
  const { t } = useTranslation()
  const [deed, setDeed] = useState<Deed | null>(null)
  const [person, setPerson] = useState<Named | null>(null)
  const found = useInfiniteQuery(reads.audit(deed, person?.id ?? null))
  const entries = found.data?.pages.flatMap(page => page.items) ?? []
  const every = { id: '' as string, name: t('app.all') }
  if (found.error && Problem.of(found.error).denied) return <Failed error={found.error} screen />
  return (
    <div className="page">
      <Title text={t('audit.title')} />
      <div className="spread">
        <h1>{t('audit.title')}</h1>
        <div className="row">
          <Button icon="download" onPress={() => void save('csv')}>
            {t('audit.exportCsv')}
          </Button>
          <Button icon="download" onPress={() => void save('jsonl')}>
            {t('audit.exportJsonl')}
          </Button>
        </div>
      </div>
      <p className="soft">{t('audit.help')}</p>
      <SelectInput
        label={t('audit.deed')}
        value={deed ?? ('' as string)}
        choices={[every, ...deeds.map(id => ({ id: id as string, name: t(`audit.deeds.${id}`) }))]}
        onChange={id => setDeed(deeds.find(one => one === id) ?? null)}
      />
      {person && (
        <p className="notice">
          <span className="grow">{t('audit.only', { name: person.full_name })}</span>
          <Button onPress={() => setPerson(null)}>{t('audit.everybody')}</Button>
        </p>
      )}
      {found.isPending && <Waiting rows={4} />}
      {found.error && <Failed error={found.error} onRetry={found.refetch} />}
      {found.data && entries.length === 0 && <Empty icon="history" title={t('audit.none')} />}
      {entries.length > 0 && <Entries entries={entries} onPerson={setPerson} />}
      <More of={found} />
    </div>
  )
}

function Entries({ entries, onPerson }: { entries: AuditEntry[]; onPerson(person: Named): void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <table className="card audit-table">
      <thead>
        <tr>
          <th scope="col">{t('audit.number')}</th>
          <th scope="col">{t('audit.at')}</th>
          <th scope="col">{t('audit.person')}</th>
          <th scope="col">{t('audit.deed')}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map(entry => (
          <tr key={entry.number}>
            <td className="number soft">{entry.number}</td>
            <td className="number">{moment(entry.at, homeZone, language)}</td>
            <td>{entry.person ? <Name of={entry.person} onPerson={onPerson} /> : t('audit.schedule')}</td>
            <td>
              {t(`audit.deeds.${entry.deed}`)}
              {entry.about && (
                <span className="small soft">
                  {' '}
                  {t('audit.about')} <Name of={entry.about} onPerson={onPerson} />
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Name({ of, onPerson }: { of: Named; onPerson(person: Named): void }) {
  return (
    <button type="button" className="link-button" onClick={() => onPerson(of)}>
      {of.full_name}
    </button>
  )
}

async function save(format: 'csv' | 'jsonl'): Promise<void> {
  try {
    saveFile(await exported(format), `audit.${format}`)
  } catch (error) {
    tellProblem(error)
  }
}
