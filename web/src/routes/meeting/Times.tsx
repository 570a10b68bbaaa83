import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { TextInput, Tick } from '../../components/fields'
import { Failed, Waiting } from '../../components/State'
import { TimesFields } from '../../components/TimesFields'
import { Ask } from '../../components/Window'
import { callMeeting, recordMeeting } from '../../services/meetings'
import { useDraft } from '../../store/drafts'
import { tell } from '../../store/notices'
import { reads } from '../../store/reads'
import type { Meeting, Participant } from '../../types/api'
import { endsBefore, isWhole, spanOf, type Times, timesOf } from '../../words/times'
import { refreshMeeting } from './MeetingActions'

function isInOrder(times: Times): boolean {
  return isWhole(times) && !endsBefore(times)
}

/** A postponed meeting is called again with its new time. */
export function CallAgain({ meeting, onClose }: { meeting: Meeting; onClose(): void }) {
  const { t } = useTranslation()
  const draft = useDraft(`callAgain ${meeting.id}`, timesOf(meeting))
  const call = async () => {
    await callMeeting(meeting.id, spanOf(draft.value, meeting.zone))
    draft.drop()
    tell(t('meeting.called'))
    await refreshMeeting(meeting.id)
  }
  return (
    <Ask
      title={t('meeting.callAgain')}
      open
      wide
      onClose={onClose}
      onCancel={draft.drop}
      onConfirm={call}
      confirm={t('meeting.callAgain')}
      disabled={!isInOrder(draft.value)}
    >
      <TimesFields
        value={draft.value}
        onChange={times => draft.change({ ...draft.value, ...times })}
        names={[t('form.start'), t('form.end')]}
        zone={meeting.zone}
      />
    </Ask>
  )
}

interface RecordDraft extends Times {
  reason: string
  /** Null until somebody is marked: then all count as there but those who declined. */
  attended: string[] | null
}

export function RecordHeld({ meeting, onClose }: { meeting: Meeting; onClose(): void }) {
  const { t } = useTranslation()
  const participants = useQuery(reads.participants(meeting.id))
  const draft = useDraft<RecordDraft>(`record ${meeting.id}`, {
    ...timesOf(meeting),
    reason: '',
    attended: null,
  })
  const people = participants.data
  const attended =
    draft.value.attended ?? people?.filter(one => one.answer !== 'declined').map(one => one.person.id) ?? []
  const neverCalled = meeting.called_at === null
  const record = async () => {
    const { starts_at, ends_at } = spanOf(draft.value, meeting.zone)
    const reason = draft.value.reason.trim() || null
    await recordMeeting(meeting.id, { started_at: starts_at, ended_at: ends_at, attended, reason })
    draft.drop()
    tell(t('meeting.recorded'))
    await refreshMeeting(meeting.id)
  }
  return (
    <Ask
      title={t('meeting.record')}
      open
      wide
      onClose={onClose}
      onCancel={draft.drop}
      onConfirm={record}
      confirm={t('meeting.record')}
      // Without the list nobody would be said to have been there.
      disabled={!people || !isInOrder(draft.value) || (neverCalled && !draft.value.reason.trim())}
    >
      <p>{t('meeting.recordHelp')}</p>
      <TimesFields
        value={draft.value}
        onChange={times => draft.change({ ...draft.value, ...times })}
        names={[t('meeting.startedAt'), t('meeting.endedAt')]}
        zone={meeting.zone}
      />
      <TextInput
        label={t('meeting.recordReason')}
        value={draft.value.reason}
        onChange={reason => draft.change({ ...draft.value, reason })}
        isRequired={neverCalled}
      />
      {people ? (
        <Attendance
          people={people}
          attended={attended}
          onChange={ids => draft.change({ ...draft.value, attended: ids })}
        />
      ) : participants.error ? (
        <Failed error={participants.error} onRetry={participants.refetch} />
      ) : (
        <Waiting />
      )}
    </Ask>
  )
}

function Attendance({
  people,
  attended,
  onChange,
}: {
  people: Participant[]
  attended: string[]
  onChange(ids: string[]): void
}) {
  const { t } = useTranslation()
  const [there, all] = [new Set(attended), people.map(one => one.person.id)]
  const count = all.filter(id => there.has(id)).length
  return (
    <fieldset className="plain-set">
      <legend className="row">
        <strong>{t('meeting.attended')}</strong>
        <span className="soft number">{t('home.of', { part: count, whole: all.length })}</span>
      </legend>
      <Tick
        isSelected={count === all.length && count > 0}
        isIndeterminate={count > 0 && count < all.length}
        onChange={on => onChange(on ? all : [])}
      >
        {t('meeting.attendedAll')}
      </Tick>
      <ul className="attendance">
        {people.map(({ person }) => (
          <li key={person.id}>
            <Tick
              isSelected={there.has(person.id)}
              onChange={on =>
                onChange(on ? [...attended, person.id] : attended.filter(id => id !== person.id))
              }
            >
              {person.full_name}
            </Tick>
          </li>
        ))}
      </ul>
    </fieldset>
  )
}
