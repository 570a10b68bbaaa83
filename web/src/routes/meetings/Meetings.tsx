import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton, LinkButton } from '../../components/Button'
import { Segmented, SelectInput } from '../../components/fields'
import { byDay, MeetingRow } from '../../components/Meeting'
import { Empty, Failed, Waiting } from '../../components/State'
import { Title } from '../../components/Title'
import { childrenFirst } from '../../store/organisations'
import { secretaryOf, useLanguage, usePerson } from '../../store/person'
import { reads } from '../../store/reads'
import type { MeetingSummary } from '../../types/api'
import { addDays, day, dayKey, homeZone, mondayOf, startOfDay } from '../../words/dates'

export function Meetings() {
  const { t } = useTranslation()
  const bodies = secretaryOf(usePerson())
  const staff = bodies.length > 0
  const [chosen, setChosen] = useState<string | null>(null)
  const body = chosen ?? bodies[0] ?? null
  const [monday, setMonday] = useState(() => mondayOf(dayKey(new Date(), homeZone)))
  const [scope, setScope] = useState<'mine' | 'organisation'>('mine')
  const meetings = useQuery(
    reads.meetings(
      startOfDay(monday, homeZone),
      startOfDay(addDays(monday, 7), homeZone),
      scope === 'organisation' ? body : null,
    ),
  )
  return (
    <div className="page">
      <Title text={t('meetings.title')} />
      <div className="spread">
        <h1>{t('meetings.title')}</h1>
        {staff && (
          <LinkButton href="/meetings/new" look="primary" icon="plus">
            {t('meetings.create')}
          </LinkButton>
        )}
      </div>
      <div className="spread">
        <WeekPicker monday={monday} onChange={setMonday} />
        {staff && (
          <Segmented
            label={t('meetings.scope')}
            value={scope}
            choices={(['mine', 'organisation'] as const).map(id => ({ id, name: t(`meetings.${id}`) }))}
            onChange={setScope}
          />
        )}
      </div>
      {scope === 'organisation' && bodies.length > 1 && (
        <BodyChoice bodies={bodies} value={body} onChange={setChosen} />
      )}
      {meetings.isPending && <Waiting />}
      {meetings.error && <Failed error={meetings.error} onRetry={meetings.refetch} />}
      {meetings.data?.length === 0 && (
        <Empty icon="calendar" title={t('meetings.none')} help={t('meetings.noneHelp')} />
      )}
      {meetings.data && meetings.data.length > 0 && <Week meetings={meetings.data} />}
    </div>
  )
}

/** For a secretary of several bodies: whose meetings are listed. */
function BodyChoice({
  bodies,
  value,
  onChange,
}: {
  bodies: readonly string[]
  value: string | null
  onChange(body: string): void
}) {
  const { t } = useTranslation()
  const organisations = useQuery(reads.organisations())
  return (
    <SelectInput
      label={t('account.organisation')}
      value={value}
      choices={childrenFirst(organisations.data ?? [])
        .filter(({ organisation }) => bodies.includes(organisation.id))
        .map(({ organisation }) => ({ id: organisation.id, name: organisation.name }))}
      onChange={onChange}
    />
  )
}

function WeekPicker({ monday, onChange }: { monday: string; onChange(monday: string): void }) {
  const { t } = useTranslation()
  const current = mondayOf(dayKey(new Date(), homeZone))
  return (
    <div className="row">
      <IconButton
        icon="left"
        label={t('meetings.previousWeek')}
        onPress={() => onChange(addDays(monday, -7))}
      />
      <strong className="number" aria-live="polite">
        {t('meetings.week', { from: short(monday).slice(0, 5), to: short(addDays(monday, 6)) })}
      </strong>
      <IconButton icon="right" label={t('meetings.nextWeek')} onPress={() => onChange(addDays(monday, 7))} />
      {monday !== current && (
        <Button look="plain" onPress={() => onChange(current)}>
          {t('meetings.thisWeek')}
        </Button>
      )}
    </div>
  )
}

function Week({ meetings }: { meetings: MeetingSummary[] }) {
  const language = useLanguage()
  const { t } = useTranslation()
  const today = dayKey(new Date(), homeZone)
  return byDay(meetings).map(([key, list]) => (
    <section key={key} className="stack-tight">
      <h2 className={key === today ? 'day-head today' : 'day-head'}>
        {day(list[0]?.starts_at ?? key, list[0]?.zone ?? homeZone, language)}
        {key === today && <span className="chip blue">{t('navigation.home')}</span>}
      </h2>
      <div className="card meeting-rows">
        {list.map(meeting => (
          <MeetingRow key={meeting.id} meeting={meeting} />
        ))}
      </div>
    </section>
  ))
}

function short(key: string): string {
  const [year, month, date] = key.split('-')
  return `${date}/${month}/${year}`
}
