import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { Button } from '../../components/Button'
import { DeadlineList } from '../../components/DeadlineList'
import { Tick } from '../../components/fields'
import { Icon } from '../../components/Icon'
import { When } from '../../components/Meeting'
import { ProblemNote } from '../../components/State'
import { releaseAll } from '../../services/documents'
import { callMeeting } from '../../services/meetings'
import { Problem } from '../../services/problem'
import { tell } from '../../store/notices'
import { reads } from '../../store/reads'
import type { Meeting } from '../../types/api'
import { Agenda } from '../meeting/Agenda'
import { refreshMeeting } from '../meeting/MeetingActions'
import { isReady } from '../meeting/Papers'

/** Everything on one screen before the invitations go out, with what is still missing said first. */
export function Review({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  const participants = useQuery(reads.participants(meeting.id))
  const documents = useQuery(reads.documents(meeting.id))
  const joins = meeting.mode !== 'in_person'
  const sites = useQuery({ ...reads.sites(meeting.id), enabled: joins }).data ?? []
  const papers = documents.data ?? []
  const people = participants.data ?? []
  const unready = papers.filter(paper => paper.state !== 'released' && !isReady(paper)).length
  const placeMissing = ({ room }: Meeting) =>
    room ? `${room.name}: ${t(`roomState.${room.state}`)}` : t('form.missingPlace')
  const missing = [
    meeting.agenda.length === 0 && t('form.missingAgenda'),
    people.every(one => one.person.id === meeting.chair.id) && t('form.missingPeople'),
    !meeting.place && meeting.mode !== 'online' && placeMissing(meeting),
    sites.some(site => !site.duty) &&
      t('board.sitesUnmanned', { count: sites.filter(site => !site.duty).length }),
    papers.length === 0 && t('form.missingPapers'),
    unready > 0 && t('form.papersNotReady', { count: unready }),
  ].filter(text => text !== false)
  return (
    <div className="stack">
      {missing.length > 0 && (
        <section className="notice brick">
          <Icon name="alert" />
          <div className="grow">
            <strong>{t('form.reviewMissing')}</strong>
            <ul>
              {missing.map(text => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          </div>
        </section>
      )}
      <section className="card stack">
        <dl className="facts">
          <dt>{t('meeting.time')}</dt>
          <dd>
            <strong>
              <When meeting={meeting} />
            </strong>
          </dd>
          <dt>{t('meeting.kind')}</dt>
          <dd>{t(`kind.${meeting.kind}`)}</dd>
          <dt>{t('meeting.place')}</dt>
          <dd>{meeting.place || t(meeting.mode === 'online' ? 'mode.online' : 'meeting.noPlace')}</dd>
          {joins && sites.length > 0 && (
            <>
              <dt>{t('sites.title')}</dt>
              <dd>{sites.map(site => site.organisation.name).join('; ')}</dd>
            </>
          )}
          <dt>{t('meeting.chair')}</dt>
          <dd>{meeting.chair.full_name}</dd>
          <dt>{t('meeting.participants')}</dt>
          <dd className="number">
            {t('participants.delegates')}: {people.filter(one => one.role === 'delegate').length} ·{' '}
            {t('participants.guests')}: {people.filter(one => one.role === 'guest').length}
          </dd>
        </dl>
        <DeadlineList deadlines={meeting.deadlines ?? []} zone={meeting.zone} />
      </section>
      <Agenda meeting={meeting} />
      <CallNow meeting={meeting} people={people.length} ready={papers.filter(isReady).length} />
    </div>
  )
}

function CallNow({ meeting, people, ready }: { meeting: Meeting; people: number; ready: number }) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const [withPapers, setWithPapers] = useState(true)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const call = async () => {
    setBusy(true)
    setProblem(null)
    try {
      await callMeeting(meeting.id)
      if (withPapers && ready > 0) await releaseAll(meeting.id)
      await refreshMeeting(meeting.id)
      tell(t('meeting.called'))
      go(`/meetings/${meeting.id}`)
    } catch (error) {
      setProblem(Problem.of(error))
      setBusy(false)
    }
  }
  // Papers may have stayed behind after the call: the same button goes on where it stopped.
  if (meeting.state !== 'draft' && !busy && !problem) return null
  return (
    <section className="card stack">
      <p>{t('meeting.callAsk', { count: people })}</p>
      {ready > 0 && (
        <Tick isSelected={withPapers} onChange={setWithPapers}>
          {t('form.releaseToo', { count: ready })}
        </Tick>
      )}
      {problem && <ProblemNote problem={problem} />}
      <div>
        <Button look="large primary" icon="mail" isDisabled={busy || people === 0} onPress={call}>
          {t('meeting.call')}
        </Button>
      </div>
    </section>
  )
}
