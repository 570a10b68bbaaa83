import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Button, LinkButton } from '../../components/Button'
import { Icon } from '../../components/Icon'
import { Problem } from '../../services/problem'
import { remindUnanswered } from '../../services/reminders'
import { tell } from '../../store/notices'
import type { Meeting } from '../../types/api'

const settled = ['confirmed', 'released']

/** What a meeting still wants of its secretary, each line with its act. */
export function BoardLines({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  const remind = useMutation({
    mutationFn: () => remindUnanswered(meeting.id),
    onSuccess: count => tell(t('board.reminded', { count })),
    onError: error => tell(Problem.of(error).message),
  })
  const { answers, room } = meeting
  const unanswered = meeting.state === 'called' ? (answers?.pending ?? 0) : 0
  const asked = answers?.substitute_requested ?? 0
  const wants = room && !settled.includes(room.state) ? room : null
  if (!unanswered && !asked && !wants) return null
  return (
    <ul className="stack-tight">
      {unanswered > 0 && (
        <li className="notice">
          <Icon name="mail" />
          <span className="grow">{t('board.unanswered', { count: unanswered })}</span>
          <Button isDisabled={remind.isPending || remind.isSuccess} onPress={() => remind.mutate()}>
            {t('board.remind')}
          </Button>
        </li>
      )}
      {asked > 0 && (
        <li className="notice">
          <Icon name="people" />
          <span className="grow">{t('board.substitutes', { count: asked })}</span>
          <LinkButton href={`/meetings/${meeting.id}/participants`}>{t('meeting.participants')}</LinkButton>
        </li>
      )}
      {wants && (
        <li className={wants.state === 'requested' ? 'notice' : 'notice brick'}>
          <Icon name="place" />
          <span className="grow">
            {wants.name}: {t(`roomState.${wants.state}`)}
          </span>
          <LinkButton href={`/meetings/${meeting.id}`}>{t('rooms.another')}</LinkButton>
        </li>
      )}
    </ul>
  )
}
