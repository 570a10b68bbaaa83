import type { Fact } from '../types/api'
import { type Frame, FrameReader } from './frames'
import { Problem } from './problem'
import { send } from './transport'

export interface LiveListener {
  fact(fact: Fact): void
  /** Something was missed: everything on the screen has to be read again. */
  reload(): void
  ended(): void
  connected(connected: boolean): void
  /** The server hears of what happens late, though the stream stands. */
  delayed(delayed: boolean): void
}

type Told = { frame: Frame } | { connected: boolean } | { opened: true }

const shortest = 1_000
const longest = 30_000
/** The server sends a heartbeat every 15 s; a silence this long means a dead connection that TCP has not noticed. */
const silence = 45_000

/**
 * One stream per browser for all its tabs: the tab that holds the lock reads it and tells the others. When it closes, the
 * next one takes over and resumes after the last frame that every tab has heard of. A tab that opens asks the others
 * whether the server is delayed, for the stream says so at its beginning only.
 */
export function startLive(listener: LiveListener): () => void {
  const stop = new AbortController()
  const channel = new BroadcastChannel('hop-live')
  let lastId: string | null = null
  let delayed: Frame | null = null
  const hear = (told: Told) => {
    if ('connected' in told) return listener.connected(told.connected)
    if ('opened' in told) {
      if (delayed) channel.postMessage({ frame: delayed })
      return
    }
    lastId = told.frame.id ?? lastId
    if (told.frame.event === 'delayed') delayed = told.frame
    deliver(told.frame, listener)
  }
  const tell = (told: Told) => {
    if (stop.signal.aborted) return
    channel.postMessage(told)
    hear(told)
  }
  channel.onmessage = (event: MessageEvent<Told>) => hear(event.data)
  channel.postMessage({ opened: true })
  void asLeader(stop.signal, () => follow(() => lastId, tell, stop.signal))
  return () => {
    stop.abort()
    channel.close()
  }
}

function deliver(frame: Frame, listener: LiveListener): void {
  if (frame.event === 'fact') listener.fact(JSON.parse(frame.data))
  else if (frame.event === 'reload') listener.reload()
  else if (frame.event === 'ended') listener.ended()
  else if (frame.event === 'delayed') listener.delayed(JSON.parse(frame.data).delayed)
}

async function asLeader(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  try {
    if (navigator.locks) await navigator.locks.request('hop-live', { signal }, work)
    else await work()
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

async function follow(
  lastId: () => string | null,
  tell: (told: Told) => void,
  signal: AbortSignal,
): Promise<void> {
  let wait = shortest
  while (!signal.aborted) {
    try {
      await readStream(lastId(), tell, signal, () => {
        wait = shortest
      })
    } catch (error) {
      if (signal.aborted || Problem.of(error).status === 401) return
    }
    tell({ connected: false })
    await pause(wait * (0.5 + Math.random()), signal)
    wait = Math.min(wait * 2, longest)
  }
}

async function readStream(
  after: string | null,
  tell: (told: Told) => void,
  signal: AbortSignal,
  onOpen: () => void,
): Promise<void> {
  const attempt = new AbortController()
  const cancel = () => attempt.abort()
  signal.addEventListener('abort', cancel)
  let quiet = setTimeout(cancel, silence)
  try {
    const headers = new Headers({ Accept: 'text/event-stream' })
    if (after) headers.set('Last-Event-ID', after)
    const response = await send(
      new Request('/api/stream', { headers, signal: attempt.signal, cache: 'no-store' }),
    )
    if (!response.body) throw new Problem(0)
    onOpen()
    tell({ connected: true })
    // A stream without a mark begins now: what happened since the screens were read is on neither, until its first mark.
    let unsure = after === null
    const frames = new FrameReader()
    // Facts whose mark does not arrive, because the stream broke in between, come again after the mark before.
    const unmarked: Frame[] = []
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      clearTimeout(quiet)
      quiet = setTimeout(cancel, silence)
      for (const frame of frames.push(read.value)) {
        if (frame.event === 'fact') {
          unmarked.push(frame)
          continue
        }
        if (frame.id) for (const fact of unmarked.splice(0)) tell({ frame: fact })
        tell({ frame: unsure && frame.id ? { ...frame, event: 'reload' } : frame })
        unsure &&= !frame.id
      }
    }
  } finally {
    clearTimeout(quiet)
    signal.removeEventListener('abort', cancel)
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, milliseconds)
    const wake = () => {
      clearTimeout(timer)
      resolve()
    }
    signal.addEventListener('abort', wake, { once: true })
    addEventListener('online', wake, { once: true })
  })
}
