import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { subscribeShortcuts } from '../store/shortcuts'
import { Window } from './Window'

const places = { h: '/', m: '/meetings', i: '/inbox' } as const
const sequence = 1_500 // milliseconds between g and the letter that follows

const everywhere = [
  ['list', '?'],
  ['search', '/'],
  ['home', 'g', 'h'],
  ['meetings', 'g', 'm'],
  ['inbox', 'g', 'i'],
  ['close', 'Esc'],
] as const
const inBook = [
  ['zoomIn', '+'],
  ['zoomOut', '-'],
  ['zoomReset', '0'],
] as const

/** Listens for keys that belong to no field, and shows the list of them. */
export function Shortcuts() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [, go] = useLocation()
  useEffect(() => subscribeShortcuts(() => setOpen(true)), [])
  useEffect(() => {
    let begun = 0
    const hear = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const place = places[event.key as keyof typeof places]
      if (place && event.timeStamp - begun < sequence) go(place)
      begun = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY
      if (event.key === '?') setOpen(true)
      if (event.key === '/') {
        event.preventDefault()
        go('/search')
      }
    }
    begun = Number.NEGATIVE_INFINITY
    window.addEventListener('keydown', hear)
    return () => window.removeEventListener('keydown', hear)
  }, [go])
  if (!open) return null
  return (
    <Window title={t('shortcuts.title')} open onClose={() => setOpen(false)}>
      <div className="stack">
        <List title={t('shortcuts.everywhere')} rows={everywhere} />
        <List title={t('shortcuts.inBook')} rows={inBook} />
      </div>
    </Window>
  )
}

type Row = (typeof everywhere)[number] | (typeof inBook)[number]

function List({ title, rows }: { title: string; rows: readonly Row[] }) {
  const { t } = useTranslation()
  return (
    <section>
      <h3>{title}</h3>
      <dl className="shortcut-list">
        {rows.map(([name, first, second]) => (
          <div key={name} className="spread shortcut-keys">
            <dt>{t(`shortcuts.${name}`)}</dt>
            <dd>
              <kbd>{first}</kbd>
              {second && (
                <>
                  {' '}
                  {t('shortcuts.followedBy')} <kbd>{second}</kbd>
                </>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** Letters typed into a field, a window or a list belong there. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest(
      'input, textarea, select, [contenteditable], [role=dialog], [role=listbox], [role=menu], [role=spinbutton]',
    ) !== null
  )
}
