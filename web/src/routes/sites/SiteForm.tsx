import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { ChoosePeople, type Named } from '../../components/ChoosePeople'
import { TextInput } from '../../components/fields'
import { ServiceTicks } from '../../components/ServiceTicks'
import { Ask } from '../../components/Window'
import { changeSite } from '../../services/sites'
import type { Meeting, RoomService, Site } from '../../types/api'
import { refreshSites } from './Sites'

/** Place, person on duty, seats, and what is asked for at a site. */
export function SiteForm({ meeting, site, onClose }: { meeting: Meeting; site: Site; onClose(): void }) {
  const { t } = useTranslation()
  const [place, setPlace] = useState(site.place)
  const [duty, setDuty] = useState<Named | null>(site.duty)
  const [seats, setSeats] = useState(String(site.seats))
  const [ordered, setOrdered] = useState<readonly RoomService[]>(site.services)
  const [note, setNote] = useState(site.note)
  const [choosing, setChoosing] = useState(false)
  const count = Number(seats)
  const wrong = Number.isInteger(count) && count > 0 && count <= 10_000 ? null : t('sites.seatsWrong')
  const save = async () => {
    await changeSite(meeting.id, site.id, {
      place: place.trim(),
      duty_id: duty?.id ?? null,
      seats: count,
      services: [...ordered],
      note: note.trim(),
    })
    await refreshSites(meeting.id)
  }
  return (
    <>
      <Ask
        title={site.organisation.name}
        open={!choosing}
        onClose={onClose}
        onConfirm={save}
        confirm={t('app.save')}
        disabled={wrong !== null}
      >
        <TextInput label={t('sites.place')} help={t('sites.placeHelp')} value={place} onChange={setPlace} />
        <div className="field">
          <span>{t('sites.duty')}</span>
          <div className="row">
            <span className="grow">
              {duty ? duty.full_name : <span className="soft">{t('sites.nobody')}</span>}
            </span>
            <Button icon="person" onPress={() => setChoosing(true)}>
              {t('sites.chooseDuty')}
            </Button>
            {duty && (
              <Button look="plain" onPress={() => setDuty(null)}>
                {t('app.remove')}
              </Button>
            )}
          </div>
          <span className="help">{t('sites.dutyHelp')}</span>
        </div>
        <TextInput
          label={t('sites.seats')}
          value={seats}
          onChange={setSeats}
          wrong={wrong}
          inputMode="numeric"
          isRequired
        />
        <ServiceTicks value={ordered} onChange={setOrdered} />
        <TextInput label={t('sites.note')} help={t('sites.noteHelp')} value={note} onChange={setNote} lines />
      </Ask>
      {choosing && (
        <ChoosePeople
          title={t('sites.duty')}
          chosen={duty ? [duty] : []}
          single
          onDone={([person]) => {
            setDuty(person ?? null)
            setChoosing(false)
          }}
          onClose={() => setChoosing(false)}
        />
      )}
    </>
  )
}
