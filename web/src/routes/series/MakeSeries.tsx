import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DayField } from '../../components/DateTime'
import { SelectInput, Tick } from '../../components/fields'
import { ProblemNote } from '../../components/State'
import { Ask } from '../../components/Window'
import { Problem } from '../../services/problem'
import { makeSeries, seriesDays } from '../../services/series'
import { useAttempt } from '../../store/attempts'
import { tell } from '../../store/notices'
import { useLanguage } from '../../store/person'
import { queries } from '../../store/queries'
import type { Meeting, SeriesRule } from '../../types/api'
import { addDays, clock, day, dayKey, instantOf } from '../../words/dates'

type Shape = 'weekly' | 'fortnightly' | 'month_day' | 'nth' | 'last'
type DaysOff = NonNullable<SeriesRule['days_off']>

const shapes: Shape[] = ['weekly', 'fortnightly', 'month_day', 'nth', 'last']
const policies: DaysOff[] = ['skip', 'before', 'after', 'keep']
const names = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const

/** The rule follows the meeting's own day; the days it gives are shown, and each can be left out. */
export function MakeSeries({ meeting, onClose }: { meeting: Meeting; onClose(): void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const attempt = useAttempt()
  const first = dayKey(meeting.starts_at, meeting.zone)
  const [shape, setShape] = useState<Shape>('weekly')
  const [policy, setPolicy] = useState<DaysOff>('skip')
  const [until, setUntil] = useState(addDays(first, 84))
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [withAgenda, setWithAgenda] = useState(true)
  const [withRoom, setWithRoom] = useState(true)
  const rule = ruleOf(shape, first, until, policy)
  const days = useQuery({
    queryKey: ['series-days', meeting.id, rule],
    queryFn: () => seriesDays(meeting.id, rule),
    enabled: Boolean(until),
    retry: false,
  })
  const planned = days.data ?? []
  const make = async () => {
    const taken = { with_agenda: withAgenda, with_room: withRoom }
    const whole = { ...rule, exceptions: [...left] }
    const job = await makeSeries(meeting.id, whole, taken, attempt.of([whole, taken]))
    tell(t('series.made', { count: job.total }))
    await queries.invalidateQueries({ queryKey: ['meetings'] })
    await queries.invalidateQueries({ queryKey: ['meeting', meeting.id] })
  }
  return (
    <Ask
      title={t('series.make')}
      open
      onClose={onClose}
      onConfirm={make}
      confirm={t('series.makeCount', { count: planned.filter(one => !left.has(one.on)).length })}
      disabled={!planned.some(one => !left.has(one.on))}
      wide
    >
      <div className="form-pair">
        <SelectInput
          label={t('series.rule')}
          value={shape}
          choices={shapes.map(id => ({ id, name: t(`series.${id}`) }))}
          onChange={setShape}
        />
        <DayField label={t('series.until')} value={until} onChange={setUntil} />
      </div>
      <SelectInput
        label={t('series.daysOff')}
        value={policy}
        choices={policies.map(id => ({ id, name: t(`series.${id}`) }))}
        onChange={setPolicy}
      />
      <Tick isSelected={withAgenda} onChange={setWithAgenda}>
        {t('series.withAgenda')}
      </Tick>
      {meeting.room && !meeting.room.gone && (
        <Tick isSelected={withRoom} onChange={setWithRoom}>
          {t('series.withRoom', { room: meeting.room.name })}
        </Tick>
      )}
      {days.error && <ProblemNote problem={Problem.of(days.error)} />}
      {planned.length > 0 && (
        <div className="stack-tight">
          <strong id="series-days">{t('series.days')}</strong>
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset draws its own frame */}
          <div role="group" aria-labelledby="series-days" className="tick-grid series-days">
            {planned.map(one => (
              <Tick
                key={one.on}
                isSelected={!left.has(one.on)}
                onChange={wanted =>
                  setLeft(new Set(wanted ? [...left].filter(other => other !== one.on) : [...left, one.on]))
                }
              >
                <span className="number">{day(noon(one.on, meeting.zone), meeting.zone, language)}</span>
                {one.on !== one.ruled && <span className="tiny late"> {t('series.moved')}</span>}
                {withRoom && one.taken && (
                  <span className="tiny late"> {t('series.roomTaken', hours(one.taken, meeting.zone))}</span>
                )}
              </Tick>
            ))}
          </div>
        </div>
      )}
    </Ask>
  )
}

function hours(taken: { starts_at: string; ends_at: string }, zone: string) {
  return { from: clock(taken.starts_at, zone), to: clock(taken.ends_at, zone) }
}

function noon(key: string, zone: string) {
  return instantOf(key, '12:00', zone)
}

export function ruleOf(shape: Shape, first: string, until: string, days_off: DaysOff): SeriesRule {
  const weekday = names[new Date(`${first}T12:00:00Z`).getUTCDay()] ?? 'MO'
  const of = Number(first.slice(8))
  const common = { until, days_off, interval: shape === 'fortnightly' ? 2 : 1, exceptions: [] }
  if (shape === 'weekly' || shape === 'fortnightly')
    return { ...common, frequency: 'weekly', weekdays: [weekday] }
  if (shape === 'month_day') return { ...common, frequency: 'monthly', weekdays: [], month_day: of }
  const nth = (shape === 'last' ? -1 : Math.ceil(of / 7)) as NonNullable<SeriesRule['nth']>
  return { ...common, frequency: 'monthly', weekdays: [weekday], nth }
}
