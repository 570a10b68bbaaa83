import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { Icon } from '../../components/Icon'
import { settleUnreached, tryUnreached } from '../../services/messages'
import { tellProblem } from '../../store/notices'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Meeting } from '../../types/api'
import { reasonWords } from '../../words/reasons'

const few = 5

/** People whom the meeting's messages did not reach, each with what the secretary can do about it. */
export function Unreached({ meeting }: { meeting: Pick<Meeting, 'id'> }) {
  const { t } = useTranslation()
  const found = useQuery(reads.unreached())
  const act = useMutation({
    mutationFn: (person: string | null) =>
      person === null ? tryUnreached(meeting.id) : settleUnreached(meeting.id, person),
    onError: tellProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['unreached'] }),
  })
  const missed = found.data?.find(one => one.meeting.id === meeting.id)?.people ?? []
  if (!missed.length) return null
  return (
    <section className="card stack" aria-label={t('unreached.title')}>
      <div className="notice brick">
        <Icon name="mail" />
        <strong className="grow">{t('unreached.count', { count: missed.length })}</strong>
        <Button isDisabled={act.isPending} onPress={() => act.mutate(null)}>
          {t('unreached.tryAgain')}
        </Button>
      </div>
      <details open={missed.length <= few}>
        <summary>{t('unreached.who')}</summary>
        <ul className="rows">
          {missed.map(({ person, reason }) => (
            <li key={person.id} className="rows-row">
              <div className="grow">
                <strong>{person.full_name}</strong>
                {person.post && <span className="soft">, {person.post}</span>}
                <p className="small soft">{reasonWords(t, reason)}</p>
              </div>
              <Button isDisabled={act.isPending} onPress={() => act.mutate(person.id)}>
                {t('unreached.told')}
              </Button>
            </li>
          ))}
        </ul>
      </details>
      <p className="small soft">{t('unreached.help')}</p>
    </section>
  )
}
