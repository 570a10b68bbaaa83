import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoomService } from '../types/api'
import { Tick } from './fields'

const services: RoomService[] = ['tea', 'name_plates', 'microphones']

interface ServiceTicksProps {
  value: readonly RoomService[]
  onChange(services: RoomService[]): void
}

/** What is ordered with a room, or asked for at a site. */
export function ServiceTicks({ value, onChange }: ServiceTicksProps) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <div className="stack-tight">
      <span id={id} className="small">
        {t('rooms.services')}
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset draws its own frame */}
      <div role="group" aria-labelledby={id}>
        {services.map(one => (
          <Tick
            key={one}
            isSelected={value.includes(one)}
            onChange={wanted =>
              onChange(services.filter(other => (other === one ? wanted : value.includes(other))))
            }
          >
            {t(`roomService.${one}`)}
          </Tick>
        ))}
      </div>
    </div>
  )
}
