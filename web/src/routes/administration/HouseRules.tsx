import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Choices } from '../../components/fields'
import { isSpan, QuietHoursField, useSpan } from '../../components/QuietHoursField'
import { Failed, Waiting } from '../../components/State'
import { Ask, Window } from '../../components/Window'
import { decideHouseRules } from '../../services/organisations'
import { tell } from '../../store/notices'
import { namesOf } from '../../store/organisations'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Organisation, QuietHours, HouseRules as Rules } from '../../types/api'
import { homeZone } from '../../words/dates'

interface Props {
  organisation: Organisation
  organisations: Organisation[]
  onClose(): void
}

/** What a body decides for itself and all below it; what it leaves open, the body above decides. */
export function HouseRules(props: Props) {
  const { t } = useTranslation()
  const found = useQuery(reads.houseRules(props.organisation.id))
  // What was chosen outlives later looks at the rules.
  if (found.data && found.isFetchedAfterMount)
    return <Form {...props} rules={found.data.value} etag={found.data.etag ?? ''} />
  return (
    <Window title={t('houseRules.title')} open onClose={props.onClose}>
      {found.error ? <Failed error={found.error} onRetry={found.refetch} /> : <Waiting />}
    </Window>
  )
}

type Answer = 'above' | 'yes' | 'no'

const night: QuietHours = { on: true, begins: '22:00', ends: '06:00', zone: homeZone }

function Form({ organisation, organisations, onClose, ...now }: Props & { rules: Rules; etag: string }) {
  const { t } = useTranslation()
  const span = useSpan()
  // With the tag of what the answers began from, a colleague's later change is refused, not undone.
  const [{ rules, etag }] = useState(now)
  const { above } = rules
  const [books, setBooks] = useState(rules.delegates_take_books)
  const [hours, setHours] = useState(rules.quiet_hours)
  const left = (by: string | null, rule: string) =>
    by ? t('houseRules.above', { name: namesOf([by], organisations), rule }) : t('houseRules.settings')
  const save = async () => {
    await decideHouseRules(organisation.id, { delegates_take_books: books, quiet_hours: hours }, etag)
    tell(t('app.saved'))
    await queries.invalidateQueries({ queryKey: ['house-rules'] })
  }
  const answers: { id: Answer; name: string }[] = [
    { id: 'above', name: left(above.books_of, t(`houseRules.books.${above.delegates_take_books ?? false}`)) },
    { id: 'yes', name: t('houseRules.books.true') },
    { id: 'no', name: t('houseRules.books.false') },
  ]
  return (
    <Ask
      title={t('houseRules.title')}
      open
      onClose={onClose}
      onConfirm={save}
      confirm={t('app.save')}
      disabled={hours !== null && !isSpan(hours)}
    >
      <p className="soft">{t('houseRules.help', { name: organisation.name })}</p>
      <Choices
        label={t('houseRules.takeBooks')}
        value={books === null ? 'above' : books ? 'yes' : 'no'}
        choices={answers}
        onChange={answer => setBooks(answer === 'above' ? null : answer === 'yes')}
      />
      <QuietHoursField
        label={t('houseRules.quietHours')}
        usual={left(above.quiet_hours_of, above.quiet_hours ? span(above.quiet_hours) : '')}
        times={above.quiet_hours ?? night}
        value={hours}
        onChange={setHours}
      />
    </Ask>
  )
}
