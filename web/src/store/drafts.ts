import { useCallback, useEffect, useRef, useState } from 'react'
import { dropDraft, keepDraft, readDraft } from '../services/drafts'

/**
 * A form's values that outlive a reload and a lost network. `restored` tells that an earlier draft was found; `drop` ends it
 * when the form was sent or given up.
 */
export function useDraft<T>(name: string, initial: T) {
  const [found] = useState(() => readDraft<T>(name))
  const [value, setValue] = useState<T>(found ?? initial)
  const touched = useRef(false)
  useEffect(() => {
    if (touched.current) keepDraft(name, value)
  }, [name, value])
  const change = useCallback((next: T) => {
    touched.current = true
    setValue(next)
  }, [])
  const drop = useCallback(() => {
    touched.current = false
    dropDraft(name)
  }, [name])
  return { value, change, drop, restored: found !== null }
}
