import { QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense, useEffect } from 'react'
import { I18nProvider, RouterProvider } from 'react-aria-components'
import { Route, Switch, useLocation } from 'wouter'
import { Boundary } from '../components/Boundary'
import { Notices } from '../components/Notices'
import { ConnectionBanner, Shell } from '../components/Shell'
import { Waiting } from '../components/State'
import { useLanguage, useSession } from '../store/person'
import { queries } from '../store/queries'
import { localeOf, speak } from '../words/language'
import { NotFound } from './NotFound'
import { FirstPassword } from './PasswordForm'
import { SignIn } from './SignIn'

const Account = lazy(() => import('./account/Account').then(module => ({ default: module.Account })))

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
    if (wanted) void speak(wanted)
  }, [wanted])
  if (session.state === 'unknown') return <Waiting />
  if (!session.person) return <SignIn />
  if (session.state === 'in' && session.person.must_change_password) return <FirstPassword />
  return <Screens key={session.person.id} />
}

function Screens() {
  return (
    <Shell unread={0} banner={<ConnectionBanner delayed={false} />}>
      <Boundary>
        <Suspense fallback={<Waiting />}>
          <Switch>
            <Route path="/account">
              <Account />
            </Route>
            <Route>
              <NotFound />
            </Route>
          </Switch>
        </Suspense>
      </Boundary>
    </Shell>
  )
}
