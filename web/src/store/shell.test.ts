import { beforeEach, expect, it, vi } from 'vitest'
import { speak, startWords } from '../words/language'
import { currentNotices, dismiss, tell, withdrawNotices } from './notices'
import { offerNewVersions } from './shell'

class Worker extends EventTarget {
  state = 'installed'
  postMessage = vi.fn()
}

class Registration extends EventTarget {
  waiting: Worker | null = null
  installing: Worker | null = null
  update = vi.fn(async () => undefined)
}

const container = Object.assign(new EventTarget(), { controller: new Worker() as Worker | null })
let registration: Registration
const watch = () => offerNewVersions(registration as unknown as ServiceWorkerRegistration)
const told = () => currentNotices().map(notice => notice.text)

beforeEach(async () => {
  vi.useFakeTimers()
  Object.defineProperty(navigator, 'serviceWorker', { value: container, configurable: true })
  container.controller = new Worker()
  registration = new Registration()
  for (const notice of currentNotices()) dismiss(notice.id)
  await startWords('vi')
  return () => vi.useRealTimers()
})

it('offers a version that has waited since the last visit, until it is answered', async () => {
  registration.waiting = new Worker()
  watch()
  tell('Đã lưu')
  expect(told()).toEqual(['Hop có bản mới.', 'Đã lưu'])
  withdrawNotices()
  vi.advanceTimersByTime(60_000)
  expect(told()).toEqual(['Hop có bản mới.'])
  await speak('en')
  expect(told()).not.toEqual(['Hop có bản mới.'])
  void currentNotices()[0]?.act?.()
  expect(registration.waiting.postMessage).toHaveBeenCalledWith('activate')
})

it('offers a version that arrives meanwhile', () => {
  watch()
  registration.installing = new Worker()
  registration.dispatchEvent(new Event('updatefound'))
  registration.installing.dispatchEvent(new Event('statechange'))
  expect(told()).toEqual(['Hop có bản mới.'])
})

it('offers nothing at the first visit', () => {
  container.controller = null
  registration.waiting = new Worker()
  watch()
  expect(told()).toEqual([])
})

it('looks for a version when the screen is turned to again', () => {
  watch()
  document.dispatchEvent(new Event('visibilitychange'))
  expect(registration.update).toHaveBeenCalledOnce()
})
