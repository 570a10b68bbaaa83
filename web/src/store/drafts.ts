import { useCallback, useEffect, useRef, useState } from 'react'
import { dropDraft, keepDraft, readDraft } from '../services/drafts'

/**
 * A form's values that outlive a reload and a lost network. `restored` tells that an earlier draft was found; `began` is what
 * its writer started from, also after a reload; `follow` begins with a newer state while nothing is typed; `drop` ends it
 * when the form was sent or given up.
 */
export function useDraft<T>(name: string, initial: T) {
  const [found] = useState(() => readDraft<T>(name))
  const [began, setBegan] = useState(() => (found && readDraft<T>(beginningOf(name))) ?? initial)
  const [value, setValue] = useState<T>(found ?? initial)
  const touched = useRef(false)
  const typed = useRef(found !== null)
  useEffect(() => {
    if (!touched.current) return
    keepDraft(name, value)
    keepDraft(beginningOf(name), began)
  }, [name, value, began])
  const change = useCallback((next: T) => {
    touched.current = true
    typed.current = true
    setValue(next)
  }, [])
  const follow = useCallback((newest: T) => {
    if (typed.current) return
    setBegan(newest)
    setValue(newest)
  }, [])
  const drop = useCallback(() => {
    touched.current = false
    typed.current = false
    dropDraft(name)
    dropDraft(beginningOf(name))
  }, [name])
  return { value, began, change, follow, drop, restored: found !== null }
}

/** Under a new key: with the old one the server would take what was changed since for the attempt before. */
export function rekeyed<T extends { key: string }>(value: T): T {
  return { ...value, key: crypto.randomUUID() }
}

/** Only what the writer changed, null if nothing: what he left alone a colleague may have changed meanwhile. */
export function changesOf<T extends object>(began: T, now: T): Partial<T> | null {
  const changed = Object.entries(now).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(began[name as keyof T]),
  )
  return changed.length > 0 ? (Object.fromEntries(changed) as Partial<T>) : null
}

function beginningOf(name: string): string {
  return `${name} began`
}
