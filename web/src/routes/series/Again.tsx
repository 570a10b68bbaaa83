import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { Button } from '../../components/Button'
import { ClockField, DayField } from '../../components/DateTime'
import { TextInput, Tick } from '../../components/fields'
import { Ask } from '../../components/Window'
import { changeFollowing, copyMeeting, keepTemplate, type Taken } from '../../services/series'
import { useAttempt } from '../../store/attempts'
import { isOpen } from '../../store/meetings'
import { tell } from '../../store/notices'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Instant, Meeting } from '../../types/api'
import { addDays, clock, dayKey, instantOf } from '../../words/dates'
import { useChairInstead } from './useChairInstead'

const MakeSeries = lazy(() => import('./MakeSeries').then(module => ({ default: module.MakeSeries })))

/** To have the meeting again: once, by a rule, or whenever somebody needs one like it. */
export function Again({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<'copy' | 'template' | 'series' | 'following' | null>(null)
  const close = () => setAsked(null)
  return (
    <section className="card stack" aria-labelledby="again">
      <h2 id="again">{t('series.again')}</h2>
      <div className="row">
        <Button icon="paper" onPress={() => setAsked('copy')}>
          {t('series.copy')}
        </Button>
        {isOpen(meeting) && (
          <Button icon="calendar" onPress={() => setAsked('series')}>
            {t('series.make')}
          </Button>
        )}
        <Button icon="book" onPress={() => setAsked('template')}>
          {t('series.keepTemplate')}
        </Button>
        {meeting.series_id && (
          <Button icon="edit" onPress={() => setAsked('following')}>
            {t('series.changeFollowing')}
          </Button>
        )}
      </div>
      {asked === 'copy' && <Copy meeting={meeting} onClose={close} />}
      {asked === 'template' && <KeepTemplate meeting={meeting} onClose={close} />}
      {asked === 'following' && <ChangeFollowing meeting={meeting} onClose={close} />}
      {asked === 'series' && (
        <Suspense>
          <MakeSeries meeting={meeting} onClose={close} />
        </Suspense>
      )}
    </section>
  )
}

const takeable: readonly (keyof Taken)[] = ['with_agenda', 'with_people', 'with_sites', 'with_room']

interface WindowProps {
  meeting: Meeting
  onClose(): void
}

function Copy({ meeting, onClose }: WindowProps) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const attempt = useAttempt()
  const [day, setDay] = useState(addDays(dayKey(meeting.starts_at, meeting.zone), 7))
  const [begin, setBegin] = useState(clock(meeting.starts_at, meeting.zone))
  const [taken, setTaken] = useState<Taken>({
    with_agenda: true,
    with_people: true,
    with_sites: true,
    with_room: true,
  })
  const has = { with_sites: meeting.mode !== 'in_person', with_room: meeting.room?.gone === false }
  const led = useChairInstead()
  const copy = async () => {
    const starts_at = instantOf(day, begin, meeting.zone)
    const along = { ...taken, ...led.by }
    const made = await led.asking(copyMeeting(meeting.id, starts_at, along, attempt.of([starts_at, along])))
    await queries.invalidateQueries({ queryKey: ['meetings'] })
    go(`/meetings/${made.id}`)
  }
  return (
    <Ask
      title={t('series.copy')}
      open
      onClose={onClose}
      onConfirm={copy}
      confirm={t('series.copy')}
      disabled={!day || !begin}
    >
      <p>{t('series.copyHelp')}</p>
      <div className="form-pair">
        <DayField label={t('form.date')} value={day} onChange={setDay} />
        <ClockField label={t('form.start')} value={begin} onChange={setBegin} />
      </div>
      {takeable
        .filter(part => has[part as keyof typeof has] ?? true)
        .map(part => (
          <Tick
            key={part}
            isSelected={taken[part]}
            onChange={wanted => setTaken({ ...taken, [part]: wanted })}
          >
            {t(`series.${part}`, { room: meeting.room?.name })}
          </Tick>
        ))}
      {led.field}
      {taken.with_room && day && begin && (
        <RoomThen meeting={meeting} starts_at={instantOf(day, begin, meeting.zone)} />
      )}
    </Ask>
  )
}

/** Whether the room the meeting has is free at another time. */
function RoomThen({ meeting, starts_at }: { meeting: Meeting; starts_at: Instant }) {
  const { t } = useTranslation()
  const length = Date.parse(meeting.ends_at) - Date.parse(meeting.starts_at)
  const ends_at = new Date(Date.parse(starts_at) + length).toISOString()
  const rooms = useQuery({ ...reads.rooms({ starts_at, ends_at }), enabled: Boolean(meeting.room) })
  const room = rooms.data?.find(one => one.id === meeting.room?.room_id)
  if (!room || room.free) return null
  return <p className="small late">{t('series.copyRoomTaken', { room: meeting.room?.name })}</p>
}

function KeepTemplate({ meeting, onClose }: WindowProps) {
  const { t } = useTranslation()
  const [name, setName] = useState(meeting.title)
  const keep = async () => {
    await keepTemplate(meeting.id, name.trim())
    tell(t('series.templateKept'))
    await queries.invalidateQueries({ queryKey: ['templates'] })
  }
  return (
    <Ask
      title={t('series.keepTemplate')}
      open
      onClose={onClose}
      onConfirm={keep}
      confirm={t('app.save')}
      disabled={!name.trim()}
    >
      <p>{t('series.templateHelp')}</p>
      <TextInput label={t('series.templateName')} value={name} onChange={setName} isRequired />
    </Ask>
  )
}

function ChangeFollowing({ meeting, onClose }: WindowProps) {
  const { t } = useTranslation()
  const [title, setTitle] = useState(meeting.title)
  const [place, setPlace] = useState(meeting.place)
  const [begin, setBegin] = useState(clock(meeting.starts_at, meeting.zone))
  const [sites, setSites] = useState(false)
  const [room, setRoom] = useState(false)
  const change = async () => {
    const job = await changeFollowing(meeting.id, {
      ...(title.trim() !== meeting.title && { title: title.trim() }),
      ...(place.trim() !== meeting.place && { place: place.trim() }),
      ...(begin !== clock(meeting.starts_at, meeting.zone) && { begin }),
      ...(sites && { sites }),
      ...(room && { room }),
    })
    tell(t('series.changed', { count: job.done - job.refused.length }))
    await queries.invalidateQueries({ queryKey: ['meeting', meeting.id] })
    await queries.invalidateQueries({ queryKey: ['meetings'] })
  }
  return (
    <Ask
      title={t('series.changeFollowing')}
      open
      onClose={onClose}
      onConfirm={change}
      confirm={t('app.save')}
      disabled={!title.trim() || !begin}
    >
      <p>{t('series.followingHelp')}</p>
      <TextInput label={t('form.meetingTitle')} value={title} onChange={setTitle} isRequired />
      <TextInput label={t('form.place')} value={place} onChange={setPlace} />
      <ClockField label={t('form.start')} value={begin} onChange={setBegin} />
      <Tick isSelected={sites} onChange={setSites}>
        {t('series.followingSites')}
      </Tick>
      {meeting.room && !meeting.room.gone && (
        <Tick isSelected={room} onChange={setRoom}>
          {t('series.followingRoom', { room: meeting.room.name })}
        </Tick>
      )}
    </Ask>
  )
}
