import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../../store/person'
import { reads } from '../../store/reads'
import type { DeviceKind, MeetingKind, MeetingMode, Usage } from '../../types/api'
import { Numbers } from './Chart'
import { figure, shareOf, written } from './figures'

const kinds: readonly DeviceKind[] = ['tablet', 'phone', 'desktop']

/** The same figures by level, mode and kind, as small tables; and on what people read. */
export function Parts({ usage }: { usage: Usage }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { number, percent } = written(language, t('usage.notRecorded'))
  const levels = useQuery(reads.levels()).data ?? []
  const levelName = (code: string) => levels.find(level => level.code === code)?.names[language] ?? code
  const tables = [
    { title: t('usage.level'), parts: usage.levels, name: levelName },
    { title: t('usage.mode'), parts: usage.modes, name: (mode: string) => t(`mode.${mode as MeetingMode}`) },
    { title: t('usage.kind'), parts: usage.kinds, name: (kind: string) => t(`kind.${kind as MeetingKind}`) },
  ]
  return (
    <section className="stack">
      <h2>{t('usage.parts')}</h2>
      <div className="usage-parts">
        {tables.map(table => (
          <Numbers
            key={table.title}
            title={table.title}
            columns={[table.title, t('usage.called'), t('usage.heldShort'), t('usage.share')]}
            rows={table.parts.map(part => [
              table.name(part.value),
              number(figure(part.figures, 'meetings_called')),
              number(figure(part.figures, 'meetings_held')),
              percent(shareOf(part.figures, 'people_opened', 'people_entitled')),
            ])}
          />
        ))}
        <Numbers
          title={t('usage.device')}
          columns={[t('usage.device'), t('usage.readers')]}
          rows={kinds.map(kind => [
            t(`device.${kind}`),
            number(figure(usage.figures, `devices_used.${kind}`)),
          ])}
        />
      </div>
    </section>
  )
}
