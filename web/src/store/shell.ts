import i18next from 'i18next'
import { offer } from './notices'

/** Keeps the app's own files at the browser, so that it opens without network; a new version is offered, never forced. */
export function keepShell(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  void navigator.serviceWorker.register('/sw.js').then(offerNewVersions, () => undefined)
}

/** Also one that came while the app was closed, and those that come while a tablet leaves it open for days. */
export function offerNewVersions(registration: ServiceWorkerRegistration): void {
  if (registration.waiting) offerVersion(registration.waiting)
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing
    worker?.addEventListener('statechange', () => worker.state === 'installed' && offerVersion(worker))
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void registration.update().catch(() => undefined)
  })
}

function offerVersion(worker: ServiceWorker): void {
  if (!navigator.serviceWorker.controller) return
  // In every tab: the files of the old version are gone once one of them has taken the new.
  navigator.serviceWorker.addEventListener('controllerchange', reload, { once: true })
  offer(
    () => ({ text: i18next.t('app.newVersion'), name: i18next.t('app.useNewVersion') }),
    () => worker.postMessage('activate'),
  )
}

function reload(): void {
  location.reload()
}
