/** The list of keyboard shortcuts can be asked for by a button too: tablets have no keyboard to press `?` on. */
const listeners = new Set<() => void>()

export function showShortcuts(): void {
  for (const listener of listeners) listener()
}

export function subscribeShortcuts(listener: () => void): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}
