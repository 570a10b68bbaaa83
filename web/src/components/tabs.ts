import { useEffect, useRef } from 'react'

/** For a bar of tabs that is wider than the screen: the one that is shown is brought into sight. */
export function useTabInSight(current: unknown): React.RefObject<HTMLElement | null> {
  const bar = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is marked when `current` changes
  useEffect(() => {
    const tab = bar.current?.querySelector<HTMLElement>('.tab[aria-current]')
    if (!tab || !bar.current) return
    const before = tab.getBoundingClientRect().left - bar.current.getBoundingClientRect().left
    bar.current.scrollBy({ left: before - bar.current.clientWidth / 3 })
  }, [current])
  return bar
}
