import { useEffect } from 'react'

/** Names the screen in the browser's tab and to a screen reader that lands on it. */
export function Title({ text }: { text: string }) {
  useEffect(() => {
    document.title = `${text} · Hop`
  }, [text])
  return null
}
