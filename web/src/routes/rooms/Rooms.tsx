import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'wouter'
import { Button, IconButton } from '../../components/Button'
import { Icon } from '../../components/Icon'
import { Empty, Failed, Waiting } from '../../components/State'
import { Title } from '../../components/Title'
import { Ask } from '../../components/Window'
import { closeRoom } from '../../services/rooms'
import { isAdministrator, usePerson } from '../../store/person'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Room } from '../../types/api'
import { addDays, dayKey, homeZone, mondayOf } from '../../words/dates'
import { BlockRoom } from './BlockRoom'
import { RoomForm } from './RoomForm'
import { RoomWeek } from './RoomWeek'

/** Every room with its week, of today or of the day named in the address; keepers decide here. */
export function Rooms() {
  const named = useSearchParams()[0].get('day')
  const day = named && isDay(named) ? named : dayKey(new Date(), homeZone)
  // Anew with another day: a notice may be tapped while the rooms are shown.
  return <Weeks key={day} day={day} />
}

function Weeks({ day }: { day: string }) {
  const { t } = useTranslation()
  const person = usePerson()
  const today = dayKey(new Date(), homeZone)
  const [monday, setMonday] = useState(mondayOf(day))
  const [adding, setAdding] = useState(false)
  const rooms = useQuery(reads.rooms())
  return (
    <div className="page">
      <Title text={t('rooms.title')} />
      <div className="spread middle">
        <h1>{t('rooms.title')}</h1>
        {isAdministrator(person) && (
          <Button look="primary" icon="plus" onPress={() => setAdding(true)}>
            {t('rooms.add')}
          </Button>
        )}
      </div>
      <WeekBar monday={monday} onChange={setMonday} today={today} />
      {rooms.isPending && <Waiting />}
      {rooms.error && <Failed error={rooms.error} onRetry={rooms.refetch} />}
      {rooms.data?.length === 0 && <Empty icon="place" title={t('rooms.none')} help={t('rooms.noneHelp')} />}
      {rooms.data?.map(room => (
        <RoomCard key={room.id} room={room} monday={monday} />
      ))}
      {adding && <RoomForm onClose={() => setAdding(false)} />}
    </div>
  )
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
}

function WeekBar({
  monday,
  today,
  onChange,
}: {
  monday: string
  today: string
  onChange(monday: string): void
}) {
  const { t } = useTranslation()
  const short = (key: string) => key.split('-').reverse().slice(0, 2).join('/')
  return (
    <div className="row">
      <IconButton
        icon="left"
        look="plain"
        label={t('meetings.previousWeek')}
        onPress={() => onChange(addDays(monday, -7))}
      />
      <strong className="number">
        {t('meetings.week', { from: short(monday), to: short(addDays(monday, 6)) })}
      </strong>
      <IconButton
        icon="right"
        look="plain"
        label={t('meetings.nextWeek')}
        onPress={() => onChange(addDays(monday, 7))}
      />
      <Button look="plain" isDisabled={monday === mondayOf(today)} onPress={() => onChange(mondayOf(today))}>
        {t('meetings.thisWeek')}
      </Button>
    </div>
  )
}

function RoomCard({ room, monday }: { room: Room; monday: string }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<'change' | 'block' | 'close' | null>(null)
  const done = () => setAsked(null)
  const close = async () => {
    await closeRoom(room.id)
    await queries.invalidateQueries({ queryKey: ['rooms'] })
  }
  return (
    <section className="card stack" aria-labelledby={`room-${room.id}`}>
      <div className="spread">
        <div className="grow stack-tight">
          <h2 id={`room-${room.id}`}>{room.name}</h2>
          <p className="small soft">
            {[room.location, t('rooms.holds', { capacity: room.capacity, seats: room.seats })]
              .filter(Boolean)
              .join(' · ')}
          </p>
          <p className="small soft">
            {room.equipment.map(one => t(`equipment.${one}`)).join(', ')}
            {room.keeper && ` · ${t('rooms.keeper')}: ${room.keeper.full_name}`}
          </p>
          {room.needs_approval && (
            <p className="small with-icon">
              <Icon name="lock" />
              {t('rooms.needsApproval')}
            </p>
          )}
        </div>
        <div className="row">
          {room.may_keep && (
            <Button icon="tools" onPress={() => setAsked('block')}>
              {t('rooms.block')}
            </Button>
          )}
          {room.may_manage && (
            <>
              <IconButton icon="edit" label={t('rooms.change')} onPress={() => setAsked('change')} />
              <IconButton icon="trash" label={t('rooms.close')} onPress={() => setAsked('close')} />
            </>
          )}
        </div>
      </div>
      <RoomWeek room={room} monday={monday} />
      {asked === 'change' && <RoomForm room={room} onClose={done} />}
      {asked === 'block' && <BlockRoom room={room} onClose={done} />}
      <Ask
        title={t('rooms.close')}
        open={asked === 'close'}
        onClose={done}
        onConfirm={close}
        confirm={t('rooms.close')}
        look="primary danger"
      >
        <p>{t('rooms.closeAsk', { name: room.name })}</p>
      </Ask>
    </section>
  )
}
