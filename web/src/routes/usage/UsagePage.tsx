import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DayField } from '../../components/DateTime'
import { Segmented, SelectInput } from '../../components/fields'
import { Empty, Failed, Waiting } from '../../components/State'
import { Title } from '../../components/Title'
import type { UsageQuestion } from '../../services/usage'
import { seesUsage, useLanguage, usePerson } from '../../store/person'
import { reads } from '../../store/reads'
import type { Usage } from '../../types/api'
import { dayKey, homeZone, shortMoment } from '../../words/dates'
import '../../style/usage.css'
import { Numbers } from './Chart'
import { MeetingsChart, ReadingChart, UnitsChart } from './Charts'
import { Comparison } from './Comparison'
import { Drill } from './Drill'
import { figure, written } from './figures'
import { Indicators } from './Indicators'
import { Parts } from './Parts'
import { type Days, dayName, daysOf, ordered, type PeriodName, periods } from './period'
import { Reports } from './Reports'
import { Tiles } from './Tiles'

export function UsagePage() {
  const { t } = useTranslation()
  const person = usePerson()
  if (!seesUsage(person))
    return (
      <div className="page">
        <h1>{t('usage.title')}</h1>
        <Empty icon="lock" title={t('usage.denied')} />
      </div>
    )
  return (
    <div className="page">
      <Title text={t('usage.title')} />
      <h1>{t('usage.title')}</h1>
      <Asking />
    </div>
  )
}

function Asking() {
  const { t } = useTranslation()
  const today = dayKey(new Date(), homeZone)
  const [name, setName] = useState<PeriodName>('year')
  const [own, setOwn] = useState<Days>(daysOf('year', today))
  const [organisation, setOrganisation] = useState<string | null>(null)
  const days = name === 'own' ? ordered(own) : daysOf(name, today)
  const question = { ...days, organisation }
  const found = useQuery({ ...reads.usage(question), placeholderData: before => before })
  return (
    <>
      <div className="usage-asked">
        <Segmented
          label={t('usage.period')}
          value={name}
          choices={periods.map(id => ({ id, name: t(`usage.${id}`) }))}
          onChange={setName}
        />
        {name === 'own' && (
          <div className="usage-days">
            <DayField
              label={t('usage.from')}
              value={own.from}
              onChange={from => from && setOwn({ ...own, from })}
            />
            <DayField label={t('usage.to')} value={own.to} onChange={to => to && setOwn({ ...own, to })} />
          </div>
        )}
        <Bodies chosen={organisation ?? found.data?.organisation_id ?? null} onChange={setOrganisation} />
      </div>
      {found.isPending && <Waiting rows={6} />}
      {found.error && <Failed error={found.error} onRetry={found.refetch} />}
      {found.data && <Figures usage={found.data} question={question} />}
    </>
  )
}

/** Where the reader leads or administers, with all below. */
function Bodies({ chosen, onChange }: { chosen: string | null; onChange(id: string): void }) {
  const { t } = useTranslation()
  const person = usePerson()
  const all = useQuery(reads.organisations()).data ?? []
  const own = person.roles
    .filter(role => role.role === 'leader' || role.role === 'administrator')
    .map(role => role.organisation_id)
  const seen = all.filter(one => one.path.some(id => own.includes(id)))
  return (
    <SelectInput
      label={t('usage.organisation')}
      value={chosen}
      choices={seen.map(one => ({ id: one.id, name: one.name }))}
      onChange={onChange}
    />
  )
}

function Figures({ usage, question }: { usage: Usage; question: UsageQuestion }) {
  const { t } = useTranslation()
  const { number } = written(useLanguage(), t('usage.notRecorded'))
  const isEmpty =
    figure(usage.figures, 'meetings_called') === null && figure(usage.figures, 'meetings_held') === null
  return (
    <div className="stack">
      <p className="small soft">
        {t('usage.lead', { name: usage.name, from: dayName(usage.from), to: dayName(usage.to) })}.{' '}
        {usage.as_of && t('usage.asOf', { at: shortMoment(usage.as_of, homeZone) })}
      </p>
      {isEmpty ? (
        <Empty icon="bars" title={t('usage.none')} help={t('usage.noneHelp')} />
      ) : (
        <>
          <Tiles figures={usage.figures} />
          <Comparison usage={usage} />
          <div className="usage-charts">
            <MeetingsChart usage={usage} />
            <ReadingChart usage={usage} />
          </div>
          {usage.units.length > 1 && <UnitsChart usage={usage} />}
          <Parts usage={usage} />
          <Drill question={question} />
          <section className="card usage-chart">
            <h2>{t('usage.all')}</h2>
            <details>
              <summary>{t('usage.table')}</summary>
              <Numbers
                title={t('usage.all')}
                columns={[t('usage.figure'), t('usage.value')]}
                rows={Object.entries(usage.figures).map(([name, value]) => [
                  t(`usage.figures.${name.replaceAll('.', '_')}` as 'usage.figures.meetings_called'),
                  number(value),
                ])}
              />
            </details>
          </section>
        </>
      )}
      <Reports organisation={usage.organisation_id} />
      <Indicators organisation={usage.organisation_id} />
      <p className="tiny soft">{t('usage.withheld')}</p>
    </div>
  )
}
