import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { currentSession, type Session, subscribeSession } from '../services/session'
import type { Guide, Language, Me, Organisation } from '../types/api'

export function useSession(): Session {
  return useSyncExternalStore(subscribeSession, currentSession)
}

/** The person signed in; only for screens that are shown to nobody else. */
export function usePerson(): Me {
  const { person } = useSession()
  if (!person) throw new Error('no person is signed in')
  return person
}

export function useLanguage(): Language {
  return useTranslation().i18n.language === 'en' ? 'en' : 'vi'
}

export function isAdministrator(person: Me): boolean {
  return person.roles.some(role => role.role === 'administrator')
}

/** Whether he administers the body that `path` leads to. */
export function administers(person: Me, path: readonly string[]): boolean {
  return person.roles.some(role => role.role === 'administrator' && path.includes(role.organisation_id))
}

/** Whether he administers what stands above it; of the uppermost body, that body. Place, level and state are decided there. */
export function administersAbove(person: Me, path: readonly string[]): boolean {
  return administers(person, path.length > 1 ? path.slice(0, -1) : path)
}

/** Those of the tree that he administers: he sees the others, and changes nothing there. */
export function administeredBy(person: Me, organisations: readonly Organisation[]): Organisation[] {
  return organisations.filter(one => administers(person, one.path))
}

/** Whether he sees how the product is used in some body. */
export function seesUsage(person: Me): boolean {
  return person.roles.some(role => role.role === 'administrator' || role.role === 'leader')
}

/** Organisations whose meetings this person may call. */
export function secretaryOf(person: Me): string[] {
  return person.roles.filter(role => role.role === 'secretary').map(role => role.organisation_id)
}

/** Whether he counts what is printed for the meetings of some body. */
export function servesPrintDesk(person: Me): boolean {
  return person.roles.some(role => role.role === 'print_desk')
}

export function isAuditor(person: Me): boolean {
  return person.roles.some(role => role.role === 'auditor')
}

/** Whether he brings papers for some body whose items they are. */
export function preparesPapers(person: Me): boolean {
  return person.roles.some(role => role.role === 'preparer')
}

/** The first steps that are meant for him. */
export function guideOf(person: Me): Guide {
  const held = person.roles.map(role => role.role)
  if (held.includes('secretary')) return 'secretary'
  if (held.includes('administrator')) return 'administrator'
  return held.includes('leader') ? 'leader' : 'reader'
}
