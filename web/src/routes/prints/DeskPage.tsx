import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton, LinkButton } from '../../components/Button'
import { Icon } from '../../components/Icon'
import { Failed, ProblemNote, Waiting } from '../../components/State'
import { Title } from '../../components/Title'
import { countPrint, sayComplete, strikePrint } from '../../services/prints'
import { Problem } from '../../services/problem'
import { isLost } from '../../store/lost'
import { tell, tellProblem } from '../../store/notices'
import { servesPrintDesk, useLanguage, usePerson } from '../../store/person'
import { reads } from '../../store/reads'
import type { Desk, Print, Taken } from '../../types/api'
import { moment, shortMoment } from '../../words/dates'
import { PrintForm } from './PrintForm'
import { refresh } from './refresh'
import { takenName } from './taken'

/** The paper of one meeting: what was printed on request, and whether that is all. */
export function DeskPage({ meeting }: { meeting: string }) {
  const { t } = useTranslation()
  const found = useQuery(reads.desk(meeting))
  const person = usePerson()
  if (found.isPending) return <Waiting rows={4} />
  if (isLost(found)) return <Failed error={found.error} onRetry={found.refetch} screen />
  const back = servesPrintDesk(person)
    ? { href: '/print-desk', name: t('prints.title') }
    : { href: `/meetings/${meeting}/papers`, name: t('meeting.papers') }
  return (
    <div className="page">
      <Title text={t('prints.title')} />
      <div>
        <LinkButton href={back.href} look="plain" icon="left">
          {back.name}
        </LinkButton>
      </div>
      <Paper desk={found.data} />
    </div>
  )
}

function Paper({ desk }: { desk: Desk }) {
  const language = useLanguage()
  return (
    <div className="stack">
      <header className="stack-tight">
        <h1>{desk.title}</h1>
        <p className="soft number">{moment(desk.starts_at, desk.zone, language)}</p>
      </header>
      <PrintForm desk={desk} />
      <Entries desk={desk} />
      <Completeness desk={desk} />
    </div>
  )
}

function Entries({ desk }: { desk: Desk }) {
  const { t } = useTranslation()
  const number = new Intl.NumberFormat(useLanguage() === 'vi' ? 'vi-VN' : 'en-GB')
  const strike = async (entry: Print) => {
    await strikePrint(desk.meeting_id, entry.id)
    await refresh(desk.meeting_id)
    const { document_id, pages, copies, reason } = entry
    tell(t('prints.struck'), async () => {
      await countPrint(desk.meeting_id, { document_id, pages, copies, reason }, crypto.randomUUID())
      await refresh(desk.meeting_id)
    })
  }
  if (desk.prints.length === 0 && desk.taken.length === 0)
    return <p className="soft">{t('prints.noEntries')}</p>
  return (
    <section className="card stack">
      <h2>{t('prints.entries', { pages: number.format(desk.pages_printed) })}</h2>
      <ul className="rows">
        {desk.prints.map(entry => (
          <li key={entry.id} className="rows-row">
            <div className="grow stack-tight">
              <strong>{entry.title ?? t('prints.other')}</strong>
              <span className="number">
                {t('prints.amount', {
                  pages: number.format(entry.pages),
                  copies: number.format(entry.copies),
                  total: number.format(entry.pages * entry.copies),
                })}
              </span>
              <span className="small">{entry.reason}</span>
              <span className="tiny soft">
                {t('prints.by', { name: entry.counted_by, at: shortMoment(entry.counted_at, desk.zone) })}
              </span>
            </div>
            <IconButton
              icon="trash"
              label={t('prints.strike')}
              onPress={() => void strike(entry).catch(tellProblem)}
            />
          </li>
        ))}
        {desk.taken.map(one => (
          <TakenRow key={`${one.source} ${one.form} ${one.taken_at}`} taken={one} zone={desk.zone} />
        ))}
      </ul>
      {desk.taken.length > 0 && <p className="small soft">{t('prints.takenHelp')}</p>}
    </section>
  )
}

/** What Hop has counted by itself: nobody need enter it, or may strike it out. */
function TakenRow({ taken, zone }: { taken: Taken; zone: string }) {
  const { t } = useTranslation()
  return (
    <li className="rows-row">
      <div className="grow stack-tight">
        <strong>{takenName(t, taken)}</strong>
        <span className="number">{t('prints.pagesOf', { count: taken.pages })}</span>
        <span className="tiny soft">{t('prints.takenAt', { at: shortMoment(taken.taken_at, zone) })}</span>
      </div>
    </li>
  )
}

function Completeness({ desk }: { desk: Desk }) {
  const { t } = useTranslation()
  const [problem, setProblem] = useState<Problem | null>(null)
  const say = async (complete: boolean) => {
    setProblem(null)
    try {
      await sayComplete(desk.meeting_id, complete)
      await refresh(desk.meeting_id)
    } catch (error) {
      setProblem(Problem.of(error))
    }
  }
  return (
    <section className="card stack">
      <h2>{t('prints.completeness')}</h2>
      <p className={desk.complete ? 'with-icon' : 'soft'}>
        {desk.complete && <Icon name="check" />}
        {t(desk.complete ? 'prints.isComplete' : 'prints.isNotComplete')}
      </p>
      {problem && <ProblemNote problem={problem} />}
      <div>
        {desk.complete ? (
          <Button onPress={() => void say(false)}>{t('prints.reopen')}</Button>
        ) : (
          <Button look="primary" icon="check" onPress={() => void say(true)}>
            {t(desk.prints.length === 0 ? 'prints.nothing' : 'prints.all')}
          </Button>
        )}
      </div>
    </section>
  )
}
