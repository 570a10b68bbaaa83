import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ClockField, DayField } from '../../components/DateTime'
import { TextInput } from '../../components/fields'
import { Ask } from '../../components/Window'
import { blockRoom } from '../../services/rooms'
import { tell } from '../../store/notices'
import { queries } from '../../store/queries'
import type { Room } from '../../types/api'
import { dayKey, instantOf } from '../../words/dates'

/** Times in which nobody gets the room. */
export function BlockRoom({ room, onClose }: { room: Room; onClose(): void }) {
  const { t } = useTranslation()
  const [day, setDay] = useState(dayKey(new Date(), room.zone))
  const [begin, setBegin] = useState('08:00')
  const [end, setEnd] = useState('17:00')
  const [reason, setReason] = useState('')
  const block = async () => {
    if (!day || !begin || !end) return
    await blockRoom(room.id, {
      starts_at: instantOf(day, begin, room.zone),
      ends_at: instantOf(day, end, room.zone),
      reason: reason.trim(),
    })
    tell(t('rooms.blocked'))
    await queries.invalidateQueries({ queryKey: ['bookings', room.id] })
  }
  return (
    <Ask
      title={t('rooms.block')}
      open
      onClose={onClose}
      onConfirm={block}
      confirm={t('rooms.block')}
      disabled={!day || !begin || !end || !reason.trim()}
    >
      <p>{room.name}</p>
      <DayField label={t('form.date')} value={day} onChange={setDay} />
      <div className="form-pair">
        <ClockField label={t('form.start')} value={begin} onChange={setBegin} />
        <ClockField label={t('form.end')} value={end} onChange={setEnd} />
      </div>
      <TextInput label={t('meeting.reason')} value={reason} onChange={setReason} isRequired />
    </Ask>
  )
}
