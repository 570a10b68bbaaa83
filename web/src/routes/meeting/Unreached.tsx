import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { Icon } from '../../components/Icon'
import { settleUnreached, tryUnreached } from '../../services/messages'
import { Problem } from '../../services/problem'
import { tell } from '../../store/notices'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Meeting } from '../../types/api'
import { reasonWords } from '../../words/reasons'

/** People whom the meeting's messages did not reach, each with what the secretary can do about it. */
export function Unreached({ meeting }: { meeting: Pick<Meeting, 'id'> }) {
  const { t } = useTranslation()
  const found = useQuery(reads.unreached())
  const act = useMutation({
    mutationFn: (person: string | null) =>
      person === null ? tryUnreached(meeting.id) : settleUnreached(meeting.id, person),
    onError: error => tell(Problem.of(error).message),
    onSettled: () => queries.invalidateQueries({ queryKey: ['unreached'] }),
  })
  const missed = found.data?.find(one => one.meeting.id === meeting.id)?.people ?? []
  if (!missed.length) return null
  return (
    <section className="notice brick stack" aria-label={t('unreached.title')}>
      <p className="row">
        <Icon name="mail" />
        <strong className="grow">{t('unreached.count', { count: missed.length })}</strong>
        <Button isDisabled={act.isPending} onPress={() => act.mutate(null)}>
          {t('unreached.tryAgain')}
        </Button>
      </p>
      <ul className="stack-tight">
        {missed.map(({ person, reason }) => (
          <li key={person.id} className="row">
            <span className="grow">
              {person.full_name}
              {person.post && <span className="soft">, {person.post}</span>}
              <span className="small"> – {reasonWords(t, reason)}</span>
            </span>
            <Button isDisabled={act.isPending} onPress={() => act.mutate(person.id)}>
              {t('unreached.told')}
            </Button>
          </li>
        ))}
      </ul>
      <p className="small">{t('unreached.help')}</p>
    </section>
  )
}
