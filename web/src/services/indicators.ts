import type {
  IndicatorContent,
  IndicatorSet,
  Page,
  ReceivingSystem,
  ReceivingSystemWrite,
  ReportPeriod,
} from '../types/api'
import { api, once, read, readWithTag, whole } from './api'

export async function receivingSystems(organisation: string): Promise<ReceivingSystem[]> {
  const params = { path: { id: organisation } }
  return whole(
    await read<Page<ReceivingSystem>>(api.GET('/api/organisations/{id}/receiving-systems', { params })),
  )
}

/** With the tag that a change of it needs. */
export function receivingSystem(
  system: string,
): Promise<{ value: ReceivingSystem; etag: string | undefined }> {
  return readWithTag(api.GET('/api/receiving-systems/{system}', { params: { path: { system } } }))
}

export function addReceivingSystem(
  organisation: string,
  body: ReceivingSystemWrite,
  key: string,
): Promise<ReceivingSystem> {
  const params = { path: { id: organisation }, header: once(key) }
  return read(api.POST('/api/organisations/{id}/receiving-systems', { params, body }))
}

export function changeReceivingSystem(
  system: string,
  body: ReceivingSystemWrite,
  etag: string,
): Promise<ReceivingSystem> {
  const params = { path: { system }, header: { 'If-Match': etag } }
  return read(api.PUT('/api/receiving-systems/{system}', { params, body }))
}

/** What would be sent now of a period that is over; `since` is its first day. */
export function previewIndicators(
  system: string,
  period: ReportPeriod,
  since: string,
): Promise<IndicatorContent> {
  const params = { path: { system }, query: { period, since } }
  return read(api.GET('/api/receiving-systems/{system}/preview', { params }))
}

/** The latest periods, the newest first. */
export async function indicatorSets(system: string): Promise<IndicatorSet[]> {
  const params = { path: { system }, query: { limit: 24 } }
  return (
    await read<Page<IndicatorSet>>(api.GET('/api/receiving-systems/{system}/indicator-sets', { params }))
  ).items
}

export function sendIndicators(system: string, period: ReportPeriod, since: string): Promise<IndicatorSet> {
  const params = { path: { system } }
  const body = { period, since }
  return read(api.POST('/api/receiving-systems/{system}/indicator-sets', { params, body }))
}

export function sendAgain(set: string): Promise<IndicatorSet> {
  return read(api.POST('/api/indicator-sets/{set}/tries', { params: { path: { set }, header: once() } }))
}
