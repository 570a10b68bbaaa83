import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'

declare const __SHELL__: { url: string; revision: string | null }[]
declare const self: ServiceWorkerGlobalScope

interface ServiceWorkerGlobalScope extends WorkerGlobalScope {
  skipWaiting(): Promise<void>
  clients: { claim(): Promise<void> }
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
self.addEventListener('message', event => {
  if ((event as unknown as MessageEvent).data === 'activate') event.waitUntil(self.skipWaiting())
})
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()))
