import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { ChoosePeople, type Named } from '../../components/ChoosePeople'
import { ReportList } from '../../components/ReportList'
import { Failed, ProblemNote, Waiting } from '../../components/State'
import { Ask } from '../../components/Window'
import { Problem } from '../../services/problem'
import { makeReport, setSchedule } from '../../services/reports'
import { useAttempt } from '../../store/attempts'
import { tell } from '../../store/notices'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { ReportSchedule, UsageReport } from '../../types/api'
import { dayKey, homeZone } from '../../words/dates'
import { newestPeriod, PeriodFields } from './PeriodFields'

const LetterheadForm = lazy(() => import('./Letterhead').then(module => ({ default: module.LetterheadForm })))
const HeadingForm = lazy(() => import('./Letterhead').then(module => ({ default: module.HeadingForm })))

/** Reports of an organisation: those there are, a new one, and who is sent the next ones by themselves. */
export function Reports({ organisation }: { organisation: string }) {
  const { t } = useTranslation()
  const [making, setMaking] = useState(false)
  const [heading, setHeading] = useState<UsageReport | null>(null)
  const [settingForm, setSettingForm] = useState(false)
  const found = useQuery(reads.reports(organisation))
  return (
    <section className="card usage-chart">
      <div className="spread middle">
        <h2>{t('reports.title')}</h2>
        <div className="row">
          <Button icon="edit" onPress={() => setSettingForm(true)}>
            {t('letterhead.title')}
          </Button>
          <Button icon="plus" onPress={() => setMaking(true)}>
            {t('reports.make')}
          </Button>
        </div>
      </div>
      {found.isPending && <Waiting rows={1} />}
      {found.error && <Failed error={found.error} onRetry={found.refetch} />}
      {found.data?.length === 0 && <p className="soft">{t('reports.none')}</p>}
      {found.data && found.data.length > 0 && (
        <ReportList reports={[...found.data].reverse()} onHead={setHeading} />
      )}
      <Schedules organisation={organisation} />
      <Suspense>
        {settingForm && <LetterheadForm organisation={organisation} onClose={() => setSettingForm(false)} />}
        {heading && <HeadingForm report={heading} onClose={() => setHeading(null)} />}
      </Suspense>
      {making && <Make organisation={organisation} onClose={() => setMaking(false)} />}
    </section>
  )
}

function Make({ organisation, onClose }: { organisation: string; onClose(): void }) {
  const { t } = useTranslation()
  const attempt = useAttempt()
  const today = dayKey(new Date(), homeZone)
  const [period, setPeriod] = useState(() => newestPeriod('month', today))
  const { kind, since } = period
  const [named, setNamed] = useState<Named[]>([])
  const [choosing, setChoosing] = useState(false)
  const colleagues = useQuery(reads.colleagues())
  const make = async () => {
    const report = { period: kind, since, recipients: named.map(one => one.id) }
    await makeReport(organisation, report, attempt.of(report))
    await queries.invalidateQueries({ queryKey: ['reports', organisation] })
    tell(t('reports.done'))
  }
  return (
    <Ask
      title={t('reports.make')}
      open
      onClose={onClose}
      onConfirm={make}
      confirm={t('reports.make')}
      disabled={!since}
    >
      <p className="soft">{t('reports.makeHelp')}</p>
      <PeriodFields value={period} until={today} onChange={setPeriod} />
      <div className="spread middle">
        <span>
          {t('reports.recipients')}:{' '}
          <span className="soft">{named.map(one => one.full_name).join(', ') || t('reports.nobody')}</span>
        </span>
        <Button look="plain" icon="people" onPress={() => setChoosing(true)}>
          {t('reports.choose')}
        </Button>
      </div>
      {choosing && colleagues.data && (
        <ChoosePeople
          title={t('reports.recipients')}
          chosen={named}
          among={colleagues.data}
          onDone={people => {
            setChoosing(false)
            setNamed(people)
          }}
          onClose={() => setChoosing(false)}
        />
      )}
    </Ask>
  )
}

function Schedules({ organisation }: { organisation: string }) {
  const { t } = useTranslation()
  const [choosing, setChoosing] = useState<ReportSchedule | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const found = useQuery(reads.reportSchedules(organisation))
  const colleagues = useQuery({ ...reads.colleagues(), enabled: choosing !== null })
  const choose = async (schedule: ReportSchedule, people: Named[]) => {
    setChoosing(null)
    setProblem(null)
    try {
      await setSchedule(
        organisation,
        schedule.period,
        people.map(one => one.id),
      )
      await queries.invalidateQueries({ queryKey: ['report-schedules', organisation] })
      tell(t('app.saved'))
    } catch (error) {
      setProblem(Problem.of(error))
    }
  }
  return (
    <section className="stack-tight">
      <h3>{t('reports.schedules')}</h3>
      <p className="small soft">{t('reports.schedulesHelp')}</p>
      {problem && <ProblemNote problem={problem} />}
      <ul className="rows">
        {(found.data ?? []).map(schedule => (
          <li key={schedule.period} className="rows-row">
            <span className="grow">
              {t(`reports.every.${schedule.period}`)}:{' '}
              <span className="soft">
                {schedule.recipients.map(one => one.full_name).join(', ') || t('reports.nobody')}
              </span>
            </span>
            <Button look="plain" icon="people" onPress={() => setChoosing(schedule)}>
              {t('reports.recipients')}
            </Button>
          </li>
        ))}
      </ul>
      {choosing && colleagues.data && (
        <ChoosePeople
          title={`${t('reports.recipients')}: ${t(`reports.every.${choosing.period}`)}`}
          chosen={choosing.recipients}
          among={colleagues.data}
          onDone={people => void choose(choosing, people)}
          onClose={() => setChoosing(null)}
        />
      )}
    </section>
  )
}
