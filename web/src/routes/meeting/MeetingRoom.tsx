import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { SelectInput, TextInput } from '../../components/fields'
import { Icon } from '../../components/Icon'
import { ServiceTicks } from '../../components/ServiceTicks'
import { Ask } from '../../components/Window'
import { giveRoomUp, requestRoom } from '../../services/rooms'
import { isOpen } from '../../store/meetings'
import { tellProblem } from '../../store/notices'
import { useLanguage } from '../../store/person'
import { reads } from '../../store/reads'
import type { Meeting, RoomRequest, RoomService } from '../../types/api'
import { span } from '../../words/dates'
import { refreshMeeting } from './MeetingActions'

/** The room a meeting asked for, and how that stands; to ask for one, or another. */
export function MeetingRoom({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const { room } = meeting
  if (!isOpen(meeting)) return null
  const giveUp = () =>
    giveRoomUp(meeting.id)
      .then(() => refreshMeeting(meeting.id))
      .catch(tellProblem)
  const bad = room && ['refused', 'expired'].includes(room.state)
  return (
    <div className={bad ? 'notice brick' : 'notice'}>
      <Icon name="place" />
      <div className="grow">
        <strong>{room ? room.name : t('rooms.noRoom')}</strong>
        {room && <RoomWords meeting={meeting} room={room} />}
      </div>
      <div className="row">
        <Button onPress={() => setAsking(true)}>{t(room ? 'rooms.another' : 'rooms.ask')}</Button>
        {room && (
          <Button look="plain" onPress={() => void giveUp()}>
            {t('rooms.giveUp')}
          </Button>
        )}
      </div>
      {asking && <AskForRoom meeting={meeting} onClose={() => setAsking(false)} />}
    </div>
  )
}

function RoomWords({ meeting, room }: { meeting: Meeting; room: RoomRequest }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <>
      <p className="small">
        {t(`roomState.${room.state}`)}
        {room.gone && ` – ${t('rooms.gone')}`}
        {room.reason && ` – ${room.reason}`}
        {room.taken &&
          ` – ${t('rooms.takenAt', { span: span(room.taken.starts_at, room.taken.ends_at, room.zone, language) })}`}
      </p>
      {room.zone !== meeting.zone && <p className="small">{t('rooms.otherZone', { zone: room.zone })}</p>}
      {room.too_small && <p className="small late">{t('rooms.tooSmall')}</p>}
      {(room.services.length > 0 || room.note) && (
        <p className="tiny">
          {[...room.services.map(one => t(`roomService.${one}`)), room.note].filter(Boolean).join(', ')}
        </p>
      )}
    </>
  )
}

function AskForRoom({ meeting, onClose }: { meeting: Meeting; onClose(): void }) {
  const { t } = useTranslation()
  const rooms = useQuery(reads.rooms({ starts_at: meeting.starts_at, ends_at: meeting.ends_at }))
  const [room, setRoom] = useState<string | null>(meeting.room?.room_id ?? null)
  const [ordered, setOrdered] = useState<RoomService[]>(meeting.room?.services ?? [])
  const [note, setNote] = useState(meeting.room?.note ?? '')
  const choices = [...(rooms.data ?? [])]
    .sort((one, other) => Number(other.free) - Number(one.free))
    .map(one => ({
      id: one.id,
      name: one.name,
      note: [
        t(one.free ? 'rooms.free' : 'rooms.taken'),
        t('rooms.holds', { capacity: one.capacity, seats: one.seats }),
        one.needs_approval ? t('rooms.needsApproval') : '',
      ]
        .filter(Boolean)
        .join(' · '),
    }))
  const ask = async () => {
    await requestRoom(meeting.id, { room_id: room ?? '', services: ordered, note: note.trim() })
    await refreshMeeting(meeting.id)
  }
  return (
    <Ask
      title={t('rooms.ask')}
      open
      onClose={onClose}
      onConfirm={ask}
      confirm={t('rooms.ask')}
      disabled={!room}
    >
      {rooms.data?.length === 0 && <p className="notice">{t('rooms.noneHelp')}</p>}
      <SelectInput label={t('rooms.room')} value={room} choices={choices} onChange={setRoom} />
      <ServiceTicks value={ordered} onChange={setOrdered} />
      <TextInput label={t('rooms.note')} value={note} onChange={setNote} />
    </Ask>
  )
}
