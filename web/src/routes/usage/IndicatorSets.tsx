import { useQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { Icon } from '../../components/Icon'
import { Failed, ProblemNote, Waiting } from '../../components/State'
import { sendAgain } from '../../services/indicators'
import { Problem } from '../../services/problem'
import { isLost } from '../../store/lost'
import { tell } from '../../store/notices'
import { useLanguage } from '../../store/person'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { IndicatorSet, IndicatorTry, ReceivingSystem } from '../../types/api'
import { homeZone, shortMoment } from '../../words/dates'
import { Values } from './IndicatorValues'
import { setName } from './period'

/** The sets of one system, the latest period first, each with what was sent and every try. */
export function IndicatorSets({ system, may }: { system: ReceivingSystem; may: boolean }) {
  const { t } = useTranslation()
  const found = useQuery(reads.indicatorSets(system.id))
  if (found.isPending) return <Waiting rows={1} />
  if (isLost(found)) return <Failed error={found.error} onRetry={found.refetch} />
  if (found.data.length === 0) return <p className="soft">{t('indicators.noSets')}</p>
  return (
    <ul className="rows">
      {found.data.map(one => (
        <SetRow key={one.id} one={one} may={may && system.active} />
      ))}
    </ul>
  )
}

function SetRow({ one, may }: { one: IndicatorSet; may: boolean }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [problem, setProblem] = useState<Problem | null>(null)
  const name = setName(t, language, one.period, one.since)
  const again = async () => {
    setProblem(null)
    try {
      await sendAgain(one.id)
      await queries.invalidateQueries({ queryKey: ['indicator-sets', one.system_id] })
      tell(t('indicators.asked'))
    } catch (error) {
      setProblem(Problem.of(error))
    }
  }
  return (
    <li className="rows-row indicator-set">
      <div className="grow stack-tight">
        <div className="spread middle">
          <strong>{name}</strong>
          <span className={one.state === 'acknowledged' ? 'with-icon' : 'soft'}>
            {one.state === 'acknowledged' && <Icon name="check" />}
            {said(t, one)}
          </span>
        </div>
        {problem && <ProblemNote problem={problem} />}
        <details>
          <summary>{t('indicators.tries', { count: one.attempts })}</summary>
          <Tries tries={one.tries} />
        </details>
        <details>
          <summary>{t('indicators.sent')}</summary>
          <Values content={one.content} />
        </details>
      </div>
      {may && (
        <Button look="plain" icon="mail" isDisabled={one.state === 'sending'} onPress={() => void again()}>
          {t(one.state === 'acknowledged' ? 'indicators.again' : 'indicators.now')}
          <span className="hidden"> {name}</span>
        </Button>
      )}
    </li>
  )
}

function said(t: TFunction, one: IndicatorSet): string {
  if (one.state === 'acknowledged' && one.acknowledged_at)
    return t('indicators.state.acknowledged', { at: shortMoment(one.acknowledged_at, homeZone) })
  if (one.state === 'waiting' && one.next_attempt_at)
    return t('indicators.state.waiting', { at: shortMoment(one.next_attempt_at, homeZone) })
  return t(one.state === 'stopped' ? 'indicators.state.stopped' : 'indicators.state.sending')
}

function Tries({ tries }: { tries: readonly IndicatorTry[] }) {
  const { t } = useTranslation()
  if (tries.length === 0) return <p className="soft">{t('indicators.noTries')}</p>
  return (
    <ol className="indicator-tries" reversed start={tries.at(-1)?.number}>
      {[...tries].reverse().map(one => (
        <li key={one.number}>
          <span className="number">{shortMoment(one.at, homeZone)}</span>:{' '}
          <strong>{t(`indicators.outcome.${one.outcome}`)}</strong>
          {one.status !== null && ` (HTTP ${one.status})`}
          {one.asked_by !== null && ` · ${t('indicators.by', { name: one.asked_by })}`}
          {one.answer && <p className="tiny soft indicator-answer">{one.answer}</p>}
        </li>
      ))}
    </ol>
  )
}
