import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import {
  isAdministrator,
  isAuditor,
  preparesPapers,
  secretaryOf,
  seesUsage,
  servesPrintDesk,
  usePerson,
  useSession,
} from '../store/person'
import { reads } from '../store/reads'
import { Icon, type IconName } from './Icon'
import { Shortcuts } from './Shortcuts'

interface Place {
  href: string
  icon: IconName
  name: string
  badge?: number
}

interface ShellProps {
  unread: number
  /** Sentences about the connection, above everything. */
  banner?: ReactNode
  children: ReactNode
}

export function Shell({ unread, banner, children }: ShellProps) {
  const { t } = useTranslation()
  const places = usePlaces(unread)
  return (
    <div className="shell">
      <a className="button skip" href="#main">
        {t('app.skip')}
      </a>
      <nav className="rail" aria-label={t('app.navigation')}>
        <div className="mark">
          <img src="/icon.svg" alt={t('app.name')} />
        </div>
        <ul>
          {places.map(place => (
            <PlaceLink key={place.href} {...place} />
          ))}
        </ul>
      </nav>
      <div className="column">
        {banner}
        <main id="main" className="main" tabIndex={-1}>
          {children}
        </main>
        <Shortcuts />
      </div>
    </div>
  )
}

function usePlaces(unread: number): Place[] {
  const { t } = useTranslation()
  const person = usePerson()
  const holdsOffice = isAdministrator(person) || secretaryOf(person).length > 0
  const keeps = useQuery({ ...reads.seesRooms(), enabled: !holdsOffice })
  const places: Place[] = [
    { href: '/', icon: 'home', name: t('navigation.home') },
    { href: '/meetings', icon: 'calendar', name: t('navigation.meetings') },
    { href: '/search', icon: 'search', name: t('navigation.search') },
    { href: '/inbox', icon: 'bell', name: t('navigation.inbox'), badge: unread },
  ]
  if (preparesPapers(person))
    places.push({ href: '/preparing', icon: 'upload', name: t('navigation.preparing') })
  if (seesUsage(person)) places.push({ href: '/usage', icon: 'bars', name: t('navigation.usage') })
  if (servesPrintDesk(person))
    places.push({ href: '/print-desk', icon: 'paper', name: t('navigation.prints') })
  if (holdsOffice || keeps.data) places.push({ href: '/rooms', icon: 'place', name: t('navigation.rooms') })
  if (isAdministrator(person))
    places.push({ href: '/administration', icon: 'people', name: t('navigation.administration') })
  if (isAuditor(person)) places.push({ href: '/audit', icon: 'history', name: t('navigation.audit') })
  return [...places, { href: '/account', icon: 'person', name: t('navigation.account') }]
}

function PlaceLink({ href, icon, name, badge = 0 }: Place) {
  const { t } = useTranslation()
  const [location] = useLocation()
  const here = href === '/' ? location === '/' : location.startsWith(href)
  return (
    <li>
      <Link href={href} aria-current={here ? 'page' : undefined}>
        <Icon name={icon} />
        {name}
        {badge > 0 && (
          <span className="badge number">
            {badge > 99 ? '99+' : badge}
            <span className="hidden"> {t('inbox.unread')}</span>
          </span>
        )}
      </Link>
    </li>
  )
}

/** Says that nothing comes from the server, while what is on the screen stays usable. */
export function ConnectionBanner({ delayed, behind }: { delayed: boolean; behind: boolean }) {
  const { t } = useTranslation()
  const online = useSyncExternalStore(subscribeOnline, () => navigator.onLine)
  const away = useSession().state === 'away' || !online
  if (!away && !delayed && !behind) return null
  return (
    <div className={away ? 'banner' : 'banner blue'} role="status">
      <Icon name={away ? 'offline' : 'clock'} />
      <span>{t(away ? 'state.offlineBanner' : delayed ? 'state.delayed' : 'state.behind')}</span>
    </div>
  )
}

function subscribeOnline(changed: () => void): () => void {
  addEventListener('online', changed)
  addEventListener('offline', changed)
  return () => {
    removeEventListener('online', changed)
    removeEventListener('offline', changed)
  }
}
