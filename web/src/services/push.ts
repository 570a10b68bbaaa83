import type { components } from '../types/openapi'
import { api, read } from './api'
import { currentSession, wipeOnLeave } from './session'

type Server = components['schemas']['SubscriptionView']

/**
 * Whether notices are shown on this device: `unsupported` by the browser, `home`: only once the app stands on the home screen (iOS),
 * `unavailable` at this installation, `denied` in the browser's settings, `away`: the browser does not reach its push service.
 */
export type PushState = 'unsupported' | 'home' | 'unavailable' | 'denied' | 'away' | 'on' | 'off'

/** Whose device this is to notify; kept over a session that ran out, so that the next sign-in goes on. */
const wantedKey = 'hop.push'

export async function pushState(): Promise<PushState> {
  if (!supported()) return isAppleTablet() ? 'home' : 'unsupported'
  const server = await ours()
  if (!server.available) return 'unavailable'
  if (Notification.permission === 'denied') return 'denied'
  return server.on && (await present()) ? 'on' : 'off'
}

/** Asks the browser's permission, so it must follow a tap. */
export async function turnPushOn(): Promise<PushState> {
  if ((await Notification.requestPermission()) !== 'granted') return 'denied'
  if (!(await subscribe(await ours()))) return 'away'
  localStorage.setItem(wantedKey, currentSession().person?.id ?? '')
  return 'on'
}

export async function turnPushOff(): Promise<PushState> {
  localStorage.removeItem(wantedKey)
  await api.DELETE('/api/me/push-subscription')
  await forget()
  return 'off'
}

/** After each start: a browser changes its subscription without asking, and a new session has none yet. */
export async function keepPush(): Promise<void> {
  if (!supported() || Notification.permission !== 'granted') return
  const person = currentSession().person?.id
  if (!person || localStorage.getItem(wantedKey) !== person) return
  const server = await ours()
  if (server.available) await subscribe(server)
}

/** Whether the browser's push service took it. */
async function subscribe(server: Server): Promise<boolean> {
  const { pushManager } = await navigator.serviceWorker.ready
  const key = bytes(server.public_key)
  const there = await pushManager.getSubscription()
  if (there && !isSame(there.options.applicationServerKey, key)) await there.unsubscribe()
  const taken = await pushManager
    .subscribe({ userVisibleOnly: true, applicationServerKey: key })
    .catch(() => null)
  if (!taken) return false
  const { endpoint, keys } = taken.toJSON()
  const body = { endpoint: endpoint ?? '', keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' } }
  await api.PUT('/api/me/push-subscription', { body })
  return true
}

/** Of this session, as the server knows it. */
function ours(): Promise<Server> {
  return read(api.GET('/api/me/push-subscription'))
}

async function present(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration()
  return registration ? registration.pushManager.getSubscription() : null
}

async function forget(): Promise<void> {
  await (await present())?.unsubscribe()
  const registration = await navigator.serviceWorker.getRegistration()
  for (const shown of (await registration?.getNotifications()) ?? []) shown.close()
}

function supported(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
}

/** iPads call themselves Macs, but have fingers. */
function isAppleTablet(): boolean {
  return (
    /iPhone|iPad/.test(navigator.userAgent) ||
    (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1)
  )
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(text, letter => letter.charCodeAt(0))
}

function isSame(there: ArrayBuffer | null, key: Uint8Array): boolean {
  if (!there) return false
  const held = new Uint8Array(there)
  return held.length === key.length && held.every((byte, index) => byte === key[index])
}

// The tablet is the next person's: nothing for the one before may light up on it.
wipeOnLeave(() => {
  if (supported()) void forget().catch(() => undefined)
})
