import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import i18next from 'i18next'
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { I18nProvider, RouterProvider } from 'react-aria-components'
import { Route, Switch, useLocation } from 'wouter'
import { Boundary } from '../components/Boundary'
import { Notices } from '../components/Notices'
import { ConnectionBanner, Shell } from '../components/Shell'
import { Waiting } from '../components/State'
import { setUpLevels } from '../services/session'
import { useBehind } from '../store/behind'
import { useDelayed, useLiveStream } from '../store/live'
import { useLanguage, useSession } from '../store/person'
import { usePush } from '../store/push'
import { queries } from '../store/queries'
import { reads } from '../store/reads'
import type { Level } from '../types/api'
import { localeOf, speak } from '../words/language'
import { NotFound } from './NotFound'
import { FirstPassword } from './PasswordForm'
import { Proof } from './Proof'
import { SignIn } from './SignIn'

const SetUp = lazy(() => import('./SetUp').then(module => ({ default: module.SetUp })))
const AddressPage = lazy(() => import('./AddressPage').then(module => ({ default: module.AddressPage })))
const SlipPage = lazy(() => import('./SlipPage').then(module => ({ default: module.SlipPage })))
const Forgotten = lazy(() => import('./Forgotten').then(module => ({ default: module.Forgotten })))
const SecondFactorDue = lazy(() =>
  import('./SecondFactorDue').then(module => ({ default: module.SecondFactorDue })),
)
const Home = lazy(() => import('./home/Home').then(module => ({ default: module.Home })))
const Account = lazy(() => import('./account/Account').then(module => ({ default: module.Account })))
const Meetings = lazy(() => import('./meetings/Meetings').then(module => ({ default: module.Meetings })))
const MeetingPage = lazy(() =>
  import('./meeting/MeetingPage').then(module => ({ default: module.MeetingPage })),
)
const NewMeeting = lazy(() => import('./form/NewMeeting').then(module => ({ default: module.NewMeeting })))
const BookPage = lazy(() => import('./book/BookPage').then(module => ({ default: module.BookPage })))
const Audit = lazy(() => import('./audit/Audit').then(module => ({ default: module.Audit })))
const Compare = lazy(() => import('./compare/Compare').then(module => ({ default: module.Compare })))
const AgendaChanges = lazy(() =>
  import('./compare/AgendaChanges').then(module => ({ default: module.AgendaChanges })),
)
const Search = lazy(() => import('./search/Search').then(module => ({ default: module.Search })))
const InboxPage = lazy(() => import('./inbox/InboxPage').then(module => ({ default: module.InboxPage })))
const Preparing = lazy(() => import('./preparing/Preparing').then(module => ({ default: module.Preparing })))
const ReportPage = lazy(() => import('./reports/ReportPage').then(module => ({ default: module.ReportPage })))
const Duties = lazy(() => import('./sites/Duties').then(module => ({ default: module.Duties })))
const UsagePage = lazy(() => import('./usage/UsagePage').then(module => ({ default: module.UsagePage })))
const PrintDesk = lazy(() => import('./prints/PrintDesk').then(module => ({ default: module.PrintDesk })))
const DeskPage = lazy(() => import('./prints/DeskPage').then(module => ({ default: module.DeskPage })))
const Rooms = lazy(() => import('./rooms/Rooms').then(module => ({ default: module.Rooms })))
const ImportPage = lazy(() => import('./imports/ImportPage').then(module => ({ default: module.ImportPage })))
const Administration = lazy(() =>
  import('./administration/Administration').then(module => ({ default: module.Administration })),
)

export function App() {
  const [, go] = useLocation()
  const language = useLanguage()
  return (
    <I18nProvider locale={localeOf(language)}>
      <RouterProvider navigate={go}>
        <QueryClientProvider client={queries}>
          <Door />
          <Notices />
        </QueryClientProvider>
      </RouterProvider>
    </I18nProvider>
  )
}

/** Who is not signed in sees the door and nothing else; the address he asked for stays in the bar. */
function Door() {
  const session = useSession()
  const wanted = session.person?.language
  useEffect(() => {
    // Sentences that came from the server are in the old language still.
    if (wanted && wanted !== i18next.language) void speak(wanted).then(() => queries.invalidateQueries())
  }, [wanted])
  const [location] = useLocation()
  if (session.state === 'unknown') return <Waiting />
  if (location === '/slip') return <Alone screen={<SlipPage kind="slip" />} />
  if (location === '/reset') return <Alone screen={<SlipPage kind="reset" />} />
  if (location === '/address') return <Alone screen={<AddressPage />} />
  if (location === '/forgotten') return <Alone screen={<Forgotten />} />
  if (!session.person) return <Outside />
  if (session.state === 'in' && session.person.must_change_password) return <FirstPassword />
  if (session.state === 'in' && session.person.must_set_second_factor)
    return <Alone screen={<SecondFactorDue />} />
  return <Screens key={session.person.id} />
}

function Outside() {
  const [levels, setLevels] = useState<Level[] | null>(null)
  useEffect(() => {
    void setUpLevels().then(setLevels)
  }, [])
  return levels ? <Alone screen={<SetUp levels={levels} />} /> : <SignIn />
}

/** A screen without the frame, loaded when it is needed. */
function Alone({ screen }: { screen: ReactNode }) {
  return (
    <Boundary>
      <Suspense fallback={<Waiting />}>{screen}</Suspense>
    </Boundary>
  )
}

function Screens() {
  useLiveStream()
  usePush()
  const delayed = useDelayed()
  const behind = useBehind()
  const [location] = useLocation()
  const inbox = useQuery(reads.inbox())
  return (
    <Shell unread={inbox.data?.unread ?? 0} banner={<ConnectionBanner delayed={delayed} behind={behind} />}>
      <Boundary key={location.split('/')[1]}>
        <Suspense fallback={<Waiting />}>
          <Switch>
            <Route path="/">
              <Home />
            </Route>
            <Route path="/meetings">
              <Meetings />
            </Route>
            <Route path="/meetings/new/:id?/:step?">
              {({ id, step }) => <NewMeeting id={id} step={step} />}
            </Route>
            <Route path="/meetings/:id/book/:document?">
              {({ id, document }) => <BookPage key={id} id={id} document={document} />}
            </Route>
            <Route path="/meetings/:id/compare/:document/:version">
              {({ id, document, version }) => (
                <Compare key={version} meeting={id} document={document} version={version} />
              )}
            </Route>
            <Route path="/meetings/:id/agenda-changes">
              {({ id }) => <AgendaChanges key={id} id={id} />}
            </Route>
            <Route path="/meetings/:id/:tab?">
              {({ id, tab }) => <MeetingPage key={id} id={id} tab={tab} />}
            </Route>
            <Route path="/audit">
              <Audit />
            </Route>
            <Route path="/search">
              <Search />
            </Route>
            <Route path="/inbox">
              <InboxPage />
            </Route>
            <Route path="/preparing">
              <Preparing />
            </Route>
            <Route path="/duties">
              <Duties />
            </Route>
            <Route path="/usage">
              <UsagePage />
            </Route>
            <Route path="/reports/:report">{({ report }) => <ReportPage report={report} />}</Route>
            <Route path="/print-desk">
              <PrintDesk />
            </Route>
            <Route path="/print-desk/:meeting">{({ meeting }) => <DeskPage meeting={meeting} />}</Route>
            <Route path="/rooms">
              <Rooms />
            </Route>
            <Route path="/administration/people/import/:id?">
              {({ id }) => <ImportPage key={id ?? 'new'} id={id} />}
            </Route>
            <Route path="/administration/:tab?">{({ tab }) => <Administration tab={tab} />}</Route>
            <Route path="/account">
              <Account />
            </Route>
            <Route>
              <NotFound />
            </Route>
          </Switch>
        </Suspense>
      </Boundary>
      <Proof />
    </Shell>
  )
}
