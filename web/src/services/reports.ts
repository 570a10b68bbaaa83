import type { Page, ReportPeriod, ReportSchedule, UsageReport } from '../types/api'
import { api, once, read, whole } from './api'
import { send } from './transport'

export type ReportForm = 'docx' | 'pdf' | 'xlsx' | 'csv'

export async function reports(organisation: string): Promise<UsageReport[]> {
  const params = { path: { id: organisation }, query: { limit: 100 } }
  return whole(await read<Page<UsageReport>>(api.GET('/api/organisations/{id}/usage-reports', { params })))
}

/** Those one is named in. */
export async function ownReports(): Promise<UsageReport[]> {
  return (
    await read<Page<UsageReport>>(api.GET('/api/me/usage-reports', { params: { query: { limit: 100 } } }))
  ).items
}

export function makeReport(
  organisation: string,
  body: { period: ReportPeriod; since: string; recipients: string[] },
  key: string,
): Promise<UsageReport> {
  const params = { path: { id: organisation }, header: once(key) }
  return read(api.POST('/api/organisations/{id}/usage-reports', { params, body }))
}

export async function reportFile(report: string, form: ReportForm): Promise<Blob> {
  return (
    await send(new Request(new URL(`/api/usage-reports/${report}/file?format=${form}`, location.origin)))
  ).blob()
}

export async function reportSchedules(organisation: string): Promise<ReportSchedule[]> {
  const params = { path: { id: organisation } }
  return (
    await read<{ items: ReportSchedule[] }>(api.GET('/api/organisations/{id}/report-schedules', { params }))
  ).items
}

export function setSchedule(
  organisation: string,
  period: ReportPeriod,
  recipients: string[],
): Promise<ReportSchedule> {
  const params = { path: { id: organisation, period } }
  return read(api.PUT('/api/organisations/{id}/report-schedules/{period}', { params, body: { recipients } }))
}
