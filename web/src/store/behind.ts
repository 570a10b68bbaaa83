import { useSyncExternalStore } from 'react'
import { wipeOnLeave } from '../services/session'
import { whenBehind } from '../services/transport'
import { queries } from './queries'

const shortest = 2_000
const longest = 30_000
const watchers = new Set<() => void>()
let behind = false
let heard = false
let wait = shortest
let timer: ReturnType<typeof setTimeout> | undefined

/** Whether an answer lacked what this person has written; everything shown is read again until none does. */
export function useBehind(): boolean {
  return useSyncExternalStore(watch, isBehind)
}

export function isBehind(): boolean {
  return behind
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

async function readAgain(): Promise<void> {
  heard = false
  await queries.invalidateQueries()
  if (heard) {
    wait = Math.min(wait * 2, longest)
    timer = setTimeout(readAgain, wait)
  } else catchUp()
}

function catchUp(): void {
  clearTimeout(timer)
  wait = shortest
  show(false)
}

function show(now: boolean): void {
  behind = now
  for (const watcher of watchers) watcher()
}

whenBehind(() => {
  heard = true
  if (behind) return
  timer = setTimeout(readAgain, wait)
  show(true)
})

wipeOnLeave(catchUp)
