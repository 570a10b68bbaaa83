import i18next from 'i18next'
import { Problem } from '../services/problem'

type Words = () => { text: string; name: string }

/** Short sentences at the bottom of the screen: what was just done, and one thing to do about it, mostly to take it back. */
export interface Notice {
  id: number
  text: string
  act?: (() => unknown) | undefined
  /** Words of the act when it is not «undo». */
  name?: string | undefined
  /** Of one that stays, whatever else is told, until it is answered or put away: said anew in another language. */
  words?: Words
}

const listeners = new Set<() => void>()
let notices: readonly Notice[] = []
let last = 0

export function tell(text: string, act?: () => unknown, name?: string): void {
  last += 1
  const id = last
  change([...lasting(), { id, text, act, name }])
  setTimeout(() => dismiss(id), act ? 10_000 : 5_000)
}

/** Until it is answered; one at a time. */
export function offer(words: Words, act: () => unknown): void {
  last += 1
  change([{ id: last, ...words(), act, words }, ...notices.filter(notice => !notice.words)])
}

/** What went wrong, in the server's words or, where it had none, in ours. */
export function tellProblem(error: unknown): void {
  const { title, offline } = Problem.of(error)
  tell(title ?? i18next.t(offline ? 'state.offline' : 'state.failed'))
}

export function dismiss(id: number): void {
  change(notices.filter(notice => notice.id !== id))
}

/** Before a new act shows: what it would be to take back the one before is not what «undo» would seem to mean. */
export function withdrawNotices(): void {
  change(lasting())
}

export function currentNotices(): readonly Notice[] {
  return notices
}

export function subscribeNotices(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function lasting(): readonly Notice[] {
  return notices.filter(notice => notice.words)
}

function change(next: readonly Notice[]): void {
  notices = next
  for (const listener of listeners) listener()
}

i18next.on('languageChanged', () => change(notices.map(notice => ({ ...notice, ...notice.words?.() }))))
