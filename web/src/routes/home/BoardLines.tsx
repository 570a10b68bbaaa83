import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, LinkButton } from '../../components/Button'
import { Icon, type IconName } from '../../components/Icon'
import { remindUnanswered } from '../../services/reminders'
import { askForPapers } from '../../services/reviews'
import { tell, tellProblem } from '../../store/notices'
import { queries } from '../../store/queries'
import type { BoardLine, MeetingSummary, PaperLine, RoomState } from '../../types/api'
import { shortMoment } from '../../words/dates'

const soon = 3 * 24 * 3600_000

/** A deadline stands among the lines when it is late or near; the others are shown beside the meeting. */
export function isPressing({ kind, state, due_at }: BoardLine): boolean {
  if (kind !== 'deadline') return true
  return state === 'late' || (state === 'pending' && Date.parse(due_at ?? '') - Date.now() < soon)
}

export function MeetingLine({ meeting, line }: { meeting: MeetingSummary; line: BoardLine }) {
  const { t } = useTranslation()
  const page = `/meetings/${meeting.id}`
  const look = (href: string, name = t('board.look')) => <LinkButton href={href}>{name}</LinkButton>
  switch (line.kind) {
    case 'deadline': {
      const act = line.rule === 'papers' ? look(`${page}/papers`) : look(page, t('meeting.call'))
      const late = line.state === 'late'
      const what = t(`deadline.${line.rule || 'papers'}`)
      return (
        <Line icon={late ? 'alert' : 'clock'} bad={late} act={act}>
          {t(late ? 'board.late' : 'board.soon', { what, at: shortMoment(line.due_at ?? '', meeting.zone) })}
        </Line>
      )
    }
    case 'answers': {
      const remind = (
        <Act
          name={t('board.remind')}
          work={() => remindUnanswered(meeting.id)}
          done={count => t('board.reminded', { count })}
        />
      )
      return (
        <Line icon="mail" act={remind}>
          {t('board.unanswered', { count: line.count })}
        </Line>
      )
    }
    case 'substitutes':
      return (
        <Line icon="people" act={look(`${page}/participants`, t('meeting.participants'))}>
          {t('board.substitutes', { count: line.count })}
        </Line>
      )
    case 'room':
      return (
        <Line icon="place" bad={line.state !== 'requested'} act={look(page, t('rooms.another'))}>
          <RoomWords line={line} />
        </Line>
      )
    case 'sites':
      return (
        <Line icon="video" bad={line.state !== 'unready'} act={look(`${page}/sites`, t('sites.title'))}>
          {t(siteWords[line.state as keyof typeof siteWords], { count: line.count })}
        </Line>
      )
    case 'body':
      return (
        <Line icon="alert" bad act={look(page)}>
          {t('board.body')}
        </Line>
      )
    case 'record':
      return (
        <Line icon="clock" act={look(page, t('meeting.record'))}>
          {t('board.record')}
        </Line>
      )
  }
}

const siteWords = {
  unmanned: 'board.sitesUnmanned',
  trouble: 'board.sitesTrouble',
  unready: 'board.sitesUnready',
} as const

function RoomWords({ line: { state, reason } }: { line: BoardLine }) {
  const { t } = useTranslation()
  if (state === 'too_small') return t('board.tooSmall')
  return (
    <>
      {t('rooms.title')}: {t(`roomState.${state as RoomState}`)}
      {reason && ` – ${reason}`}
    </>
  )
}

const signs: Record<PaperLine['kind'], IconName> = {
  missing: 'paper',
  submitted: 'upload',
  refused: 'alert',
  undeclared: 'lock',
  unreleased: 'check',
  unopened: 'book',
}

export function PaperLineRow({ meeting, line }: { meeting: MeetingSummary; line: PaperLine }) {
  const { t } = useTranslation()
  if (line.kind === 'unopened') return null
  const titles = line.about.map(one => one.title).join('; ')
  return (
    <Line
      icon={signs[line.kind]}
      bad={line.kind === 'refused'}
      act={<PaperAct meeting={meeting} line={line} />}
    >
      {t(`board.${line.kind}`, { titles })}
    </Line>
  )
}

function PaperAct({ meeting, line: { kind, about } }: { meeting: MeetingSummary; line: PaperLine }) {
  const { t } = useTranslation()
  const names: Partial<Record<PaperLine['kind'], string>> = {
    submitted: t('review.accept'),
    unreleased: t('papers.release'),
    undeclared: t('papers.declare'),
  }
  if (kind !== 'missing')
    return <LinkButton href={`/meetings/${meeting.id}/papers`}>{names[kind] ?? t('board.look')}</LinkButton>
  const items = about.map(one => one.id)
  return (
    <Act
      name={t('review.remind')}
      work={() => askForPapers(meeting.id, items)}
      done={count => t('review.done', { count })}
    />
  )
}

function Line({
  icon,
  bad,
  act,
  children,
}: {
  icon: IconName
  bad?: boolean
  act: ReactNode
  children: ReactNode
}) {
  return (
    <li className={bad ? 'notice brick' : 'notice'}>
      <Icon name={icon} />
      <span className="grow">{children}</span>
      {act}
    </li>
  )
}

/** Done once by one tap; what came of it is said below. */
function Act({ name, work, done }: { name: string; work(): Promise<number>; done(count: number): string }) {
  const act = useMutation({
    mutationFn: work,
    onSuccess: count => tell(done(count)),
    onError: tellProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['board'] }),
  })
  return (
    <Button isDisabled={act.isPending || act.isSuccess} onPress={() => act.mutate()}>
      {name}
    </Button>
  )
}
