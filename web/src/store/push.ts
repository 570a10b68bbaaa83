import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { keepPush } from '../services/push'
import { queries } from './queries'

/** Goes on showing notices on this device, and opens what a tapped one speaks of. */
export function usePush(): void {
  const [, go] = useLocation()
  useEffect(() => {
    keepPush().then(
      () => queries.invalidateQueries({ queryKey: ['push'] }),
      () => undefined,
    )
  }, [])
  useEffect(() => {
    const hear = (event: MessageEvent<{ open?: string }>) => {
      if (event.data.open) go(event.data.open)
    }
    navigator.serviceWorker?.addEventListener('message', hear)
    return () => navigator.serviceWorker?.removeEventListener('message', hear)
  }, [go])
}
