import { useMutation, useMutationState } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { placeAgendaItem } from '../../services/meetings'
import { linesOf, type Place, placed, placeOf } from '../../store/agenda'
import { tell, tellProblem, withdrawNotices } from '../../store/notices'
import { queries } from '../../store/queries'
import type { AgendaItem, Meeting } from '../../types/api'

interface Move {
  id: string
  place: Place
}

/**
 * `agenda` is what the server said with the moves on top that it has not answered yet: whatever arrives in between takes
 * none of them back. They reach it one after the other; the last can be taken back by the secretary who did not mean it.
 */
export function useMoves(meeting: Meeting): { agenda: AgendaItem[]; move(id: string, place: Place): void } {
  const { t } = useTranslation()
  const mutationKey = ['place', meeting.id]
  const waiting = useMutationState({
    filters: { mutationKey, status: 'pending' },
    select: mutation => mutation.state.variables as Move,
  })
  const agenda = waiting.reduce((now, { id, place }) => placed(now, id, place), meeting.agenda)
  const { mutateAsync } = useMutation({
    mutationKey,
    scope: { id: mutationKey.join() },
    mutationFn: ({ id, place }: Move) => placeAgendaItem(meeting.id, id, place),
    onSettled: () => queries.invalidateQueries({ queryKey: ['meeting', meeting.id] }),
  })
  const move = async (id: string, place: Place, now = agenda) => {
    const then = placed(now, id, place)
    const line = linesOf(then).find(({ item }) => item.id === id)
    withdrawNotices()
    try {
      await mutateAsync({ id, place })
      if (!queries.isMutating({ mutationKey }))
        tell(t('agenda.moved', { title: line?.item.title ?? '', number: line?.number ?? '' }), () =>
          move(id, placeOf(now, id), then),
        )
    } catch (error) {
      tellProblem(error)
    }
  }
  return { agenda, move: (id, place) => void move(id, place) }
}
