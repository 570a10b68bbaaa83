import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { isSpan, QuietHoursField, useSpan } from '../../components/QuietHoursField'
import { Failed, ProblemNote, Waiting } from '../../components/State'
import { chooseQuietHours, followUsualQuietHours } from '../../services/messages'
import { Problem } from '../../services/problem'
import { tell } from '../../store/notices'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { OwnQuietHours, QuietHours } from '../../types/api'

/** When mails wait for the morning. */
export function QuietHoursCard() {
  const { t } = useTranslation()
  const hours = useQuery(reads.quietHours())
  return (
    <section className="card stack">
      <h2>{t('quietHours.title')}</h2>
      {hours.isPending && <Waiting rows={2} />}
      {hours.error && <Failed error={hours.error} onRetry={hours.refetch} />}
      {hours.data && <Hours key={JSON.stringify(hours.data)} {...hours.data} />}
    </section>
  )
}

function Hours({ own, usual, ...shown }: OwnQuietHours) {
  const { t } = useTranslation()
  const span = useSpan()
  const [hours, setHours] = useState<QuietHours | null>(own ? shown : null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setProblem(null)
    try {
      const saved = await (hours ? chooseQuietHours(hours) : followUsualQuietHours())
      queries.setQueryData(['quiet-hours'], saved)
      tell(t('quietHours.saved'))
    } catch (error) {
      setProblem(Problem.of(error))
    }
  }
  return (
    <form className="stack" onSubmit={save} noValidate>
      <p className="small soft">{t('quietHours.help')}</p>
      <QuietHoursField
        label={t('quietHours.choose')}
        usual={t('quietHours.usual', { span: span(usual) })}
        times={usual}
        value={hours}
        onChange={setHours}
      />
      {problem && <ProblemNote problem={problem} />}
      <div>
        <Button type="submit" isDisabled={hours !== null && !isSpan(hours)}>
          {t('quietHours.save')}
        </Button>
      </div>
    </form>
  )
}
