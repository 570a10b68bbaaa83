import type { Delivery, DeliveryState, Inbox, Page } from '../types/api'
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
