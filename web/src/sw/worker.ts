import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { addressOf, placeOf, shown } from './notices'

declare const __SHELL__: { url: string; revision: string | null }[]
declare const self: ServiceWorkerGlobalScope & { location: Location }

interface ServiceWorkerGlobalScope extends WorkerGlobalScope {
  skipWaiting(): Promise<void>
  clients: {
    claim(): Promise<void>
    matchAll(of: { type: 'window'; includeUncontrolled: boolean }): Promise<WindowClient[]>
    openWindow(address: string): Promise<unknown>
  }
  registration: ServiceWorkerRegistration
}
interface WindowClient {
  focus(): Promise<unknown>
  postMessage(message: unknown): void
}
interface PushEvent extends FetchEvent {
  data: { text(): string } | null
}
interface NotificationEvent extends FetchEvent {
  notification: Notification
}
interface WorkerGlobalScope {
  addEventListener(type: string, listener: (event: FetchEvent) => void): void
}
interface FetchEvent extends Event {
  request: Request
  respondWith(answer: Promise<Response>): void
  waitUntil(work: Promise<unknown>): void
}

// Only the app's own files are kept: papers and answers of the server never enter this cache.
precacheAndRoute(__SHELL__)
cleanupOutdatedCaches()

const page = createHandlerBoundToURL('/index.html')
self.addEventListener('fetch', event => {
  if (event.request.mode !== 'navigate') return
  const path = new URL(event.request.url).pathname
  if (/^\/(api|objects|livez|readyz|metrics|openapi|\.well-known)/.test(path)) return
  event.respondWith(page({ event, request: event.request, url: new URL(event.request.url) } as never))
})
self.addEventListener('push', event => {
  const { title, options } = shown((event as PushEvent).data?.text())
  event.waitUntil(self.registration.showNotification(title, options))
})
self.addEventListener('notificationclick', event => {
  const { notification } = event as NotificationEvent
  notification.close()
  event.waitUntil(open(addressOf(notification.data?.link, self.location.origin)))
})
self.addEventListener('message', event => {
  if ((event as unknown as MessageEvent).data === 'activate') event.waitUntil(self.skipWaiting())
})
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()))

/** In the window that is open, which need not load anything anew. */
async function open(address: string): Promise<void> {
  const [window] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (!window) return void (await self.clients.openWindow(address))
  window.postMessage({ open: placeOf(address) })
  await window.focus()
}
