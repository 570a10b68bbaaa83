import type { Letterhead, Page, ReportHeading, ReportPeriod, ReportSchedule, UsageReport } from '../types/api'
import { api, once, read, readWithTag, whole } from './api'
import { send } from './transport'

export type ReportForm = 'docx' | 'pdf' | 'xlsx' | 'csv'

export async function reports(organisation: string): Promise<UsageReport[]> {
  const params = { path: { id: organisation }, query: { limit: 100 } }
  return whole(await read<Page<UsageReport>>(api.GET('/api/organisations/{id}/usage-reports', { params })))
}

export function report(id: string): Promise<UsageReport> {
  return read(api.GET('/api/usage-reports/{report}', { params: { path: { report: id } } }))
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

/** What stands above and below an organisation's reports, with the tag that setting it anew needs. */
export function letterhead(organisation: string): Promise<{ value: Letterhead; etag: string | undefined }> {
  return readWithTag(
    api.GET('/api/organisations/{id}/report-form', { params: { path: { id: organisation } } }),
  )
}

export function setLetterhead(organisation: string, body: Letterhead, etag: string): Promise<Letterhead> {
  const params = { path: { id: organisation }, header: { 'If-Match': etag } }
  return read(api.PUT('/api/organisations/{id}/report-form', { params, body }))
}

export function headReport(report: string, body: ReportHeading): Promise<UsageReport> {
  return read(api.PUT('/api/usage-reports/{report}/heading', { params: { path: { report } }, body }))
}
