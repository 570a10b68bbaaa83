import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '../../components/Button'
import { Ask } from '../../components/Window'
import { declare, deleteDocument } from '../../services/documents'
import { submit } from '../../services/reviews'
import { tell, tellProblem } from '../../store/notices'
import { refreshPapers } from '../../store/papers'
import { addFiles } from '../../store/uploads'
import type { Document, Version } from '../../types/api'
import { ReviewComment, StageChip } from '../meeting/Review'

/** A paper the unit brings: submitted when it is ready, brought anew when the secretary returns it. */
export function UnitPaper({ paper }: { paper: Document }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [asking, setAsking] = useState<'declare' | 'delete' | null>(null)
  const version = newest(paper)
  const stage = version?.review?.stage
  const checked = version?.state === 'ready' && !version.needs_declaration
  const act = async (work: () => Promise<unknown>, done: string) => {
    setBusy(true)
    try {
      await work()
      tell(done)
    } catch (error) {
      tellProblem(error)
    }
    setBusy(false)
    await refreshPapers(paper)
  }
  if (!version) return null
  return (
    <li className="rows-row">
      <div className="grow person">
        <strong>{paper.title}</strong>
        <p className="agenda-notes tiny number">
          <span>{t('papers.newVersion', { number: version.number })}</span>
          {version.pages && <span>{t('app.pages', { count: version.pages })}</span>}
        </p>
        <ReviewComment version={version} />
        {version.refusal && (
          <p className="small late">
            <strong>{version.refusal.title}</strong> {version.refusal.advice}
          </p>
        )}
      </div>
      <UnitPaperState version={version} />
      <div className="row">
        {version.needs_declaration && (
          <Button onPress={() => setAsking('declare')}>{t('papers.declare')}</Button>
        )}
        {checked && stage === 'draft' && (
          <Button
            look="primary"
            isDisabled={busy}
            onPress={() => act(() => submit(paper.id, version.id), t('preparing.submitted'))}
          >
            {t('preparing.submit')}
          </Button>
        )}
        <NewVersion paper={paper} strong={stage === 'returned'} />
        {stage === 'draft' && paper.versions?.length === 1 && (
          <IconButton
            icon="trash"
            label={t('papers.deleteAsk', { title: paper.title })}
            onPress={() => setAsking('delete')}
          />
        )}
      </div>
      <Ask
        title={t('papers.delete')}
        open={asking === 'delete'}
        onClose={() => setAsking(null)}
        onConfirm={async () => {
          await deleteDocument(paper.id)
          await refreshPapers(paper)
        }}
        confirm={t('papers.delete')}
        look="primary danger"
      >
        <p>{t('papers.deleteAsk', { title: paper.title })}</p>
      </Ask>
      <Ask
        title={t('papers.declare')}
        open={asking === 'declare'}
        onClose={() => setAsking(null)}
        onConfirm={() => declare(paper.id, version.id, false).then(() => refreshPapers(paper))}
        confirm={t('papers.declareNot')}
      >
        <p>{t('papers.declareAsk', { title: paper.title })}</p>
        <div>
          <Button
            look="danger"
            onPress={() => {
              setAsking(null)
              void act(() => declare(paper.id, version.id, true), t('papers.refused'))
            }}
          >
            {t('papers.declareSecret')}
          </Button>
        </div>
      </Ask>
    </li>
  )
}

function UnitPaperState({ version }: { version: Version }) {
  const { t } = useTranslation()
  if (version.needs_declaration) return <span className="chip brick">{t('papers.needsDeclaration')}</span>
  if (version.state === 'ready' && version.review) return <StageChip review={version.review} />
  const name = version.state === 'uploading' ? 'failed' : version.state
  const look = { refused: 'chip brick', recalled: 'chip brick', failed: 'chip brick', released: 'chip blue' }
  return <span className={look[name as keyof typeof look] ?? 'chip'}>{t(`papers.${name}`)}</span>
}

function NewVersion({ paper, strong }: { paper: Document; strong: boolean }) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button look={strong ? 'primary' : 'plain'} icon="upload" onPress={() => input.current?.click()}>
        {t('papers.replace')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t('papers.replace')}
        onChange={event => {
          const files = [...(event.target.files ?? [])]
          addFiles(paper.meeting_id, files, { document: paper.id, title: paper.title }, [paper])
          event.target.value = ''
        }}
      />
    </>
  )
}

/** The unit's newest: a delegate who also prepares is shown the released one otherwise. */
function newest(paper: Document): Version | undefined {
  return paper.versions?.at(-1) ?? paper.version ?? undefined
}
