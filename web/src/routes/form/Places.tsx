import { useTranslation } from 'react-i18next'
import type { Meeting } from '../../types/api'
import { MeetingRoom } from '../meeting/MeetingRoom'
import { Sites } from '../sites/Sites'

/** Where people meet: the room to be booked, and the places that join by video. */
export function Places({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  return (
    <div className="stack">
      {meeting.mode !== 'online' && (
        <section className="stack-tight" aria-labelledby="main-room">
          <h2 id="main-room">{t('form.mainRoom')}</h2>
          <MeetingRoom meeting={meeting} />
        </section>
      )}
      {meeting.mode !== 'in_person' && (
        <section className="stack-tight" aria-labelledby="sites">
          <h2 id="sites">{t('sites.title')}</h2>
          <Sites meeting={meeting} />
        </section>
      )}
    </div>
  )
}
