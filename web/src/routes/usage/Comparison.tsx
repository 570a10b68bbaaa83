import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { useLanguage } from '../../store/person'
import { reads } from '../../store/reads'
import type { Measure, Usage } from '../../types/api'
import { written } from './figures'
import { dayName, periodName } from './period'

const Yardsticks = lazy(() => import('./Yardsticks').then(module => ({ default: module.Yardsticks })))

/** The figures held against what was before, what is wanted, and what paper costs; each with its source. */
export function Comparison({ usage }: { usage: Usage }) {
  const { t } = useTranslation()
  const [setting, setSetting] = useState(false)
  return (
    <section className="card usage-chart">
      <div className="spread middle">
        <h2>{t('usage.comparison')}</h2>
        <Button icon="edit" onPress={() => setSetting(true)}>
          {t('usage.setYardsticks')}
        </Button>
      </div>
      <Before usage={usage} />
      <Targets usage={usage} />
      <Paper usage={usage} />
      <Suspense>
        {setting && (
          <Yardsticks
            organisation={usage.organisation_id}
            name={usage.name}
            onClose={() => setSetting(false)}
          />
        )}
      </Suspense>
    </section>
  )
}

function Before({ usage }: { usage: Usage }) {
  const { t } = useTranslation()
  const { percent, number } = written(useLanguage(), t('usage.notRecorded'))
  const { before, shorter } = usage.comparison
  if (!before) return <p className="soft">{t('usage.noBaseline')}</p>
  const minutes = number(Math.round(before.minutes))
  return (
    <p>
      <strong>
        {shorter !== null && shorter < 0
          ? t('usage.longer', { share: percent(-shorter) })
          : t('usage.shorter', { share: percent(shorter) })}
      </strong>{' '}
      <span className="soft">
        {before.source
          ? t('usage.baselineTyped', { minutes, source: before.source, name: before.set_by ?? '' })
          : t('usage.baselineFirst', { minutes, months: before.months.map(periodName).join(', ') })}
      </span>
    </p>
  )
}

function Targets({ usage }: { usage: Usage }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { percent } = written(language, t('usage.notRecorded'))
  const levels = useQuery(reads.levels()).data ?? []
  const { targets } = usage.comparison
  if (targets.length === 0) return <p className="soft">{t('usage.noTargets')}</p>
  return (
    <ul className="usage-targets">
      {targets.map(one => {
        const level = levels.find(known => known.code === one.level)?.names[language] ?? one.level
        const reached = one.reached !== null && one.reached >= one.percent / 100
        return (
          <li key={`${one.measure} ${one.level}`}>
            <div className="spread">
              <span>
                {t(`measure.${one.measure as Measure}`)} <span className="soft">({level})</span>
              </span>
              <strong className={one.reached === null ? 'soft' : 'number'}>
                {percent(one.reached)}
                {reached && ` – ${t('usage.reached')}`}
              </strong>
            </div>
            <div className="usage-bar" aria-hidden="true">
              <span style={{ inlineSize: `${Math.min(100, Math.max(0, (one.reached ?? 0) * 100))}%` }} />
              <i style={{ insetInlineStart: `${one.percent}%` }} />
            </div>
            <p className="tiny soft">
              {t('usage.targetSays', {
                share: percent(one.percent / 100),
                source: one.source,
                from: dayName(one.since),
              })}
              {one.until && ` ${t('usage.targetUntil', { to: dayName(one.until) })}`}
            </p>
          </li>
        )
      })}
    </ul>
  )
}

function Paper({ usage }: { usage: Usage }) {
  const { t } = useTranslation()
  const { number } = written(useLanguage(), t('usage.notRecorded'))
  const { paper } = usage.comparison
  if (!paper) return <p className="soft">{t('usage.noRate')}</p>
  const said = (cost: { dong: number; grams: number } | null) =>
    cost
      ? t('usage.costSays', {
          dong: number(cost.dong),
          kilograms: number(Math.round(cost.grams / 10) / 100),
        })
      : t('usage.notRecorded')
  const newest = paper.rates.at(-1)
  return (
    <div>
      <p>
        {t('usage.costSaved', { cost: said(paper.saved) })}{' '}
        {t('usage.costPrinted', { cost: said(paper.printed) })}
      </p>
      {newest && (
        <p className="tiny soft">
          {t('usage.rateSays', {
            name: paper.set_by,
            dong: number(newest.dong_per_page),
            grams: number(newest.grams_per_sheet),
            sides: newest.pages_per_sheet,
            source: newest.source,
            from: dayName(newest.since),
          })}
        </p>
      )}
    </div>
  )
}
