import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Failed, Waiting } from '../../components/State'
import { Ask } from '../../components/Window'
import { sendIndicators } from '../../services/indicators'
import { tell } from '../../store/notices'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { ReceivingSystem } from '../../types/api'
import { addDays, dayKey, homeZone } from '../../words/dates'
import { Values } from './IndicatorValues'
import { newestPeriod, PeriodFields } from './PeriodFields'

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
  const settled = addDays(dayKey(new Date(), homeZone), -settling)
  const [period, setPeriod] = useState(() => newestPeriod(system.periods[0] ?? 'month', settled))
  const { kind, since } = period
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
      <PeriodFields value={period} until={settled} onChange={setPeriod} />
      {found.isPending && <Waiting rows={3} />}
      {found.error && <Failed error={found.error} onRetry={found.refetch} />}
      {found.data && <Values content={found.data} />}
    </Ask>
  )
}
