import { useEffect } from 'react'
import { useLocation } from 'wouter'

let loaded = false
let goneBack = false
addEventListener('popstate', () => {
  goneBack = true
})

/**
 * Names the screen in the browser's tab, and begins it at its heading for keyboard and screen reader.
 *
 * The browser itself begins the screen it loads, and scrolls the one somebody goes back to.
 */
export function Title({ text }: { text: string }) {
  const [location] = useLocation()
  useEffect(() => {
    document.title = `${text} · Hop`
  }, [text])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another address is another screen
  useEffect(() => {
    if (loaded) beginAtHeading({ preventScroll: goneBack })
    loaded = true
    goneBack = false
  }, [location])
  return null
}

/** Unless focus is in the screen already: at a field that asked for it, or at a tab or step that stays. */
function beginAtHeading(options: FocusOptions) {
  const heading = document.querySelector<HTMLElement>('main h1')
  if (!heading || document.activeElement?.closest('main > *')) return
  heading.tabIndex = -1
  heading.focus(options)
}
