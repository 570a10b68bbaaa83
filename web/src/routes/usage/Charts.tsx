import { useTranslation } from 'react-i18next'
import {
  Bar,
  BarChart,
  CartesianGrid,
  Legend,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { useLanguage } from '../../store/person'
import type { Usage } from '../../types/api'
import { Chart } from './Chart'
import { figure, shareOf, written } from './figures'
import { periodName } from './period'

const height = 260
const rowHeight = 34
const mostUnits = 12
const ink = 'var(--ink-soft)'
const line = 'var(--line)'
const axis = { stroke: line, tick: { fill: ink, fontSize: 14 } }
const shade = { fill: 'var(--sunken)' }
const label = {
  background: 'var(--paper)',
  border: '1px solid var(--line)',
  borderRadius: 8,
  color: 'var(--ink)',
}

export function MeetingsChart({ usage }: { usage: Usage }) {
  const { t } = useTranslation()
  const { number } = written(useLanguage(), t('usage.notRecorded'))
  const data = usage.series.map(one => ({
    period: periodName(one.period),
    called: figure(one.figures, 'meetings_called'),
    held: figure(one.figures, 'meetings_held'),
  }))
  const most = data.reduce((best, one) => ((one.called ?? 0) > (best?.called ?? 0) ? one : best), data[0])
  const said = t('usage.meetingsSaid', {
    called: number(figure(usage.figures, 'meetings_called')),
    held: number(figure(usage.figures, 'meetings_held')),
    most: most?.period ?? '',
  })
  return (
    <Chart
      title={t('usage.meetings')}
      said={said}
      columns={[t('usage.time'), t('usage.called'), t('usage.heldShort')]}
      rows={data.map(one => [one.period, number(one.called), number(one.held)])}
    >
      <ResponsiveContainer width="100%" height={height}>
        <BarChart data={data} accessibilityLayer={false} margin={{ left: -16, right: 8 }}>
          <CartesianGrid vertical={false} stroke={line} />
          <XAxis dataKey="period" {...axis} minTickGap={12} />
          <YAxis allowDecimals={false} {...axis} />
          <Tooltip cursor={shade} contentStyle={label} formatter={value => number(Number(value))} />
          <Legend />
          <Bar
            dataKey="called"
            name={t('usage.called')}
            fill="var(--line-strong)"
            isAnimationActive={false}
          />
          <Bar dataKey="held" name={t('usage.heldShort')} fill="var(--blue)" isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </Chart>
  )
}

export function ReadingChart({ usage }: { usage: Usage }) {
  const { t } = useTranslation()
  const { percent } = written(useLanguage(), t('usage.notRecorded'))
  const data = usage.series.map(one => ({
    period: periodName(one.period),
    share: shareOf(one.figures, 'people_opened', 'people_entitled'),
  }))
  const whole = shareOf(usage.figures, 'people_opened', 'people_entitled')
  return (
    <Chart
      title={t('usage.reading')}
      said={t('usage.readingSaid', { share: percent(whole) })}
      columns={[t('usage.time'), t('usage.share')]}
      rows={data.map(one => [one.period, percent(one.share)])}
    >
      <ResponsiveContainer width="100%" height={height}>
        <LineChart data={data} accessibilityLayer={false} margin={{ left: -4, right: 8 }}>
          <CartesianGrid vertical={false} stroke={line} />
          <XAxis dataKey="period" {...axis} minTickGap={12} />
          <YAxis domain={[0, 1]} ticks={[0, 0.25, 0.5, 0.75, 1]} tickFormatter={percent} {...axis} />
          <Tooltip contentStyle={label} formatter={value => percent(Number(value))} />
          <Line
            dataKey="share"
            name={t('usage.share')}
            stroke="var(--blue)"
            strokeWidth={3}
            dot={{ r: 4, fill: 'var(--blue)' }}
            connectNulls
            isAnimationActive={false}
          />
        </LineChart>
      </ResponsiveContainer>
    </Chart>
  )
}

/** All units stand in the table; the picture has room for those with most meetings. */
export function UnitsChart({ usage }: { usage: Usage }) {
  const { t } = useTranslation()
  const { number, percent } = written(useLanguage(), t('usage.notRecorded'))
  const units = usage.units
    .map(unit => ({ ...unit, called: figure(unit.figures, 'meetings_called') ?? 0 }))
    .sort((one, other) => other.called - one.called)
  const shown = units.slice(0, mostUnits)
  return (
    <Chart
      title={t('usage.units')}
      said={t('usage.unitsSaid', { count: units.length, most: units[0]?.name ?? '' })}
      columns={[
        t('usage.unit'),
        t('usage.called'),
        t('usage.heldShort'),
        t('usage.minutes'),
        t('usage.opened'),
      ]}
      rows={units.map(unit => [
        unit.name,
        number(figure(unit.figures, 'meetings_called')),
        number(figure(unit.figures, 'meetings_held')),
        percent(shareOf(unit.figures, 'minutes_held', 'minutes_planned')),
        percent(shareOf(unit.figures, 'people_opened', 'people_entitled')),
      ])}
    >
      <ResponsiveContainer width="100%" height={shown.length * rowHeight + 40}>
        <BarChart data={shown} layout="vertical" accessibilityLayer={false} margin={{ left: 8, right: 24 }}>
          <CartesianGrid horizontal={false} stroke={line} />
          <XAxis type="number" allowDecimals={false} {...axis} />
          <YAxis type="category" dataKey="short_name" width={110} {...axis} />
          <Tooltip cursor={shade} contentStyle={label} formatter={value => number(Number(value))} />
          <Bar dataKey="called" name={t('usage.called')} fill="var(--blue)" isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </Chart>
  )
}
