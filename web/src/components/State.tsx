import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '../services/problem'
import { Button } from './Button'
import { Icon, type IconName } from './Icon'
import { Title } from './Title'

/** An empty place that says what belongs there and what to do next. */
export function Empty({
  icon,
  title,
  help,
  children,
}: {
  icon: IconName
  title: string
  help?: string
  children?: ReactNode
}) {
  return (
    <div className="state">
      <Icon name={icon} />
      <h3>{title}</h3>
      {help && <p>{help}</p>}
      {children}
    </div>
  )
}

export function Waiting({ rows = 3 }: { rows?: number }) {
  const { t } = useTranslation()
  return (
    <div className="waiting" role="status" aria-label={t('app.loading')}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
        <div key={row} />
      ))}
    </div>
  )
}

interface Told {
  icon: IconName
  title: string
  help: string
}

/** What a refusal means for the person, and what to do next; the server's own sentence is in the chosen language already. */
export function useTold(problem: Problem): Told {
  const { t } = useTranslation()
  const seconds = problem.retryAfter ?? 30
  if (problem.offline) return { icon: 'offline', title: t('state.offline'), help: t('state.offlineHelp') }
  if (problem.status === 404 && problem.code !== 'person-unknown')
    return { icon: 'lock', title: t('state.denied'), help: t('state.deniedHelp') }
  if (problem.status === 412 || problem.code === 'conflict')
    return { icon: 'refresh', title: t('state.conflict'), help: problem.detail ?? t('state.conflictHelp') }
  if (problem.status === 429)
    return { icon: 'clock', title: t('state.tooMany'), help: t('state.tooManyHelp', { seconds }) }
  if (problem.status === 503)
    return { icon: 'clock', title: t('state.busy'), help: t('state.busyHelp', { seconds }) }
  if (problem.status >= 400 && problem.status < 500)
    return {
      icon: 'alert',
      title: problem.title ?? t('state.failed'),
      help: problem.detail ?? problem.errors[0]?.detail ?? '',
    }
  return { icon: 'alert', title: t('state.failed'), help: t('state.failedHelp') }
}

/** A whole screen or part of one that could not be shown. */
interface FailedProps {
  error: unknown
  onRetry?: (() => unknown) | undefined
  /** When there is nothing else on the screen, this is its heading. */
  screen?: boolean
}

export function Failed({ error, onRetry, screen }: FailedProps) {
  const { t } = useTranslation()
  const problem = Problem.of(error)
  const told = useTold(problem)
  return (
    <div className="state" role="alert">
      <Icon name={told.icon} />
      {screen && <Title text={told.title} />}
      {screen ? <h1>{told.title}</h1> : <h2>{told.title}</h2>}
      {told.help && <p>{told.help}</p>}
      {onRetry && (
        <Button icon="refresh" onPress={() => void onRetry()}>
          {t('app.retry')}
        </Button>
      )}
      <RequestNumber problem={problem} />
    </div>
  )
}

/** The same inside a form. */
export function ProblemNote({ problem }: { problem: Problem }) {
  const told = useTold(problem)
  const said = problem.errors.filter(error => error.detail)
  return (
    <div className="notice brick" role="alert">
      <Icon name={told.icon} />
      <div className="grow">
        <strong>{told.title}</strong>
        {told.help && <p>{told.help}</p>}
        {said.length > 0 && (
          <ul>
            {said.map(error => (
              <li key={error.pointer}>{error.detail}</li>
            ))}
          </ul>
        )}
        <RequestNumber problem={problem} />
      </div>
    </div>
  )
}

function RequestNumber({ problem }: { problem: Problem }) {
  const { t } = useTranslation()
  return problem.requestId ? (
    <p className="tiny number">{t('app.requestId', { id: problem.requestId })}</p>
  ) : null
}
