import { useTranslation } from 'react-i18next'
import { useLanguage } from '../../store/person'
import type { Figures } from '../../types/api'
import { figure, shareOf, written } from './figures'

/** What a leader wants to know in ten seconds. */
export function Tiles({ figures }: { figures: Figures }) {
  const { t } = useTranslation()
  const { number, percent } = written(useLanguage(), t('usage.notRecorded'))
  const said = (name: string) => number(figure(figures, name))
  const tiles = [
    {
      name: t('usage.held'),
      value: said('meetings_held'),
      note: t('usage.heldNote', { called: said('meetings_called') }),
    },
    {
      name: t('usage.minutes'),
      value: percent(shareOf(figures, 'minutes_held', 'minutes_planned')),
      note: t('usage.minutesNote', { held: said('minutes_held'), planned: said('minutes_planned') }),
    },
    {
      name: t('usage.opened'),
      value: percent(shareOf(figures, 'people_opened', 'people_entitled')),
      note: t('usage.openedNote', { part: said('people_opened'), whole: said('people_entitled') }),
    },
    {
      name: t('usage.paper'),
      value: said('pages_saved'),
      note: t('usage.paperNote', { entitled: said('pages_entitled'), printed: said('pages_printed') }),
    },
    {
      name: t('usage.attended'),
      value: percent(shareOf(figures, 'participants_attended', 'participants_called')),
      note: t('usage.attendedNote', {
        part: said('participants_attended'),
        whole: said('participants_called'),
      }),
    },
    {
      name: t('usage.late'),
      value: said('papers_late'),
      note: t('usage.lateNote', { invitations: said('invitations_late') }),
    },
  ]
  return (
    <dl className="usage-tiles">
      {tiles.map(tile => (
        <div key={tile.name} className="card">
          <dt>{tile.name}</dt>
          <dd className={tile.value === t('usage.notRecorded') ? 'usage-value soft' : 'usage-value'}>
            {tile.value}
          </dd>
          <dd className="tiny soft">{tile.note}</dd>
        </div>
      ))}
    </dl>
  )
}
