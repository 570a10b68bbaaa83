import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { ChoosePeople, type Named } from '../../components/ChoosePeople'
import { SelectInput, TextInput, Tick } from '../../components/fields'
import { Ask } from '../../components/Window'
import { addRoom, changeRoom } from '../../services/rooms'
import { useAttempt } from '../../store/attempts'
import { tell } from '../../store/notices'
import { goingOn } from '../../store/organisations'
import { administeredBy, usePerson } from '../../store/person'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Equipment, Room } from '../../types/api'

const kinds: Equipment[] = ['projector', 'screen', 'camera', 'microphones', 'speakers', 'whiteboard']

export function RoomForm({ room, onClose }: { room?: Room; onClose(): void }) {
  const { t } = useTranslation()
  const me = usePerson()
  const organisations = useQuery(reads.organisations())
  const attempt = useAttempt()
  const [organisation, setOrganisation] = useState<string | null>(room?.organisation.id ?? null)
  const [name, setName] = useState(room?.name ?? '')
  const [location, setLocation] = useState(room?.location ?? '')
  const [capacity, setCapacity] = useState(String(room?.capacity ?? ''))
  const [seats, setSeats] = useState(String(room?.seats ?? ''))
  const [equipment, setEquipment] = useState<ReadonlySet<Equipment>>(new Set(room?.equipment))
  const [keeper, setKeeper] = useState<Named | null>(room?.keeper ?? null)
  const [approval, setApproval] = useState(room?.needs_approval ?? false)
  const [choosing, setChoosing] = useState(false)
  const body = {
    name: name.trim(),
    location: location.trim(),
    capacity: Number(capacity),
    seats: Number(seats || capacity),
    equipment: kinds.filter(kind => equipment.has(kind)),
    keeper_id: keeper?.id ?? null,
    needs_approval: approval,
  }
  const save = async () => {
    if (room) {
      const crowded = (await changeRoom(room.id, body)).too_small_for.length
      tell(crowded ? t('rooms.crowded', { count: crowded }) : t('app.saved'))
    } else {
      const room = { ...body, organisation_id: organisation ?? '', zone: 'Asia/Ho_Chi_Minh' }
      await addRoom(room, attempt.of(room))
    }
    await queries.invalidateQueries({ queryKey: ['rooms'] })
  }
  if (choosing)
    return (
      <ChoosePeople
        title={t('rooms.keeper')}
        chosen={keeper ? [keeper] : []}
        single
        onDone={([one]) => {
          setKeeper(one ?? null)
          setChoosing(false)
        }}
        onClose={() => setChoosing(false)}
      />
    )
  return (
    <Ask
      title={t(room ? 'rooms.change' : 'rooms.add')}
      open
      onClose={onClose}
      onConfirm={save}
      confirm={t('app.save')}
      disabled={!body.name || !(body.capacity > 0) || (!room && !organisation)}
      wide
    >
      {!room && (
        <SelectInput
          label={t('account.organisation')}
          value={organisation}
          choices={goingOn(administeredBy(me, organisations.data ?? [])).map(
            ({ organisation: one, depth }) => ({
              id: one.id,
              name: `${'   '.repeat(depth)}${one.name}`,
            }),
          )}
          onChange={setOrganisation}
        />
      )}
      <TextInput label={t('rooms.name')} value={name} onChange={setName} isRequired />
      <TextInput label={t('rooms.location')} value={location} onChange={setLocation} />
      <div className="form-pair">
        <TextInput
          label={t('rooms.capacity')}
          value={capacity}
          onChange={setCapacity}
          inputMode="numeric"
          isRequired
        />
        <TextInput
          label={t('rooms.seats')}
          value={seats}
          onChange={setSeats}
          inputMode="numeric"
          help={t('rooms.seatsHelp')}
        />
      </div>
      <div className="stack-tight">
        <span id="room-equipment" className="small">
          {t('rooms.equipment')}
        </span>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset draws its own frame */}
        <div role="group" aria-labelledby="room-equipment" className="tick-grid">
          {kinds.map(kind => (
            <Tick
              key={kind}
              isSelected={equipment.has(kind)}
              onChange={has =>
                setEquipment(new Set(has ? [...equipment, kind] : [...equipment].filter(one => one !== kind)))
              }
            >
              {t(`equipment.${kind}`)}
            </Tick>
          ))}
        </div>
      </div>
      <div className="row">
        <span className="grow">
          {t('rooms.keeper')}: <strong>{keeper?.full_name ?? t('form.notChosen')}</strong>
        </span>
        <Button icon="person" onPress={() => setChoosing(true)}>
          {t('form.choosePerson')}
        </Button>
        {keeper && (
          <Button look="plain" onPress={() => setKeeper(null)}>
            {t('app.remove')}
          </Button>
        )}
      </div>
      <Tick isSelected={approval} onChange={setApproval}>
        {t('rooms.needsApproval')}
      </Tick>
    </Ask>
  )
}
