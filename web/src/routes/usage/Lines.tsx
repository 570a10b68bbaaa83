import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '../../components/Button'

interface LinesProps<Line> {
  title: string
  add: string
  lines: Line[]
  fresh: Line
  onChange(lines: Line[]): void
  line(one: Line, change: (part: Partial<Line>) => void): ReactNode
}

/** Lines of fields that are added to and taken away, each as its own group. */
export function Lines<Line>({ title, add, lines, fresh, onChange, line }: LinesProps<Line>) {
  const { t } = useTranslation()
  const changed = (place: number, part: Partial<Line>) =>
    onChange(lines.map((one, here) => (here === place ? { ...one, ...part } : one)))
  return (
    <section className="stack">
      <h3>{title}</h3>
      {lines.map((one, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has no name of its own
        <fieldset key={place} className="usage-line">
          <legend className="hidden">{`${title} ${place + 1}`}</legend>
          <div className="grow stack-tight">{line(one, part => changed(place, part))}</div>
          <IconButton
            icon="trash"
            label={`${t('usage.removeLine')} ${place + 1}`}
            onPress={() => onChange(lines.filter((_, here) => here !== place))}
          />
        </fieldset>
      ))}
      <div>
        <Button icon="plus" onPress={() => onChange([...lines, fresh])}>
          {add}
        </Button>
      </div>
    </section>
  )
}
