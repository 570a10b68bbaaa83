import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { answerInvitation } from '../services/meetings'
import { Problem } from '../services/problem'
import { useDraft } from '../store/drafts'
import { isOpen } from '../store/meetings'
import { tell } from '../store/notices'
import { useLanguage } from '../store/person'
import { queries } from '../store/queries'
import type { MeetingState, MeetingSummary } from '../types/api'
import { clock, day, dayKey, endOf, homeZone, span, zoneName } from '../words/dates'
import { Button } from './Button'
import { TextInput } from './fields'
import { Icon } from './Icon'
import { ProblemNote } from './State'
import { Ask } from './Window'

/** To the outside video system of a meeting that has one. */
interface JoinVideoProps {
  meeting: Pick<MeetingSummary, 'video_link' | 'state'>
  wide?: boolean
}

export function JoinVideo({ meeting, wide }: JoinVideoProps) {
  const { t } = useTranslation()
  if (!meeting.video_link || !isOpen(meeting)) return null
  return (
    <a
      className={wide ? 'button large wide' : 'button large'}
      href={meeting.video_link}
      target="_blank"
      rel="noreferrer"
    >
      <Icon name="video" />
      {t('meeting.joinVideo')}
    </a>
  )
}

export function StateChip({ state }: { state: MeetingState }) {
  const { t } = useTranslation()
  const look = state === 'postponed' || state === 'cancelled' ? 'brick' : state === 'called' ? 'blue' : ''
  return <span className={`chip ${look}`}>{t(`meetingState.${state}`)}</span>
}

/** When the meeting is, in its own zone; the zone is named where the reader's is another. */
export function When({ meeting }: { meeting: Pick<MeetingSummary, 'starts_at' | 'ends_at' | 'zone'> }) {
  const language = useLanguage()
  const foreign = meeting.zone !== homeZone
  return (
    <time dateTime={meeting.starts_at} className="number">
      {span(meeting.starts_at, meeting.ends_at, meeting.zone, language)}
      {foreign && ` (${zoneName(meeting.starts_at, meeting.zone)})`}
    </time>
  )
}

/** `Ủy ban nhân dân xã Đông Thành, phòng họp tầng 2`. */
export function nameOfSite(site: { organisation_name: string; place: string }): string {
  return [site.organisation_name, site.place].filter(Boolean).join(', ')
}

/** Where the reader takes part: at his connecting site, or in the main room. */
export function Place({ meeting }: { meeting: MeetingSummary }) {
  const { t } = useTranslation()
  if (meeting.my.site)
    return (
      <span className="with-icon">
        <Icon name="video" />
        <span>{t('sites.at', { name: nameOfSite(meeting.my.site) })}</span>
      </span>
    )
  return (
    <span className="with-icon">
      <Icon name={meeting.mode === 'online' ? 'video' : 'place'} />
      <span>{meeting.place || t(meeting.mode === 'online' ? 'mode.online' : 'meeting.noPlace')}</span>
    </span>
  )
}

/** One meeting in a list: time at the left like a diary, one tap to all of it. */
export function MeetingRow({ meeting, withDay = false }: { meeting: MeetingSummary; withDay?: boolean }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const off = meeting.state === 'cancelled' || meeting.state === 'postponed'
  return (
    <Link href={`/meetings/${meeting.id}`} className={off ? 'meeting-row off' : 'meeting-row'}>
      <span className="meeting-row-time number">
        <strong>{clock(meeting.starts_at, meeting.zone)}</strong>
        <span>{endOf(meeting.starts_at, meeting.ends_at, meeting.zone)}</span>
        {meeting.zone !== homeZone && <span>{zoneName(meeting.starts_at, meeting.zone)}</span>}
      </span>
      <span className="grow stack-tight">
        {withDay && <span className="small soft">{day(meeting.starts_at, meeting.zone, language)}</span>}
        <strong className="meeting-row-title">{meeting.title}</strong>
        <span className="meeting-row-notes small soft">
          <Place meeting={meeting} />
          {meeting.my.role && <span>{t(`role.${meeting.my.role}`)}</span>}
        </span>
      </span>
      <span className="meeting-row-signs">
        {meeting.state !== 'called' && <StateChip state={meeting.state} />}
        {meeting.state === 'called' && meeting.my.answer && <AnswerChip meeting={meeting} />}
      </span>
    </Link>
  )
}

export function AnswerChip({ meeting }: { meeting: MeetingSummary }) {
  const { t } = useTranslation()
  const { answer } = meeting.my
  if (!answer) return null
  return (
    <span className={answer === 'accepted' ? 'chip blue' : answer === 'pending' ? 'chip brick' : 'chip'}>
      {answer === 'accepted' && <Icon name="check" />}
      {t(`answer.${answer}`)}
    </span>
  )
}

export function isAnswerable(meeting: MeetingSummary): boolean {
  if (meeting.my.role === 'replaced') return false
  return meeting.my.answer !== null && meeting.state === 'called' && Date.parse(meeting.ends_at) > Date.now()
}

/** One tap to say yes; a no asks for its reason. */
export function AnswerButtons({ meeting }: { meeting: MeetingSummary }) {
  const { t } = useTranslation()
  const [declining, setDeclining] = useState(false)
  const reason = useDraft(`absence ${meeting.id}`, '')
  const answer = useMutation({
    mutationFn: (given: { answer: 'accepted' | 'declined'; reason: string | null }) =>
      answerInvitation(meeting.id, given.answer, given.reason),
    onSuccess: () => {
      reason.drop()
      tell(t('answer.done'))
      return Promise.all([
        queries.invalidateQueries({ queryKey: ['meeting', meeting.id] }),
        queries.invalidateQueries({ queryKey: ['meetings'] }),
        queries.invalidateQueries({ queryKey: ['participants', meeting.id] }),
      ])
    },
  })
  return (
    <div className="stack-tight">
      <div className="row answer-buttons">
        <Button
          look={meeting.my.answer === 'declined' ? 'large' : 'large primary'}
          icon="check"
          isDisabled={answer.isPending || meeting.my.answer === 'accepted'}
          onPress={() => answer.mutate({ answer: 'accepted', reason: null })}
        >
          {t('answer.accept')}
        </Button>
        <Button look="large" isDisabled={answer.isPending} onPress={() => setDeclining(true)}>
          {t('answer.decline')}
        </Button>
      </div>
      {answer.error && !declining && <ProblemNote problem={Problem.of(answer.error)} />}
      <Ask
        title={t('answer.decline')}
        open={declining}
        onClose={() => setDeclining(false)}
        onConfirm={() => answer.mutateAsync({ answer: 'declined', reason: reason.value.trim() })}
        confirm={t('answer.send')}
        disabled={!reason.value.trim()}
      >
        <p>{meeting.title}</p>
        <TextInput
          label={t('answer.reason')}
          help={t('answer.reasonHelp')}
          value={reason.value}
          onChange={reason.change}
          lines
          isRequired
          autoFocus
        />
      </Ask>
    </div>
  )
}

/** Groups by the day of each meeting's own zone, in order. */
export function byDay(meetings: readonly MeetingSummary[]): [string, MeetingSummary[]][] {
  const days = new Map<string, MeetingSummary[]>()
  for (const meeting of meetings) {
    const key = dayKey(meeting.starts_at, meeting.zone)
    days.set(key, [...(days.get(key) ?? []), meeting])
  }
  return [...days.entries()].sort(([one], [other]) => (one < other ? -1 : 1))
}
