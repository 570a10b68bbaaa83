import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Filled } from '../../components/Filled'
import { Failed, Waiting } from '../../components/State'
import { Window } from '../../components/Window'
import type { BookPaper } from '../../store/book'
import { useLanguage } from '../../store/person'
import { reads } from '../../store/reads'
import type { Sitting } from '../../types/api'
import { homeZone, moment } from '../../words/dates'

/** The reader's own evidence: what is kept about him is shown to him. */
export function Evidence({ paper, onClose }: { paper: BookPaper; onClose(): void }) {
  const { t } = useTranslation()
  const readings = useQuery(reads.readings(paper.document.id))
  const pages = paper.version.pages ?? 0
  const seen = readings.data?.find(reading => reading.version_id === paper.version.id)?.pages.length ?? 0
  const sittings = (readings.data ?? [])
    .flatMap(reading => reading.sittings)
    .sort((one, other) => Date.parse(other.began_at) - Date.parse(one.began_at))
  return (
    <Window title={t('book.evidence')} open onClose={onClose}>
      <div className="stack">
        <p>{paper.document.title}</p>
        {readings.isPending && <Waiting rows={2} />}
        {readings.error && <Failed error={readings.error} onRetry={readings.refetch} />}
        {readings.data && sittings.length === 0 && <p className="soft">{t('book.evidenceNone')}</p>}
        {pages > 0 && sittings.length > 0 && (
          <div className="stack-tight">
            <p className="small number">{t('book.evidencePages', { seen, pages })}</p>
            <div className="bar">
              <Filled share={seen / pages} />
            </div>
          </div>
        )}
        <ul className="rows">
          {sittings.map(sitting => (
            <Row key={sitting.id} sitting={sitting} />
          ))}
        </ul>
        <p className="small soft">{t('book.evidenceHelp')}</p>
      </div>
    </Window>
  )
}

function Row({ sitting }: { sitting: Sitting }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <li className="rows-row">
      <strong className="grow">{moment(sitting.began_at, homeZone, language)}</strong>
      <p className="small number">
        {t('app.pages', { count: sitting.pages })} ·{' '}
        {t('book.evidenceTime', { minutes: Math.floor(sitting.seconds / 60), seconds: sitting.seconds % 60 })}
      </p>
    </li>
  )
}
