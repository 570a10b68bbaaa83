import i18next from 'i18next'
import { tell } from './notices'

/** Keeps the app's own files at the browser, so that it opens without network; a new version is offered, never forced. */
export function keepShell(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  void navigator.serviceWorker.register('/sw.js').then(
    registration => {
      registration?.addEventListener('updatefound', () => {
        const worker = registration.installing
        worker?.addEventListener('statechange', () => {
          if (worker.state === 'installed' && navigator.serviceWorker.controller) offer(worker)
        })
      })
    },
    () => undefined,
  )
}

function offer(worker: ServiceWorker): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  tell(i18next.t('app.newVersion'), () => worker.postMessage('activate'), i18next.t('app.useNewVersion'))
}
