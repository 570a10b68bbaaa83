import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Failed, Waiting } from '../../components/State'
import { Window } from '../../components/Window'
import type { BookPaper } from '../../store/book'
import { useLanguage } from '../../store/person'
import { reads } from '../../store/reads'
import type { Reading } from '../../types/api'
import { homeZone, moment } from '../../words/dates'

/** The reader's own evidence: what is kept about him is shown to him. */
export function Evidence({ paper, onClose }: { paper: BookPaper; onClose(): void }) {
  const { t } = useTranslation()
  const readings = useQuery(reads.readings(paper.document.id))
  return (
    <Window title={t('book.evidence')} open onClose={onClose}>
      <div className="stack">
        <p>{paper.document.title}</p>
        {readings.isPending && <Waiting rows={2} />}
        {readings.error && <Failed error={readings.error} onRetry={readings.refetch} />}
        {readings.data?.length === 0 && <p className="soft">{t('book.evidenceNone')}</p>}
        {readings.data && readings.data.length > 0 && (
          <ul className="rows">
            {readings.data.map(reading => (
              <Row
                key={`${reading.version_id} ${reading.opened_at}`}
                reading={reading}
                pages={paper.version.pages ?? 0}
              />
            ))}
          </ul>
        )}
        <p className="small soft">{t('book.evidenceHelp')}</p>
      </div>
    </Window>
  )
}

function Row({ reading, pages }: { reading: Reading; pages: number }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <li className="rows-row">
      <div className="grow">
        <strong>{moment(reading.opened_at, homeZone, language)}</strong>
        <p className="small soft">{t('papers.newVersion', { number: reading.number })}</p>
      </div>
      <div className="small number">
        <p>{t('book.evidencePages', { seen: reading.pages.length, pages })}</p>
        <p className="soft">
          {t('book.evidenceTime', {
            minutes: Math.floor(reading.seconds / 60),
            seconds: Math.round(reading.seconds % 60),
          })}
        </p>
      </div>
    </li>
  )
}
