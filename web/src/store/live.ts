import type { Query } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { startLive } from '../services/live'
import { currentSession, leave, refresh } from '../services/session'
import type { Fact } from '../types/api'
import { apply } from './apply'
import { queries } from './queries'

/** Facts in order of arrival, for screens that must say what happened besides showing the new state. */
const hearers = new Set<(fact: Fact) => void>()
const watchers = new Set<() => void>()
let connected = true
let delayed = false
let late: ReturnType<typeof setTimeout> | undefined

/** Keeps everything that was read true while the person is signed in. */
export function useLiveStream(): void {
  useEffect(
    () =>
      startLive({
        fact: take,
        reload: () => void readAgain(),
        ended: () => leave({ ended: true }),
        connected: setConnected,
        delayed: setDelayed,
      }),
    [],
  )
}

/** Whether live updates have been away for longer than a hiccup, or the server says that it hears of things late. */
export function useDelayed(): boolean {
  return useSyncExternalStore(
    watcher => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => delayed || !connected,
  )
}

export function useFacts(hear: (fact: Fact) => void): void {
  useEffect(() => {
    hearers.add(hear)
    return () => {
      hearers.delete(hear)
    }
  }, [hear])
}

function take(fact: Fact): void {
  const me = currentSession().person?.id ?? ''
  const cached = queries.getQueryCache().getAll()
  merge(cached, fact, me)
  for (const query of cached) if (query.state.fetchStatus === 'fetching') void mergeLater(query, fact, me)
  if (fact.kind === 'person' && fact.id === me) void refresh().catch(() => undefined)
  for (const hear of hearers) hear(fact)
}

function merge(cached: readonly Query[], fact: Fact, me: string): void {
  const { entries, stale } = apply(
    cached.map(query => ({ key: query.queryKey, data: query.state.data })),
    fact,
    me,
  )
  for (const [index, entry] of entries.entries())
    if (entry.data !== cached[index]?.state.data) queries.setQueryData(entry.key, entry.data)
  for (const key of stale) void queries.invalidateQueries({ queryKey: key, exact: true })
}

/** An answer under way may be older than the fact, and takes the place of what was merged: it is merged into that, too. */
async function mergeLater(query: Query, fact: Fact, me: string): Promise<void> {
  await Promise.allSettled([query.promise])
  if (queries.getQueryCache().get(query.queryHash) === query) merge([query], fact, me)
}

/** What is being read just now is let finish first, so that a slow tablet shows it, and is then read again too. */
async function readAgain(): Promise<void> {
  const underWay = queries.getQueryCache().findAll({ fetchStatus: 'fetching' })
  await Promise.allSettled(underWay.map(query => query.promise))
  await queries.invalidateQueries()
}

function setConnected(now: boolean): void {
  clearTimeout(late)
  if (now) show(true)
  else late = setTimeout(() => show(false), 8_000)
}

function show(now: boolean): void {
  if (connected === now) return
  connected = now
  if (now) void queries.invalidateQueries()
  for (const watcher of watchers) watcher()
}

/** Nothing is read again when it is over: what waited comes as facts. */
function setDelayed(now: boolean): void {
  delayed = now
  for (const watcher of watchers) watcher()
}
