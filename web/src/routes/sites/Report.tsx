import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextInput } from '../../components/fields'
import { Ask } from '../../components/Window'
import { reportReadiness } from '../../services/sites'
import { tell } from '../../store/notices'
import type { Site } from '../../types/api'

interface ReportProps {
  site: Site
  /** That it is ready; otherwise what is wrong. */
  ready: boolean
  onDone(): Promise<unknown>
  onClose(): void
}

export function Report({ site, ready, onDone, onClose }: ReportProps) {
  const { t } = useTranslation()
  const [note, setNote] = useState('')
  const name = t(ready ? 'sites.sayReady' : 'sites.sayTrouble')
  const send = async () => {
    await reportReadiness(site.meeting_id, site.id, ready, note.trim())
    tell(t('sites.reported'))
    await onDone()
  }
  return (
    <Ask
      title={name}
      open
      onClose={onClose}
      onConfirm={send}
      confirm={name}
      disabled={!ready && !note.trim()}
    >
      <p>{[site.organisation.name, site.place].filter(Boolean).join(', ')}</p>
      <TextInput
        label={t(ready ? 'sites.reportNote' : 'sites.troubleNote')}
        value={note}
        onChange={setNote}
        isRequired={!ready}
        lines
        autoFocus
      />
    </Ask>
  )
}
