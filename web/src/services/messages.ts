import type {
  Delivery,
  DeliveryState,
  Inbox,
  OwnQuietHours,
  Page,
  QuietHours,
  Unreached,
  UnreachedPerson,
} from '../types/api'
import { api, follow, once, read } from './api'

export function inbox(next: string | null = null): Promise<Inbox> {
  return next ? follow(next) : read(api.GET('/api/inbox'))
}

export async function markRead(entry: string): Promise<void> {
  await api.PUT('/api/inbox/{entry}/read', { params: { path: { entry } } })
}

export async function markAllRead(): Promise<void> {
  await api.PUT('/api/inbox/read')
}

export function deliveries(state: DeliveryState | null, next: string | null = null): Promise<Page<Delivery>> {
  return next ? follow(next) : read(api.GET('/api/deliveries', { params: { query: state ? { state } : {} } }))
}

export function tryDelivery(delivery: string): Promise<Delivery> {
  const params = { path: { delivery }, header: once() }
  return read(api.POST('/api/deliveries/{delivery}/attempts', { params }))
}

/** Of the meetings one is secretary of: whom messages did not reach. */
export async function unreached(): Promise<Unreached[]> {
  return (await read<{ items: Unreached[] }>(api.GET('/api/unreached'))).items
}

export async function tryUnreached(meeting: string): Promise<void> {
  await api.POST('/api/meetings/{meeting}/unreached/attempts', { params: { path: { meeting } } })
}

/** Of the bodies one administers: whose address takes no mail. */
export async function unreachedPeople(): Promise<UnreachedPerson[]> {
  return (await read<{ items: UnreachedPerson[] }>(api.GET('/api/unreached-people'))).items
}

/** He was told another way. */
export async function settleUnreached(meeting: string, person: string): Promise<void> {
  await api.DELETE('/api/meetings/{meeting}/unreached/{person}', { params: { path: { meeting, person } } })
}

export function quietHours(): Promise<OwnQuietHours> {
  return read(api.GET('/api/me/quiet-hours'))
}

export function chooseQuietHours(body: QuietHours): Promise<OwnQuietHours> {
  return read(api.PUT('/api/me/quiet-hours', { body }))
}

/** Those of one's body hold again. */
export function followUsualQuietHours(): Promise<OwnQuietHours> {
  return read(api.DELETE('/api/me/quiet-hours'))
}
