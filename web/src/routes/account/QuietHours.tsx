import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { ClockField } from '../../components/DateTime'
import { Tick } from '../../components/fields'
import { Failed, ProblemNote, Waiting } from '../../components/State'
import { chooseQuietHours } from '../../services/messages'
import { Problem } from '../../services/problem'
import { tell } from '../../store/notices'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { QuietHours } from '../../types/api'

/** When mails wait for the morning. */
export function QuietHoursCard() {
  const { t } = useTranslation()
  const hours = useQuery(reads.quietHours())
  return (
    <section className="card stack">
      <h2>{t('quietHours.title')}</h2>
      {hours.isPending && <Waiting rows={2} />}
      {hours.error && <Failed error={hours.error} onRetry={hours.refetch} />}
      {hours.data && <Hours key={JSON.stringify(hours.data)} usual={hours.data} />}
    </section>
  )
}

function Hours({ usual }: { usual: QuietHours }) {
  const { t } = useTranslation()
  const [hours, setHours] = useState(usual)
  const [problem, setProblem] = useState<Problem | null>(null)
  const same = hours.on && hours.begins === hours.ends
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setProblem(null)
    try {
      queries.setQueryData(['quiet-hours'], await chooseQuietHours(hours))
      tell(t('quietHours.saved'))
    } catch (error) {
      setProblem(Problem.of(error))
    }
  }
  return (
    <form className="stack" onSubmit={save} noValidate>
      <p className="small soft">{t('quietHours.help')}</p>
      <Tick isSelected={hours.on} onChange={on => setHours({ ...hours, on })}>
        {t('quietHours.on')}
      </Tick>
      {hours.on && (
        <div className="halves">
          <ClockField
            label={t('quietHours.begins')}
            value={hours.begins}
            onChange={begins => setHours({ ...hours, begins })}
          />
          <ClockField
            label={t('quietHours.ends')}
            value={hours.ends}
            onChange={ends => setHours({ ...hours, ends })}
            wrong={same ? t('quietHours.same') : null}
          />
        </div>
      )}
      {problem && <ProblemNote problem={problem} />}
      <div>
        <Button type="submit" isDisabled={same || !hours.begins || !hours.ends}>
          {t('quietHours.save')}
        </Button>
      </div>
    </form>
  )
}
