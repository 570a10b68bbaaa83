import type { Language, Level, Me, Signed } from '../types/api'
import { Problem } from './problem'

/**
 * Who is signed in at this browser. The access token lives in memory only; the refresh token is a cookie that no script sees.
 * `away`: the server could not be asked, so the person last seen here is shown his drafts and nothing from the server.
 */
export type Session =
  | { state: 'unknown'; person: null }
  | { state: 'out'; person: null; ended: boolean }
  | { state: 'in'; person: Me }
  | { state: 'away'; person: Me | null }

const personKey = 'hop.person'
const exchangeName = 'hop.exchange'
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('hop-session')
const listeners = new Set<() => void>()
const wipers = new Set<() => void>()

let session: Session = { state: 'unknown', person: null }
let token: string | null = null
let refreshing: Promise<boolean> | null = null

export function currentSession(): Session {
  return session
}

export function accessToken(): string | null {
  return token
}

export function subscribeSession(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Registers what must forget everything when the person at this browser leaves or changes: tablets are shared. */
export function wipeOnLeave(wipe: () => void): void {
  wipers.add(wipe)
}

export function languageHere(): Language {
  return session.person?.language ?? (localStorage.getItem('hop.language') === 'en' ? 'en' : 'vi')
}

/** `code` of the second factor, once it was asked for. */
export async function signIn(name: string, password: string, code = ''): Promise<void> {
  await comeIn(await ask('/api/sessions', { name, password, code }))
}

/** Chooses a password by a slip of paper, and signs in. `key` is kept until an answer came. */
export async function redeemSlip(
  shown: { slip: string; password: string; code: string },
  key: string,
): Promise<void> {
  await comeIn(await ask('/api/slip-redemptions', shown, key))
}

/** Chooses a password by the link of a mail, and signs in. */
export async function redeemReset(
  shown: { slip: string; password: string; code: string },
  key: string,
): Promise<void> {
  await comeIn(await ask('/api/password-reset-redemptions', shown, key))
}

/** A mail goes to who has an account and an address; whether there is one is not told. */
export async function askForReset(name: string, key: string): Promise<void> {
  const response = await ask('/api/password-resets', { name }, key)
  if (!response.ok) throw await Problem.from(response)
}

/** By the link of a mail to a new address, on whatever device it is opened. */
export async function confirmAddress(code: string, key: string): Promise<void> {
  const response = await ask('/api/address-confirmations', { code }, key)
  if (!response.ok) throw await Problem.from(response)
}

async function comeIn(response: Response): Promise<void> {
  if (!response.ok) throw await Problem.from(response)
  const before = rememberedPerson()
  const signed: Signed = await response.json()
  if (before?.id !== signed.person.id) wipe()
  enter(signed)
  channel?.postMessage({ person: signed.person.id })
}

/** What an installation without anybody in it needs to begin with. */
export interface SetUp {
  code: string
  organisation: { name: string; short_name: string; level: string; since: string }
  person: { name: string; full_name: string; title: string; language: Language; password: string }
}

/** Levels to choose from while nothing is set up; null afterwards. */
export async function setUpLevels(): Promise<Level[] | null> {
  const response = await fetch('/api/setup', { headers: { 'Accept-Language': languageHere() } }).catch(
    () => null,
  )
  if (!response?.ok) return null
  const view: { needed: boolean; levels: Level[] } = await response.json()
  return view.needed ? view.levels : null
}

/** Makes the first organisation and administrator, who is signed in at once. */
export async function setUp(beginning: SetUp): Promise<void> {
  const response = await ask('/api/setup', beginning)
  if (!response.ok) throw await Problem.from(response)
  enter(await response.json())
}

/** Asks for a new access token, once for all callers and one tab after another: a refresh token used twice ends the session. */
export function refresh(): Promise<boolean> {
  refreshing ??= oneTabAtATime(renew).finally(() => {
    refreshing = null
  })
  return refreshing
}

/** Leaves once the server has ended the session, or all of them: a cookie that lives on would sign in again. */
export async function signOut(everywhere = false): Promise<void> {
  const path = everywhere ? '/api/sessions' : '/api/sessions/current'
  let response = await askToEnd(path)
  if (response.status === 401) {
    if (!(await refresh())) return // it had ended before, which the refresh has said
    response = await askToEnd(path)
  }
  if (!response.ok) throw await Problem.from(response)
  leave()
}

/** Forgets the person. `ended`: not by his own wish; `told` is false when another tab has already said so. */
export function leave({ ended = false, told = true } = {}): void {
  token = null
  wipe()
  localStorage.removeItem(personKey)
  change({ state: 'out', person: null, ended })
  if (told) channel?.postMessage({ person: null })
}

export function updatePerson(person: Me): void {
  localStorage.setItem(personKey, JSON.stringify(person))
  localStorage.setItem('hop.language', person.language)
  change({ state: 'in', person })
}

async function renew(): Promise<boolean> {
  let response: Response
  try {
    response = await ask('/api/sessions/current/tokens', undefined, exchangeKey())
  } catch {
    if (session.state !== 'in') change({ state: 'away', person: rememberedPerson() })
    throw new Problem(0)
  }
  if (response.status < 500) localStorage.removeItem(exchangeName)
  if (response.ok) {
    const signed: Signed = await response.json()
    if (session.person && session.person.id !== signed.person.id) wipe()
    enter(signed)
    return true
  }
  if (response.status >= 500 || response.status === 429) {
    if (session.state !== 'in') change({ state: 'away', person: rememberedPerson() })
    throw await Problem.from(response)
  }
  const wasIn = session.state === 'in'
  leave({ ended: wasIn, told: wasIn })
  return false
}

/** The same key until an answer came: a refresh token whose answer was lost on the way may be shown once more, no other. */
function exchangeKey(): string {
  const key = localStorage.getItem(exchangeName) ?? crypto.randomUUID()
  localStorage.setItem(exchangeName, key)
  return key
}

async function ask(path: string, body: unknown, key?: string): Promise<Response> {
  try {
    return await fetch(path, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Accept-Language': languageHere(),
        ...(key && { 'Idempotency-Key': key }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    })
  } catch {
    throw new Problem(0)
  }
}

async function askToEnd(path: string): Promise<Response> {
  const headers: Record<string, string> = { 'Accept-Language': languageHere() }
  if (token) headers.Authorization = `Bearer ${token}`
  try {
    return await fetch(path, { method: 'DELETE', headers })
  } catch {
    throw new Problem(0)
  }
}

function enter(signed: Signed): void {
  token = signed.access_token
  updatePerson(signed.person)
}

function change(next: Session): void {
  session = next
  for (const listener of listeners) listener()
}

function wipe(): void {
  for (const forget of wipers) forget()
}

function rememberedPerson(): Me | null {
  const text = localStorage.getItem(personKey)
  return text ? (JSON.parse(text) as Me) : null
}

async function oneTabAtATime<T>(work: () => Promise<T>): Promise<T> {
  if (!navigator.locks) return work()
  return navigator.locks.request('hop-session', work)
}

channel?.addEventListener('message', (event: MessageEvent<{ person: string | null }>) => {
  if (event.data.person === null && session.state !== 'out') leave({ told: false })
  else if (event.data.person !== session.person?.id) {
    wipe()
    token = null
    void refresh().catch(() => undefined)
  }
})
