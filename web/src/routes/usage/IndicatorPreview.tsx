import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SelectInput } from '../../components/fields'
import { Failed, Waiting } from '../../components/State'
import { Ask } from '../../components/Window'
import { sendIndicators } from '../../services/indicators'
import { tell } from '../../store/notices'
import { useLanguage } from '../../store/person'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { ReceivingSystem, ReportPeriod } from '../../types/api'
import { addDays, dayKey, homeZone } from '../../words/dates'
import { Values } from './IndicatorValues'
import { endedPeriods, setName } from './period'

const kinds: ReportPeriod[] = ['month', 'quarter', 'year']

/** Days after a period in which its figures are not settled yet. */
const settling = 6

interface Props {
  system: ReceivingSystem
  may: boolean
  onClose(): void
}

/** What would be sent of a period now; and, for one that was not sent by itself, the way to send it. */
export function IndicatorPreview({ system, may, onClose }: Props) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [kind, setKind] = useState<ReportPeriod>(system.periods[0] ?? 'month')
  const periods = endedPeriods(kind, addDays(dayKey(new Date(), homeZone), -settling))
  const [chosen, setChosen] = useState<string | null>(null)
  const since = periods.find(day => day === chosen) ?? periods[0] ?? ''
  const found = useQuery(reads.indicatorPreview(system.id, kind, since))
  const send = async () => {
    await sendIndicators(system.id, kind, since)
    await queries.invalidateQueries({ queryKey: ['indicator-sets', system.id] })
    tell(t('indicators.asked'))
  }
  return (
    <Ask
      title={`${t('indicators.preview')}: ${system.name}`}
      open
      onClose={onClose}
      onConfirm={send}
      confirm={t('indicators.send')}
      disabled={!may || !system.active || system.indicators.length === 0}
      wide
    >
      <div className="form-pair">
        <SelectInput
          label={t('reports.kind')}
          value={kind}
          choices={kinds.map(id => ({ id, name: t(`reports.every.${id}`) }))}
          onChange={setKind}
        />
        <SelectInput
          label={t('reports.period')}
          value={since}
          choices={periods.map(id => ({ id, name: setName(t, language, kind, id) }))}
          onChange={setChosen}
        />
      </div>
      {found.isPending && <Waiting rows={3} />}
      {found.error && <Failed error={found.error} onRetry={found.refetch} />}
      {found.data && <Values content={found.data} />}
    </Ask>
  )
}
