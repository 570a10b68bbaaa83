import { currentSession, wipeOnLeave } from './session'

const prefix = 'hop.draft.'

/** Unsent work, kept at this browser for the person who wrote it, over reloads and without network. */
export function readDraft<T>(name: string): T | null {
  const text = localStorage.getItem(keyOf(name))
  return text ? (JSON.parse(text) as T) : null
}

export function keepDraft(name: string, value: unknown): void {
  localStorage.setItem(keyOf(name), JSON.stringify(value))
}

export function dropDraft(name: string): void {
  localStorage.removeItem(keyOf(name))
}

/** Whether this person has unsent work here, which leaving would delete. */
export function hasDrafts(): boolean {
  return Object.keys(localStorage).some(key => key.startsWith(keyOf('')))
}

function keyOf(name: string): string {
  return `${prefix}${currentSession().person?.id ?? ''}.${name}`
}

wipeOnLeave(() => {
  for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key)
})
