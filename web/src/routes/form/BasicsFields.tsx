import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ChairField } from '../../components/ChairField'
import { ClassificationField } from '../../components/ClassificationField'
import { Segmented, SelectInput, TextInput } from '../../components/fields'
import { Icon } from '../../components/Icon'
import { TimesFields } from '../../components/TimesFields'
import type { Problem } from '../../services/problem'
import { childrenFirst } from '../../store/organisations'
import { useLanguage } from '../../store/person'
import { reads } from '../../store/reads'
import type { MeetingKind, MeetingMode } from '../../types/api'
import { day, homeZone, instantOf, moment, zoneInFull } from '../../words/dates'
import type { BasicsDraft, BasicsTrouble } from './basics'

const kinds: MeetingKind[] = [
  'work_resolving',
  'briefing',
  'advisory',
  'professional',
  'review',
  'council_session',
]
const modes: MeetingMode[] = ['in_person', 'online', 'hybrid']
const zones = [
  homeZone,
  'Asia/Bangkok',
  'Asia/Tokyo',
  'Asia/Seoul',
  'Asia/Shanghai',
  'Europe/Berlin',
  'Europe/Paris',
  'Europe/Moscow',
  'America/New_York',
  'UTC',
]

interface BasicsFieldsProps {
  value: BasicsDraft
  troubles: BasicsTrouble
  /** Organisations in whose name this person may call a meeting. */
  bodies: readonly string[]
  fixedOrganisation?: boolean
  /** When people were called to begin: its deadlines are kept or missed, and nothing is to be chosen any more. */
  calledFor?: string | null
  /** What the server said of what was sent. */
  refused?: Problem | null
  onChange(value: BasicsDraft): void
}

const pointers: Partial<Record<keyof BasicsDraft, string>> = {
  title: '/title',
  day: '/starts_at',
  end: '/ends_at',
  place: '/place',
  video: '/video_link',
}

export function BasicsFields({
  value,
  troubles,
  bodies,
  fixedOrganisation,
  calledFor,
  refused,
  onChange,
}: BasicsFieldsProps) {
  const { t } = useTranslation()
  const set = (change: Partial<BasicsDraft>) => onChange({ ...value, ...change })
  const wrong = (field: keyof BasicsDraft) => {
    const trouble = troubles[field]
    return trouble ? t(`form.${trouble}`) : (refused?.field(pointers[field] ?? '-') ?? null)
  }
  const organisations = useQuery(reads.organisations())
  const mine = childrenFirst(organisations.data ?? [])
    .filter(({ organisation }) => organisation.path.some(id => bodies.includes(id)))
    .sort((one, other) => Number(other.organisation.active) - Number(one.organisation.active))
  return (
    <div className="stack form">
      <TextInput
        label={t('form.meetingTitle')}
        help={t('form.meetingTitleExample')}
        value={value.title}
        onChange={title => set({ title })}
        wrong={wrong('title')}
        isRequired
      />
      <div className="form-pair">
        <SelectInput
          label={t('meeting.kind')}
          value={value.kind}
          choices={kinds.map(id => ({ id, name: t(`kind.${id}`) }))}
          onChange={kind => set({ kind })}
        />
        <SelectInput
          label={t('form.organisation')}
          value={value.organisation || null}
          choices={mine.map(({ organisation: one }) => ({
            id: one.id,
            name: one.name,
            ...(!one.active && { note: t('administration.inactive') }),
          }))}
          onChange={organisation => set({ organisation })}
          wrong={wrong('organisation')}
          isDisabled={fixedOrganisation ?? false}
        />
      </div>
      <ClassificationField
        value={value.classification}
        onChange={classification => set({ classification })}
      />
      <ChairField value={value.chair} wrong={wrong('chair')} onChange={chair => set({ chair })} />
      <TimeAndZone value={value} calledFor={calledFor} wrong={wrong} onChange={set} />
      <div className="field">
        <span className="label">{t('meeting.mode')}</span>
        <div>
          <Segmented
            label={t('meeting.mode')}
            value={value.mode}
            choices={modes.map(id => ({ id, name: t(`mode.${id}`) }))}
            onChange={mode => set({ mode })}
          />
        </div>
      </div>
      {value.mode !== 'online' && (
        <TextInput
          label={t('form.place')}
          value={value.place}
          onChange={place => set({ place })}
          wrong={wrong('place')}
        />
      )}
      {value.mode !== 'in_person' && (
        <TextInput
          label={t('form.video')}
          help={t('form.videoHelp')}
          value={value.video}
          onChange={video => set({ video })}
          wrong={wrong('video')}
          type="url"
          isRequired={value.mode === 'online'}
        />
      )}
    </div>
  )
}

interface TimeAndZoneProps {
  calledFor: string | null | undefined
  value: BasicsDraft
  wrong(field: keyof BasicsDraft): string | null
  onChange(change: Partial<BasicsDraft>): void
}

function TimeAndZone({ value, calledFor, wrong, onChange }: TimeAndZoneProps) {
  const { t } = useTranslation()
  const now = new Date()
  const known = zones.includes(value.zone) ? zones : [value.zone, ...zones]
  return (
    <>
      <TimesFields value={value} onChange={onChange} names={[t('form.start'), t('form.end')]} wrong={wrong} />
      <SelectInput
        label={t('form.zone')}
        value={value.zone}
        choices={known.map(id => ({ id, name: zoneInFull(now, id) }))}
        onChange={zone => onChange({ zone })}
      />
      {value.day > '2000' && value.start && (
        <LegalHint value={value} calledFor={calledFor} onChange={onChange} />
      )}
    </>
  )
}

/** By when invitation and papers are due, while the time is still being chosen; late means: another day or a reason. */
function LegalHint({ value, calledFor, onChange }: Omit<TimeAndZoneProps, 'wrong'>) {
  const { t } = useTranslation()
  const language = useLanguage()
  const start = instantOf(value.day, value.start, value.zone)
  const due = useQuery(reads.legalDeadlines(start, value.zone))
  if (!due.data) return null
  if (calledFor && Date.parse(calledFor) === Date.parse(start) && !value.urgent) return null
  const late = Date.parse(due.data.call_by) < Date.now()
  const at = moment(due.data.call_by, value.zone, language)
  const words = due.data.day_off ? 'deadline.dayOff' : 'deadline.workingDay'
  return (
    <div className="stack-tight">
      <p className={late ? 'notice brick' : 'notice'}>
        <Icon name={late ? 'alert' : 'clock'} />
        <span className="grow">
          {t(words, { day: day(start, value.zone, language) })}{' '}
          {t(late ? 'deadline.hintLate' : 'deadline.hint', { at })}
        </span>
      </p>
      {(late || value.urgent) && (
        <TextInput
          label={t('deadline.urgentReason')}
          help={t('deadline.urgentHelp')}
          value={value.urgent}
          onChange={urgent => onChange({ urgent })}
        />
      )}
    </div>
  )
}
