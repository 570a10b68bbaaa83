import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { ChoosePeople, type Named } from '../../components/ChoosePeople'
import { Segmented, TextInput } from '../../components/fields'
import { Ask } from '../../components/Window'
import { recordAnswer, recordSubstitute } from '../../services/substitutes'
import { tell } from '../../store/notices'
import type { Meeting, Participant } from '../../types/api'
import { refreshMeeting } from './MeetingActions'

type Said = 'accepted' | 'declined' | 'substitute'

/** A secretary enters what somebody said on the telephone; who entered it stays on record. */
export function RecordAnswer({
  meeting,
  participant,
  present,
  onClose,
}: {
  meeting: Meeting
  participant: Participant
  present: ReadonlySet<string>
  onClose(): void
}) {
  const { t } = useTranslation()
  const { person, role, in_place_of } = participant
  const [said, setSaid] = useState<Said>('accepted')
  const [reason, setReason] = useState('')
  const [substitute, setSubstitute] = useState<Named | null>(null)
  const [choosing, setChoosing] = useState(false)
  const record = async () => {
    if (said === 'substitute')
      await recordSubstitute(meeting.id, person.id, {
        person_id: substitute?.id ?? '',
        reason: reason.trim(),
      })
    else await recordAnswer(meeting.id, person.id, { answer: said, reason: reason.trim() || null })
    tell(t('answer.done'))
    await refreshMeeting(meeting.id)
  }
  const maySubstitute = role === 'delegate' && !in_place_of && person.id !== meeting.chair.id
  const choices: { id: Said; name: string }[] = [
    { id: 'accepted', name: t('answer.accepted') },
    { id: 'declined', name: t('answer.declined') },
    ...(maySubstitute ? [{ id: 'substitute' as const, name: t('substitute.sends') }] : []),
  ]
  const missing = said !== 'accepted' && (!reason.trim() || (said === 'substitute' && !substitute))
  if (choosing)
    return (
      <ChoosePeople
        title={t('substitute.person')}
        chosen={substitute ? [substitute] : []}
        single
        present={present}
        onDone={([one]) => {
          setSubstitute(one ?? null)
          setChoosing(false)
        }}
        onClose={() => setChoosing(false)}
      />
    )
  return (
    <Ask
      title={t('answer.record')}
      open
      onClose={onClose}
      onConfirm={record}
      confirm={t('app.save')}
      disabled={missing}
    >
      <p>{t('answer.recordHelp', { name: person.full_name })}</p>
      <Segmented label={t('participants.answer')} value={said} choices={choices} onChange={setSaid} />
      {said === 'substitute' && (
        <div className="spread middle">
          <span>{substitute?.full_name ?? t('form.notChosen')}</span>
          <Button icon="person" onPress={() => setChoosing(true)}>
            {t('substitute.person')}
          </Button>
        </div>
      )}
      {said !== 'accepted' && (
        <TextInput label={t('meeting.reason')} value={reason} onChange={setReason} lines isRequired />
      )}
    </Ask>
  )
}
