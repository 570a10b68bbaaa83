import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../../components/Button'
import { Icon } from '../../components/Icon'
import { lookAtAgenda } from '../../services/meetings'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Meeting } from '../../types/api'

/** What changed since the reader last looked, or what the secretary has not told anybody of; nothing for neither. */
export function AgendaNews({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  const staff = meeting.my.role === 'secretary'
  const { data } = useQuery(reads.agendaComparison(meeting.id, staff ? 'note' : 'look'))
  const firstLook = !staff && data?.before_at === null ? data.after_at : ''
  useEffect(() => {
    if (!firstLook) return
    void lookAtAgenda(meeting.id, firstLook)
      .then(() => queries.invalidateQueries({ queryKey: ['agenda-comparison', meeting.id] }))
      .catch(() => undefined) // offline: the next opening is the first look
  }, [meeting.id, firstLook])
  if (!data?.changed) return null
  return (
    <div className="notice" role="status">
      <Icon name="history" />
      <div className="grow">
        <p>{t(staff ? 'agendaChanges.newsStaff' : 'agendaChanges.newsReader', { count: data.changed })}</p>
        {data.notes.map(one => one.note && <p key={one.at}>{t('compare.note', { note: one.note })}</p>)}
      </div>
      <LinkButton href={`/meetings/${meeting.id}/agenda-changes`}>{t('agendaChanges.open')}</LinkButton>
    </div>
  )
}
