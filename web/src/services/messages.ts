import type { Delivery, Inbox, Page } from '../types/api'
import { call } from './call'

export function inbox(after: string | null = null): Promise<Inbox> {
  return after ? call('GET', after) : call('GET', '/api/inbox')
}

export function markRead(id: string): Promise<void> {
  return call('PUT', `/api/inbox/${id}/read`)
}

export function markAllRead(): Promise<void> {
  return call('PUT', '/api/inbox/read')
}

export function deliveries(
  state: Delivery['state'] | null,
  after: string | null = null,
): Promise<Page<Delivery>> {
  return after ? call('GET', after) : call('GET', '/api/deliveries', { query: { state } })
}

export function tryDelivery(id: string): Promise<unknown> {
  return call('POST', `/api/deliveries/${id}/attempts`)
}
