import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Tick } from '../../components/fields'
import { Failed, ProblemNote, Waiting } from '../../components/State'
import { Problem } from '../../services/problem'
import { turnPushOff, turnPushOn } from '../../services/push'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'

/** Whether this device shows notices, and if not, why. */
export function DeviceNoticesCard() {
  const { t } = useTranslation()
  const state = useQuery(reads.push())
  const turn = useMutation({
    mutationFn: (on: boolean) => (on ? turnPushOn() : turnPushOff()),
    onSuccess: now => queries.setQueryData(['push'], now),
  })
  const can = state.data === 'on' || state.data === 'off' || state.data === 'away'
  return (
    <section className="card stack">
      <h2>{t('push.title')}</h2>
      {state.isPending && <Waiting rows={2} />}
      {state.error && <Failed error={state.error} onRetry={state.refetch} />}
      {state.data && (
        <>
          <Tick isSelected={state.data === 'on'} isDisabled={!can || turn.isPending} onChange={turn.mutate}>
            {t('push.here')}
          </Tick>
          <p className="small soft">{t(`push.${state.data}`)}</p>
        </>
      )}
      {turn.error && <ProblemNote problem={Problem.of(turn.error)} />}
    </section>
  )
}
