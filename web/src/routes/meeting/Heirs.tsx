import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { Tick } from '../../components/fields'
import { Icon } from '../../components/Icon'
import { Ask } from '../../components/Window'
import { changeMeeting, meetingToChange } from '../../services/meetings'
import { changeFollowing } from '../../services/series'
import { tell } from '../../store/notices'
import type { Meeting } from '../../types/api'
import { refreshMeeting } from './MeetingActions'

type Heir = Meeting['organisation']

/** Where the meeting's body has ended by its day: to hand it to one that went on. */
export function Heirs({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  const [heir, setHeir] = useState<Heir | null>(null)
  const { heirs } = meeting
  if (!heirs) return null
  return (
    <div className="notice brick">
      <Icon name="alert" />
      <div className="grow">
        <strong>{t('heirs.ended', { name: meeting.organisation.name })}</strong>
        <p className="small">{t(heirs.length ? 'heirs.help' : 'heirs.none')}</p>
      </div>
      <div className="row">
        {heirs.map(one => (
          <Button key={one.id} onPress={() => setHeir(one)}>
            {t('heirs.give', { name: one.name })}
          </Button>
        ))}
      </div>
      {heir && <Give meeting={meeting} heir={heir} onClose={() => setHeir(null)} />}
    </div>
  )
}

function Give({ meeting, heir, onClose }: { meeting: Meeting; heir: Heir; onClose(): void }) {
  const { t } = useTranslation()
  const [following, setFollowing] = useState(Boolean(meeting.series_id))
  const give = async () => {
    const change = { organisation_id: heir.id }
    if (following) await changeFollowing(meeting.id, change)
    else await changeMeeting(meeting.id, change, (await meetingToChange(meeting.id)).etag)
    tell(t('heirs.given', { name: heir.name }))
    await refreshMeeting(meeting.id)
  }
  return (
    <Ask
      title={t('heirs.give', { name: heir.name })}
      open
      onClose={onClose}
      onConfirm={give}
      confirm={t('heirs.confirm')}
    >
      <p>{t('heirs.ask', { name: heir.name })}</p>
      {meeting.series_id && (
        <Tick isSelected={following} onChange={setFollowing}>
          {t('heirs.following')}
        </Tick>
      )}
    </Ask>
  )
}
