import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DayField } from '../../components/DateTime'
import { SelectInput, TextInput } from '../../components/fields'
import { Failed, Waiting } from '../../components/State'
import { Ask, Window } from '../../components/Window'
import { setYardsticks } from '../../services/usage'
import { tell } from '../../store/notices'
import { useLanguage } from '../../store/person'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import { type Measure, measures, type Yardsticks as Own, type PaperRate, type Target } from '../../types/api'
import { dayKey, homeZone } from '../../words/dates'
import { Lines } from './Lines'

interface Props {
  organisation: string
  name: string
  onClose(): void
}

/** What an organisation has set itself; what it leaves empty, the body above decides. */
export function Yardsticks({ organisation, name, onClose }: Props) {
  const { t } = useTranslation()
  const found = useQuery(reads.yardsticks(organisation))
  if (found.data)
    return (
      <Form
        key={found.data.etag}
        own={found.data.value}
        etag={found.data.etag ?? ''}
        name={name}
        onClose={onClose}
      />
    )
  return (
    <Window title={t('usage.setYardsticks')} open onClose={onClose} wide>
      {found.error ? <Failed error={found.error} onRetry={found.refetch} /> : <Waiting />}
    </Window>
  )
}

function Form({ own, etag, name, onClose }: { own: Own; etag: string; name: string; onClose(): void }) {
  const { t } = useTranslation()
  const [minutes, setMinutes] = useState(own.baseline ? String(own.baseline.minutes) : '')
  const [source, setSource] = useState(own.baseline?.source ?? '')
  const [rates, setRates] = useState<PaperRate[]>(own.paper)
  const [targets, setTargets] = useState<Target[]>(own.targets)
  const today = dayKey(new Date(), homeZone)
  const save = async () => {
    const baseline =
      minutes.trim() || source.trim() ? { minutes: Number(minutes), source: source.trim() } : null
    await setYardsticks(own.organisation_id, { paper: rates, baseline, targets }, etag)
    tell(t('app.saved'))
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['yardsticks', own.organisation_id] }),
      queries.invalidateQueries({ queryKey: ['usage'] }),
    ])
  }
  return (
    <Ask
      title={t('usage.setYardsticks')}
      open
      onClose={onClose}
      onConfirm={save}
      confirm={t('app.save')}
      wide
    >
      <p className="soft">{t('usage.yardsticksHelp', { name })}</p>
      <h3>{t('usage.baseline')}</h3>
      <div className="form-pair">
        <TextInput
          label={t('usage.baselineMinutes')}
          value={minutes}
          onChange={setMinutes}
          inputMode="numeric"
        />
        <TextInput label={t('usage.source')} value={source} onChange={setSource} />
      </div>
      <Lines
        title={t('usage.rates')}
        add={t('usage.addRate')}
        lines={rates}
        fresh={{
          since: `${today.slice(0, 7)}-01`,
          dong_per_page: 350,
          grams_per_sheet: 5,
          pages_per_sheet: 2,
          source: '',
        }}
        onChange={setRates}
        line={(rate, change) => <RateFields rate={rate} onChange={change} />}
      />
      <Lines
        title={t('usage.targets')}
        add={t('usage.addTarget')}
        lines={targets}
        fresh={{
          measure: 'meetings_shorter',
          level: 'province',
          percent: 30,
          since: `${today.slice(0, 4)}-01-01`,
          until: null,
          source: '',
        }}
        onChange={setTargets}
        line={(target, change) => <TargetFields target={target} onChange={change} />}
      />
    </Ask>
  )
}

interface FieldsProps<Line> {
  onChange(part: Partial<Line>): void
}

function RateFields({ rate, onChange }: FieldsProps<PaperRate> & { rate: PaperRate }) {
  const { t } = useTranslation()
  return (
    <>
      <div className="form-pair">
        <DayField
          label={t('usage.rateSince')}
          value={rate.since}
          onChange={since => since && onChange({ since })}
        />
        <TextInput
          label={t('usage.dongPerPage')}
          value={String(rate.dong_per_page)}
          onChange={text => onChange({ dong_per_page: Number(text) })}
          inputMode="numeric"
          isRequired
        />
      </div>
      <div className="form-pair">
        <DecimalInput
          label={t('usage.gramsPerSheet')}
          value={rate.grams_per_sheet}
          onChange={grams_per_sheet => onChange({ grams_per_sheet })}
        />
        <SelectInput
          label={t('usage.sides')}
          value={String(rate.pages_per_sheet)}
          choices={[
            { id: '2', name: t('usage.twoSides') },
            { id: '1', name: t('usage.oneSide') },
          ]}
          onChange={sides => onChange({ pages_per_sheet: sides === '1' ? 1 : 2 })}
        />
      </div>
      <TextInput
        label={t('usage.source')}
        value={rate.source}
        onChange={source => onChange({ source })}
        isRequired
      />
    </>
  )
}

/** What is typed stays as it is typed, with the language's comma. */
function DecimalInput({
  label,
  value,
  onChange,
}: {
  label: string
  value: number
  onChange(value: number): void
}) {
  const [text, setText] = useState(String(value).replace('.', ','))
  const change = (typed: string) => {
    setText(typed)
    onChange(Number(typed.replace(',', '.')))
  }
  return <TextInput label={label} value={text} onChange={change} inputMode="decimal" isRequired />
}

function TargetFields({ target, onChange }: FieldsProps<Target> & { target: Target }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const levels = useQuery(reads.levels()).data ?? []
  return (
    <>
      <div className="form-pair">
        <SelectInput
          label={t('usage.measure')}
          value={target.measure}
          choices={measures.map(id => ({ id, name: t(`measure.${id}`) }))}
          onChange={(measure: Measure) => onChange({ measure })}
        />
        <SelectInput
          label={t('usage.level')}
          value={target.level}
          choices={levels.map(level => ({ id: level.code, name: level.names[language] }))}
          onChange={level => onChange({ level })}
        />
      </div>
      <TextInput
        label={t('usage.percent')}
        value={String(target.percent)}
        onChange={text => onChange({ percent: Number(text) })}
        inputMode="numeric"
        isRequired
      />
      <div className="form-pair">
        <DayField
          label={t('usage.from')}
          value={target.since}
          onChange={since => since && onChange({ since })}
        />
        <DayField
          label={t('usage.targetEnd')}
          value={target.until ?? ''}
          onChange={until => onChange({ until: until || null })}
        />
      </div>
      <TextInput
        label={t('usage.source')}
        value={target.source}
        onChange={source => onChange({ source })}
        isRequired
      />
    </>
  )
}
