import { useTranslation } from 'react-i18next'
import type { Deadline } from '../types/api'
import { shortMoment } from '../words/dates'
import { Icon } from './Icon'

/** How a meeting stands with the legal clock. */
export function DeadlineList({ deadlines, zone }: { deadlines: Deadline[]; zone: string }) {
  const { t } = useTranslation()
  if (deadlines.length === 0) return null
  return (
    <ul className="row">
      {deadlines.map(deadline => (
        <li
          key={deadline.rule}
          className={deadline.state === 'late' ? 'with-icon small late' : 'with-icon small soft'}
        >
          <Icon
            name={deadline.state === 'late' ? 'alert' : deadline.state === 'pending' ? 'clock' : 'check'}
          />
          <span>
            {t(`deadline.${deadline.rule}`)}:{' '}
            {t(`deadline.${deadline.state}`, { at: shortMoment(deadline.due_at, zone) })}
            {deadline.reason && ` – ${deadline.reason}`}
          </span>
        </li>
      ))}
    </ul>
  )
}
