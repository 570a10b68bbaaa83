import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { askForPapers } from '../../services/reviews'
import { tell, tellProblem } from '../../store/notices'
import { type Missing, missingPapers } from '../../store/papers'
import { queries } from '../../store/queries'
import type { Document, Meeting } from '../../types/api'
import { shortMoment } from '../../words/dates'

/** Items whose owner units have not brought a paper; one tap asks them, or reminds them. */
export function MissingPapers({ meeting, documents }: { meeting: Meeting; documents: Document[] }) {
  const { t } = useTranslation()
  const ask = useAskForPapers(meeting.id)
  const missing = missingPapers(meeting, documents)
  if (missing.length === 0 || !['draft', 'called', 'postponed'].includes(meeting.state)) return null
  return (
    <section className="card stack-tight" aria-labelledby="missing-papers">
      <div className="spread middle">
        <h3 id="missing-papers">{t('review.missing', { count: missing.length })}</h3>
        {missing.length > 1 && (
          <Button
            icon="mail"
            isDisabled={ask.isPending}
            onPress={() => ask.mutate(missing.map(one => one.item.id))}
          >
            {t('review.askAll')}
          </Button>
        )}
      </div>
      <ul className="rows">
        {missing.map(one => (
          <MissingRow
            key={one.item.id}
            missing={one}
            zone={meeting.zone}
            busy={ask.isPending}
            onAsk={() => ask.mutate([one.item.id])}
          />
        ))}
      </ul>
    </section>
  )
}

function MissingRow({
  missing: { item, drafting },
  zone,
  busy,
  onAsk,
}: {
  missing: Missing
  zone: string
  busy: boolean
  onAsk(): void
}) {
  const { t } = useTranslation()
  const asked = item.papers_asked_at
  return (
    <li className="rows-row">
      <div className="grow person">
        <strong>{item.title}</strong>
        <p className="agenda-notes tiny">
          <span>{item.owner_organisation?.name}</span>
          <span>{asked ? t('review.askedAt', { at: shortMoment(asked, zone) }) : t('review.notAsked')}</span>
          {drafting && <span>{t('review.drafting')}</span>}
        </p>
      </div>
      <Button
        isDisabled={busy}
        onPress={onAsk}
        aria-label={`${t(asked ? 'review.remind' : 'review.ask')}: ${item.title}`}
      >
        {t(asked ? 'review.remind' : 'review.ask')}
      </Button>
    </li>
  )
}

export function useAskForPapers(meetingId: string) {
  const { t } = useTranslation()
  return useMutation({
    mutationFn: (items: string[]) => askForPapers(meetingId, items),
    onSuccess: count => tell(t('review.done', { count })),
    onError: tellProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['meeting', meetingId] }),
  })
}
