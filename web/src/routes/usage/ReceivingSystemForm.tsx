import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SelectInput, TextInput, Tick } from '../../components/fields'
import { Failed, Waiting } from '../../components/State'
import { Ask, Window } from '../../components/Window'
import { addReceivingSystem, changeReceivingSystem } from '../../services/indicators'
import { useAttempt } from '../../store/attempts'
import { tell } from '../../store/notices'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import {
  type Indicator,
  type KeyHeader,
  measures,
  type ReceivingSystem,
  type ReceivingSystemWrite,
  type ReportPeriod,
} from '../../types/api'
import { Lines } from './Lines'

const kinds: ReportPeriod[] = ['month', 'quarter', 'year']

interface Props {
  organisation: string
  /** Null for a new one. */
  system: ReceivingSystem | null
  onClose(): void
}

export function ReceivingSystemForm({ organisation, system, onClose }: Props) {
  const { t } = useTranslation()
  const attempt = useAttempt()
  if (!system)
    return (
      <Fields
        organisation={organisation}
        system={null}
        onClose={onClose}
        save={body => addReceivingSystem(organisation, body, attempt.of(body))}
      />
    )
  return (
    <Change organisation={organisation} system={system} onClose={onClose} title={t('indicators.change')} />
  )
}

function Change({
  organisation,
  system,
  onClose,
  title,
}: {
  organisation: string
  system: ReceivingSystem
  onClose(): void
  title: string
}) {
  const found = useQuery(reads.receivingSystem(system.id))
  if (found.data) {
    const { value, etag } = found.data
    return (
      <Fields
        key={etag}
        organisation={organisation}
        system={value}
        onClose={onClose}
        save={body => changeReceivingSystem(value.id, body, etag ?? '')}
      />
    )
  }
  return (
    <Window title={title} open onClose={onClose} wide>
      {found.error ? <Failed error={found.error} onRetry={found.refetch} /> : <Waiting />}
    </Window>
  )
}

interface FieldsProps extends Props {
  save(body: ReceivingSystemWrite): Promise<ReceivingSystem>
}

const fresh: Indicator = { code: '', source: 'meetings_held', unit: '', note: '' }

function Fields({ organisation, system, onClose, save }: FieldsProps) {
  const { t } = useTranslation()
  const [name, setName] = useState(system?.name ?? '')
  const [url, setUrl] = useState(system?.url ?? 'https://')
  const [unitCode, setUnitCode] = useState(system?.unit_code ?? '')
  const [header, setHeader] = useState<KeyHeader>(system?.key_header ?? 'bearer')
  const [secret, setSecret] = useState('')
  const [periods, setPeriods] = useState<ReportPeriod[]>(system?.periods ?? ['month'])
  const [indicators, setIndicators] = useState<Indicator[]>(system?.indicators ?? [])
  const [active, setActive] = useState(system?.active ?? true)
  const confirm = async () => {
    const body = { name, url, unit_code: unitCode, key_header: header, periods, active }
    const lines = indicators.map(one => ({ ...one, unit: one.unit || t('indicators.piece') }))
    await save({ ...body, key: secret || null, indicators: lines })
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['receiving-systems', organisation] }),
      queries.invalidateQueries({ queryKey: ['receiving-system'] }),
      queries.invalidateQueries({ queryKey: ['indicator-sets'] }),
    ])
    tell(t('app.saved'))
  }
  return (
    <Ask
      title={system ? `${t('indicators.change')}: ${system.name}` : t('indicators.add')}
      open
      onClose={onClose}
      onConfirm={confirm}
      confirm={t('app.save')}
      disabled={!name.trim() || url.length < 9}
      wide
    >
      <TextInput label={t('indicators.name')} value={name} onChange={setName} isRequired />
      <TextInput
        label={t('indicators.url')}
        value={url}
        onChange={setUrl}
        help={t('indicators.urlHelp')}
        inputMode="url"
        isRequired
      />
      <div className="form-pair">
        <TextInput
          label={t('indicators.key')}
          value={secret}
          onChange={setSecret}
          help={t(system?.has_key ? 'indicators.keyKept' : 'indicators.keyHelp')}
          type="password"
          autoComplete="off"
        />
        <SelectInput
          label={t('indicators.header')}
          value={header}
          choices={[
            { id: 'bearer', name: 'Authorization: Bearer' },
            { id: 'x_api_key', name: 'X-API-Key' },
          ]}
          onChange={setHeader}
        />
      </div>
      <TextInput label={t('indicators.unitCode')} value={unitCode} onChange={setUnitCode} />
      <fieldset className="plain-set stack-tight">
        <legend>{t('indicators.periods')}</legend>
        {kinds.map(kind => (
          <Tick
            key={kind}
            isSelected={periods.includes(kind)}
            onChange={on => setPeriods(kinds.filter(one => (one === kind ? on : periods.includes(one))))}
          >
            {t(`indicators.every.${kind}`)}
          </Tick>
        ))}
        <p className="small soft">{t('indicators.periodsHelp')}</p>
      </fieldset>
      <Lines
        title={t('indicators.list')}
        add={t('indicators.addOne')}
        lines={indicators}
        fresh={fresh}
        onChange={setIndicators}
        line={(one, change) => <IndicatorFields one={one} onChange={change} />}
      />
      <Tick isSelected={active} onChange={setActive}>
        {t('indicators.active')}
      </Tick>
    </Ask>
  )
}

function IndicatorFields({ one, onChange }: { one: Indicator; onChange(part: Partial<Indicator>): void }) {
  const { t } = useTranslation()
  const figures = t('usage.figures', { returnObjects: true }) as Record<string, string>
  const sources = [
    ...measures.map(id => ({ id: `measure.${id}`, name: `${t(`measure.${id}`)} (%)` })),
    ...Object.entries(figures).map(([id, name]) => ({ id: sourceOf(id), name })),
  ]
  return (
    <>
      <div className="form-pair">
        <SelectInput
          label={t('usage.figure')}
          value={one.source}
          choices={sources}
          onChange={source =>
            onChange({ source, ...(source.startsWith('measure.') && !one.unit && { unit: '%' }) })
          }
        />
        <TextInput
          label={t('indicators.code')}
          value={one.code}
          onChange={code => onChange({ code })}
          isRequired
        />
      </div>
      <div className="form-pair">
        <TextInput
          label={t('indicators.unit')}
          value={one.unit}
          onChange={unit => onChange({ unit })}
          isRequired
        />
        <TextInput label={t('indicators.note')} value={one.note} onChange={note => onChange({ note })} />
      </div>
    </>
  )
}

/** Words cannot have a dot in their name: `deliveries_mail_succeeded` stands for `deliveries.mail.succeeded`. */
function sourceOf(word: string): string {
  return /^deliver(ies|y_seconds)_(mail|inbox|push)/.test(word)
    ? word.replace(/_(mail|inbox|push)/, '.$1').replace(/_(succeeded|failed)$/, '.$1')
    : word
}
