import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { TextInput } from '../../components/fields'
import { Ask } from '../../components/Window'
import { accept, sendBack } from '../../services/reviews'
import { useDraft } from '../../store/drafts'
import { tell, tellProblem } from '../../store/notices'
import { refreshPapers } from '../../store/papers'
import type { Document, Review, Version } from '../../types/api'

/** Where a unit's version stands between the unit and the secretary. */
export function StageChip({ review }: { review: Review }) {
  const { t } = useTranslation()
  const look = { draft: 'chip', submitted: 'chip blue', accepted: 'chip', returned: 'chip brick' }
  return <span className={look[review.stage]}>{t(`review.${review.stage}`)}</span>
}

export function ReviewComment({ version }: { version: Version | null }) {
  const { t } = useTranslation()
  const review = version?.review
  if (review?.stage !== 'returned') return null
  return <p className="small">{t('review.commentOf', { comment: review.comment })}</p>
}

/** What the secretary does with a paper that a unit submitted. */
export function ReviewButtons({ paper }: { paper: Document }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [returning, setReturning] = useState(false)
  const { version } = paper
  const stage = version?.state === 'ready' ? version.review?.stage : undefined
  if (!version || !stage || stage === 'draft') return null
  const take = async () => {
    setBusy(true)
    try {
      await accept(paper.id, version.id)
      tell(t('review.accepting'))
    } catch (error) {
      tellProblem(error)
    }
    setBusy(false)
    await refreshPapers(paper)
  }
  return (
    <>
      {stage === 'submitted' && (
        <Button look="primary" isDisabled={busy} onPress={take}>
          {t('review.accept')}
        </Button>
      )}
      {stage !== 'returned' && <Button onPress={() => setReturning(true)}>{t('review.return')}</Button>}
      {returning && <ReturnPaper paper={paper} version={version} onClose={() => setReturning(false)} />}
    </>
  )
}

function ReturnPaper({ paper, version, onClose }: { paper: Document; version: Version; onClose(): void }) {
  const { t } = useTranslation()
  const comment = useDraft(`return ${version.id}`, '')
  const send = async () => {
    await sendBack(paper.id, version.id, comment.value.normalize('NFC').trim())
    comment.drop()
    await refreshPapers(paper)
  }
  return (
    <Ask
      title={`${t('review.return')}: ${paper.title}`}
      open
      onClose={onClose}
      onConfirm={send}
      confirm={t('review.return')}
      disabled={!comment.value.trim()}
    >
      <p>{t('review.returnAsk')}</p>
      <TextInput
        label={t('review.comment')}
        value={comment.value}
        onChange={comment.change}
        maxLength={1000}
        isRequired
        lines
        autoFocus
      />
    </Ask>
  )
}
