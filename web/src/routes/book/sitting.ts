import type { DeviceKind, SittingSoFar } from '../../types/api'

/** What one sitting with one version of a paper has seen so far; told to the server now and then, and at its end. */
export interface Sitting {
  id: string
  document: string
  version: string
  pages: ReadonlySet<number>
  seconds: number
}

export function beginSitting(document: string, version: string, id: string): Sitting {
  return { id, document, version, pages: new Set(), seconds: 0 }
}

/** One second of looking: the pages on the screen are seen; nothing counts while the screen is turned away. */
export function tick(sitting: Sitting, pages: readonly number[], looking: boolean): Sitting {
  if (!looking || pages.length === 0) return sitting
  return { ...sitting, pages: new Set([...sitting.pages, ...pages]), seconds: sitting.seconds + 1 }
}

/** The same stay as a sitting of its own, with what the server has not heard of: it has ended the one before meanwhile. */
export function goOn(sitting: Sitting, heard: Sitting, id: string): Sitting {
  const pages = new Set([...sitting.pages].filter(page => !heard.pages.has(page)))
  return { ...sitting, id, pages, seconds: sitting.seconds - heard.seconds }
}

export function report(sitting: Sitting, ended: boolean, device: DeviceKind): SittingSoFar {
  const pages = [...sitting.pages].sort((one, other) => one - other)
  return { pages, seconds: sitting.seconds, ended, device }
}
