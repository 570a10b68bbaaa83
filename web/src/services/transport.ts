import { Problem } from './problem'
import { accessToken, languageHere, leave, refresh } from './session'

const longestWait = 5_000
const behindHearers = new Set<() => void>()
let prove: (() => Promise<boolean>) | null = null
let proving: Promise<boolean> | null = null
let seen: string | null = null
let traced = false

/**
 * Every request of the app goes through here: token, renewal once, the newest `Hop-Seen` sent back as `Hop-After`, one
 * repetition after `Retry-After`, one after the password was entered again where that is wanted. Throws Problem for everything that is not an answer to use (304 is one).
 */
export async function send(request: Request): Promise<Response> {
  if (traced && request.method !== 'GET') request.headers.set('traceparent', newTrace())
  const again = request.clone()
  const response = await attempt(request)
  if (response.status === 401 && (await refresh())) return settle(await attempt(again))
  if (await wantsProof(response)) return settle((await provenOnce()) ? await attempt(again) : response)
  const wait = retryDelay(response)
  if (wait === null) return settle(response)
  await new Promise(resolve => setTimeout(resolve, wait))
  return settle(await attempt(again))
}

/** Told of each answer that lacks something this browser has written before (`Hop-Behind`). */
export function whenBehind(hear: () => void): void {
  behindHearers.add(hear)
}

/** `ask` lets the person enter his password again, and says whether he did. Gives what ends it. */
export function askForProof(ask: () => Promise<boolean>): () => void {
  prove = ask
  return () => {
    prove = null
  }
}

export function forgetSeen(): void {
  seen = null
}

/** W3C Trace Context: a trace that begins with the tap. Whether it is recorded is the server's to say. */
function newTrace(): string {
  const [trace, tap] = [0, 0].map(() => crypto.randomUUID().replaceAll('-', '')) as [string, string]
  return `00-${trace}-${tap.slice(0, 16)}-00`
}

async function attempt(request: Request): Promise<Response> {
  const token = accessToken()
  if (token) request.headers.set('Authorization', `Bearer ${token}`)
  if (seen) request.headers.set('Hop-After', seen)
  request.headers.set('Accept-Language', languageHere())
  let response: Response
  try {
    response = await fetch(request)
  } catch (error) {
    if (request.signal.aborted) throw error
    throw new Problem(0)
  }
  seen = response.headers.get('Hop-Seen') ?? seen
  traced ||= response.headers.has('traceresponse')
  if (response.headers.has('Hop-Behind')) for (const hear of behindHearers) hear()
  return response
}

/** A server that names a short wait is asked once more; creating requests carry their key, so nothing happens twice. */
function retryDelay(response: Response): number | null {
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN)
  if (response.status !== 503 || Number.isNaN(seconds) || seconds * 1000 > longestWait) return null
  return Math.max(200, seconds * 1000)
}

async function wantsProof(response: Response): Promise<boolean> {
  return response.status === 403 && (await Problem.from(response.clone())).code === 'sign-in-again'
}

/** One question for all requests that wait. */
function provenOnce(): Promise<boolean> {
  proving ??= (prove?.() ?? Promise.resolve(false)).finally(() => {
    proving = null
  })
  return proving
}

async function settle(response: Response): Promise<Response> {
  if (response.ok || response.status === 304) return response
  if (response.status === 401) leave({ ended: true })
  throw await Problem.from(response)
}
