import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { Button } from '../../components/Button'
import { ChoosePeople, type Named } from '../../components/ChoosePeople'
import { TextInput } from '../../components/fields'
import { Ask } from '../../components/Window'
import { handOver } from '../../services/meetings'
import { tell } from '../../store/notices'
import type { Meeting } from '../../types/api'
import { shortMoment } from '../../words/dates'
import { refreshMeeting } from './MeetingActions'

/** Gives the meeting's preparation to a colleague; who gave it to whom stays on record. */
export function HandOver({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  const [choosing, setChoosing] = useState(false)
  const [person, setPerson] = useState<Named | null>(null)
  const there = new Set(meeting.secretaries.map(one => one.id))
  return (
    <section className="card stack-tight">
      <h2>{t('handover.title')}</h2>
      <p className="soft">{t('handover.help')}</p>
      <ul className="stack-tight">
        {(meeting.handovers ?? []).map(one => (
          <li key={one.at} className="small">
            {t('handover.trace', {
              from: one.from_person.full_name,
              to: one.to_person.full_name,
              at: shortMoment(one.at, meeting.zone),
            })}
            {one.note && <span className="soft"> – {one.note}</span>}
          </li>
        ))}
      </ul>
      <div>
        <Button icon="people" onPress={() => setChoosing(true)}>
          {t('handover.choose')}
        </Button>
      </div>
      {choosing && (
        <ChoosePeople
          title={t('handover.choose')}
          chosen={[]}
          single
          present={there}
          onDone={([chosen]) => {
            setPerson(chosen ?? null)
            setChoosing(false)
          }}
          onClose={() => setChoosing(false)}
        />
      )}
      {person && <Confirm meeting={meeting} person={person} onClose={() => setPerson(null)} />}
    </section>
  )
}

function Confirm({ meeting, person, onClose }: { meeting: Meeting; person: Named; onClose(): void }) {
  const { t } = useTranslation()
  const [note, setNote] = useState('')
  const [, go] = useLocation()
  const send = async () => {
    await handOver(meeting.id, person.id, note.normalize('NFC').trim())
    tell(t('handover.done', { name: person.full_name }))
    go('/meetings')
    await refreshMeeting(meeting.id)
  }
  return (
    <Ask title={t('handover.title')} open onClose={onClose} onConfirm={send} confirm={t('handover.confirm')}>
      <p>{t('handover.ask', { name: person.full_name })}</p>
      <TextInput label={t('handover.note')} value={note} onChange={setNote} maxLength={1000} lines />
    </Ask>
  )
}
