import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { Button } from '../../components/Button'
import { ClockField, DayField } from '../../components/DateTime'
import { SelectInput } from '../../components/fields'
import { Ask } from '../../components/Window'
import { makeFromTemplate } from '../../services/series'
import { useAttempt } from '../../store/attempts'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import { addDays, dayKey, homeZone, instantOf } from '../../words/dates'
import { useChairInstead } from './useChairInstead'

/** Beside an empty form: begin from what the organisation has prepared. Nothing is shown where there is none. */
export function FromTemplate({ organisation }: { organisation: string }) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const templates = useQuery({ ...reads.templates(organisation), enabled: organisation !== '' })
  const [open, setOpen] = useState(false)
  const attempt = useAttempt()
  const [chosen, setChosen] = useState<string | null>(null)
  const [day, setDay] = useState(addDays(dayKey(new Date(), homeZone), 7))
  const [begin, setBegin] = useState('08:00')
  const led = useChairInstead()
  const make = async () => {
    const body = { starts_at: instantOf(day, begin, homeZone), ...led.by }
    const made = await led.asking(makeFromTemplate(chosen ?? '', body, attempt.of([chosen, body])))
    await queries.invalidateQueries({ queryKey: ['meetings'] })
    go(`/meetings/new/${made.id}/basics`)
  }
  if (!templates.data?.length) return null
  return (
    <div>
      <Button icon="book" onPress={() => setOpen(true)}>
        {t('series.fromTemplate')}
      </Button>
      <Ask
        title={t('series.fromTemplate')}
        open={open}
        onClose={() => setOpen(false)}
        onConfirm={make}
        confirm={t('form.createFirst')}
        disabled={!chosen || !day || !begin}
      >
        <SelectInput
          label={t('series.template')}
          value={chosen}
          choices={templates.data.map(one => ({
            id: one.id,
            name: one.name,
            note: [
              t(one.sites ? 'series.templateHasSites' : 'series.templateHas', {
                items: one.items,
                people: one.people,
                sites: one.sites,
              }),
              one.room_name,
            ]
              .filter(Boolean)
              .join(' · '),
          }))}
          onChange={setChosen}
        />
        <div className="form-pair">
          <DayField label={t('form.date')} value={day} onChange={setDay} />
          <ClockField label={t('form.start')} value={begin} onChange={setBegin} />
        </div>
        {led.field}
      </Ask>
    </div>
  )
}
