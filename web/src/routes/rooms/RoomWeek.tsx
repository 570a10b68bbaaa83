import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Button } from '../../components/Button'
import { TextInput } from '../../components/fields'
import { Failed } from '../../components/State'
import { Ask } from '../../components/Window'
import { decideBooking, unblockRoom } from '../../services/rooms'
import { isLost } from '../../store/lost'
import { tell, tellProblem } from '../../store/notices'
import { useLanguage } from '../../store/person'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Booking, Room } from '../../types/api'
import { addDays, clock, dayKey, startOfDay, weekday } from '../../words/dates'

/** Seven days side by side in the room's own zone; on a phone only free ones are. */
export function RoomWeek({ room, monday }: { room: Room; monday: string }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const days = Array.from({ length: 7 }, (_, number) => addDays(monday, number))
  const from = startOfDay(monday, room.zone)
  const found = useQuery(reads.bookings(room.id, from, startOfDay(addDays(monday, 7), room.zone)))
  if (isLost(found)) return <Failed error={found.error} onRetry={found.refetch} />
  const today = dayKey(new Date(), room.zone)
  return (
    <ol className="room-week" aria-label={t('rooms.weekOf', { name: room.name })}>
      {days.map(day => {
        const bookings = (found.data ?? []).filter(one => touches(one, day, room.zone))
        const free = found.data !== undefined && bookings.length === 0
        return (
          <li key={day} className={`room-day${free ? ' free' : ''}${day === today ? ' now' : ''}`}>
            <span className="small number soft">
              {weekday(startOfDay(day, room.zone), room.zone, language)}
            </span>
            {free && <span className="tiny soft">{t('rooms.free')}</span>}
            {bookings.map(booking => (
              <BookingLine key={booking.starts_at} room={room} booking={booking} />
            ))}
          </li>
        )
      })}
    </ol>
  )
}

function touches(booking: Booking, day: string, zone: string): boolean {
  const begin = Date.parse(startOfDay(day, zone))
  const end = Date.parse(startOfDay(addDays(day, 1), zone))
  return Date.parse(booking.starts_at) < end && Date.parse(booking.ends_at) > begin
}

function BookingLine({ room, booking }: { room: Room; booking: Booking }) {
  const { t } = useTranslation()
  const [refusing, setRefusing] = useState(false)
  const [reason, setReason] = useState('')
  const refresh = () => queries.invalidateQueries({ queryKey: ['bookings', room.id] })
  const decide = async (agreed: boolean) => {
    await decideBooking(room.id, booking.id ?? '', agreed, reason.trim() || null)
    tell(t(agreed ? 'rooms.agreed' : 'rooms.refusedDone'))
    await refresh()
  }
  const act = (doing: Promise<unknown>) => doing.catch(tellProblem)
  const look = booking.blocked ? 'blocked' : booking.state === 'requested' ? 'waiting-booking' : ''
  return (
    <div className={`booking ${look}`}>
      <strong className="number">
        {clock(booking.starts_at, room.zone)}–{clock(booking.ends_at, room.zone)}
      </strong>
      <BookingWords room={room} booking={booking} />
      {booking.blocked && room.may_keep && (
        <Button look="plain" onPress={() => void act(unblockRoom(room.id, booking.id ?? '').then(refresh))}>
          {t('rooms.unblock')}
        </Button>
      )}
      {!booking.blocked && room.may_keep && (
        <div className="row">
          {booking.state === 'requested' && (
            <Button look="primary" onPress={() => void act(decide(true))}>
              {t('substitute.agree')}
            </Button>
          )}
          <Button look="plain" onPress={() => setRefusing(true)}>
            {t(booking.state === 'requested' ? 'substitute.refuse' : 'rooms.takeBack')}
          </Button>
        </div>
      )}
      <Ask
        title={t('rooms.refuse')}
        open={refusing}
        onClose={() => setRefusing(false)}
        onConfirm={() => decide(false)}
        confirm={t('rooms.refuse')}
      >
        <TextInput label={t('meeting.reason')} value={reason} onChange={setReason} lines />
      </Ask>
    </div>
  )
}

function BookingWords({ room, booking }: { room: Room; booking: Booking }) {
  const { t } = useTranslation()
  if (booking.blocked) return <span className="small">{booking.reason}</span>
  return (
    <>
      <span className="small">
        {booking.meeting_id ? (
          <Link href={`/meetings/${booking.meeting_id}`}>{booking.title}</Link>
        ) : (
          (booking.organisation_name ?? t('rooms.taken'))
        )}
      </span>
      {booking.state === 'requested' && <span className="tiny late">{t('rooms.waits')}</span>}
      {booking.people !== undefined && booking.people > 0 && (
        <span className="tiny soft">{t('rooms.people', { count: booking.people })}</span>
      )}
      {(booking.people ?? 0) > room.capacity && <span className="tiny late">{t('board.tooSmall')}</span>}
      {(booking.services ?? []).length > 0 && (
        <span className="tiny">{booking.services?.map(one => t(`roomService.${one}`)).join(', ')}</span>
      )}
      {booking.note && <span className="tiny">{booking.note}</span>}
    </>
  )
}
