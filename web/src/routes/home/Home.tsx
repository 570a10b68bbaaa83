import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Failed, Waiting } from '../../components/State'
import { Title } from '../../components/Title'
import { isLost } from '../../store/lost'
import { secretaryOf, useLanguage, usePerson } from '../../store/person'
import { reads } from '../../store/reads'
import { addDays, day, dayKey, homeZone, startOfDay } from '../../words/dates'
import { DelegateHome } from './DelegateHome'
import { FirstSteps } from './FirstSteps'
import { MyDuties } from './MyDuties'
import { isOnBoard, SecretaryHome } from './SecretaryHome'

const daysBehind = 14 // for what is over and not recorded, and for a session of several days that is still on
const daysAhead = 21 // deadlines come before the meeting

export function Home() {
  const { t } = useTranslation()
  const person = usePerson()
  const language = useLanguage()
  return (
    <div className="page">
      <Title text={t('navigation.home')} />
      <header>
        <p className="soft">{day(new Date(), homeZone, language)}</p>
        <h1>{t('home.greeting', { name: person.full_name })}</h1>
      </header>
      <FirstSteps />
      <MyDuties />
      <MyMeetings />
    </div>
  )
}

/** The board for whoever runs meetings, by his role or because one was handed to him; below it what he is invited to. */
function MyMeetings() {
  const calls = secretaryOf(usePerson()).length > 0
  const today = dayKey(new Date(), homeZone)
  const from = startOfDay(addDays(today, -daysBehind), homeZone)
  const to = startOfDay(addDays(today, daysAhead), homeZone)
  const meetings = useQuery(reads.meetings(from, to))
  const hasBoard = calls || (meetings.data ?? []).some(isOnBoard)
  return (
    <>
      {hasBoard && <SecretaryHome from={from} to={to} />}
      {meetings.isPending && !hasBoard && <Waiting />}
      {isLost(meetings) && <Failed error={meetings.error} onRetry={meetings.refetch} />}
      {meetings.data && (
        <DelegateHome
          meetings={hasBoard ? meetings.data.filter(one => !isOnBoard(one)) : meetings.data}
          besideBoard={hasBoard}
        />
      )}
    </>
  )
}
