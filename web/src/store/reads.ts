import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import * as account from '../services/account'
import * as audit from '../services/audit'
import * as board from '../services/board'
import * as books from '../services/books'
import * as documents from '../services/documents'
import * as imports from '../services/imports'
import * as indicators from '../services/indicators'
import * as meetings from '../services/meetings'
import * as messages from '../services/messages'
import * as organisations from '../services/organisations'
import * as people from '../services/people'
import * as prints from '../services/prints'
import * as push from '../services/push'
import * as reports from '../services/reports'
import * as reviews from '../services/reviews'
import * as rooms from '../services/rooms'
import { type Question, search } from '../services/search'
import * as series from '../services/series'
import * as sites from '../services/sites'
import { paperLedger, type UsageQuestion, usage, usageMeetings, yardsticks } from '../services/usage'
import type { AgendaSince, Deed, DeliveryState, Outcome, ReportPeriod } from '../types/api'

/** Every read of the app with its key; `apply` knows these keys, so a fact finds what it changes. */
export const reads = {
  meetings: (from: string, to: string, organisation: string | null = null) =>
    queryOptions({
      queryKey: ['meetings', from, to, organisation],
      queryFn: () => meetings.meetings(from, to, organisation),
    }),
  board: (from: string, to: string) =>
    queryOptions({ queryKey: ['board', from, to], queryFn: () => board.board(from, to) }),
  paperBoard: (meetings: readonly string[]) =>
    queryOptions({
      queryKey: ['paper-board', ...meetings],
      queryFn: () => board.paperBoard(meetings),
      enabled: meetings.length > 0,
    }),
  meeting: (id: string) => queryOptions({ queryKey: ['meeting', id], queryFn: () => meetings.meeting(id) }),
  agendaComparison: (meeting: string, since: AgendaSince) =>
    queryOptions({
      queryKey: ['agenda-comparison', meeting, since],
      queryFn: () => meetings.agendaComparison(meeting, since),
      staleTime: 0,
    }),
  participants: (meeting: string) =>
    queryOptions({ queryKey: ['participants', meeting], queryFn: () => meetings.participants(meeting) }),
  documents: (meeting: string) =>
    queryOptions({ queryKey: ['documents', meeting], queryFn: () => documents.documents(meeting) }),
  bookOffered: (meeting: string) =>
    queryOptions({ queryKey: ['book-offered', meeting], queryFn: () => books.bookOffered(meeting) }),
  sites: (meeting: string) =>
    queryOptions({ queryKey: ['sites', meeting], queryFn: () => sites.sites(meeting) }),
  duties: () => queryOptions({ queryKey: ['duties'], queryFn: sites.duties }),
  preparations: () => queryOptions({ queryKey: ['preparations'], queryFn: reviews.preparations }),
  readiness: (meeting: string) =>
    queryOptions({ queryKey: ['readiness', meeting], queryFn: () => meetings.readiness(meeting) }),
  legalDeadlines: (startsAt: string, zone: string) =>
    queryOptions({
      queryKey: ['legal-deadlines', startsAt, zone],
      queryFn: () => meetings.legalDeadlines(startsAt, zone),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  version: (document: string, version: string) =>
    queryOptions({
      queryKey: ['version', document, version],
      queryFn: () => documents.version(document, version),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  hits: (document: string, version: string, words: string) =>
    queryOptions({
      queryKey: ['hits', document, version, words],
      queryFn: () => documents.hits(document, version, words),
    }),
  /** Nothing found stays longer than its screen: what is recalled must not be read from here. */
  search: (question: Question) =>
    infiniteQueryOptions({
      queryKey: ['search', question],
      queryFn: ({ pageParam }) => search(question, pageParam),
      initialPageParam: null as string | null,
      getNextPageParam: page => page.next,
      staleTime: 0,
      gcTime: 0,
    }),
  comparison: (document: string, version: string) =>
    queryOptions({
      queryKey: ['comparison', document, version],
      queryFn: () => documents.comparison(document, version),
      staleTime: 0,
      gcTime: 0,
    }),
  audit: (deed: Deed | null, person: string | null) =>
    infiniteQueryOptions({
      queryKey: ['audit', deed, person],
      queryFn: ({ pageParam }) => audit.entries(deed, person, pageParam),
      initialPageParam: null as string | null,
      getNextPageParam: page => page.next,
    }),
  readings: (document: string) =>
    queryOptions({
      queryKey: ['readings', document],
      queryFn: () => documents.readings(document),
      staleTime: 0,
    }),
  inbox: () => queryOptions({ queryKey: ['inbox'], queryFn: () => messages.inbox() }),
  deliveries: (state: DeliveryState | null) =>
    queryOptions({ queryKey: ['deliveries', state], queryFn: () => messages.deliveries(state) }),
  unreachedPeople: () =>
    queryOptions({ queryKey: ['unreached', 'people'], queryFn: messages.unreachedPeople }),
  address: () => queryOptions({ queryKey: ['address'], queryFn: account.ownAddress }),
  push: () => queryOptions({ queryKey: ['push'], queryFn: push.pushState }),
  quietHours: () => queryOptions({ queryKey: ['quiet-hours'], queryFn: messages.quietHours }),
  unreached: () => queryOptions({ queryKey: ['unreached'], queryFn: messages.unreached }),
  sessions: () => queryOptions({ queryKey: ['sessions'], queryFn: people.ownSessions }),
  usage: (question: UsageQuestion) =>
    queryOptions({ queryKey: ['usage', question], queryFn: () => usage(question) }),
  reports: (organisation: string) =>
    queryOptions({ queryKey: ['reports', organisation], queryFn: () => reports.reports(organisation) }),
  report: (id: string) => queryOptions({ queryKey: ['report', id], queryFn: () => reports.report(id) }),
  ownReports: () => queryOptions({ queryKey: ['reports'], queryFn: reports.ownReports }),
  letterhead: (organisation: string) =>
    queryOptions({
      queryKey: ['letterhead', organisation],
      queryFn: () => reports.letterhead(organisation),
      staleTime: 0,
    }),
  reportSchedules: (organisation: string) =>
    queryOptions({
      queryKey: ['report-schedules', organisation],
      queryFn: () => reports.reportSchedules(organisation),
    }),
  receivingSystems: (organisation: string) =>
    queryOptions({
      queryKey: ['receiving-systems', organisation],
      queryFn: () => indicators.receivingSystems(organisation),
    }),
  receivingSystem: (system: string) =>
    queryOptions({
      queryKey: ['receiving-system', system],
      queryFn: () => indicators.receivingSystem(system),
      staleTime: 0,
      gcTime: 0,
    }),
  /** Looked at again while something is on its way. */
  indicatorSets: (system: string) =>
    queryOptions({
      queryKey: ['indicator-sets', system],
      queryFn: () => indicators.indicatorSets(system),
      refetchInterval: query =>
        query.state.data?.some(one => one.state === 'waiting' || one.state === 'sending') ? 5000 : false,
    }),
  indicatorPreview: (system: string, period: ReportPeriod, since: string) =>
    queryOptions({
      queryKey: ['indicator-preview', system, period, since],
      queryFn: () => indicators.previewIndicators(system, period, since),
      staleTime: 0,
    }),
  houseRules: (organisation: string) =>
    queryOptions({
      queryKey: ['house-rules', organisation],
      queryFn: () => organisations.houseRules(organisation),
      staleTime: 0,
    }),
  yardsticks: (organisation: string) =>
    queryOptions({
      queryKey: ['yardsticks', organisation],
      queryFn: () => yardsticks(organisation),
      staleTime: 0,
    }),
  paperLedger: (meeting: string) =>
    queryOptions({ queryKey: ['paper-ledger', meeting], queryFn: () => paperLedger(meeting) }),
  usageMeetings: (question: UsageQuestion) =>
    infiniteQueryOptions({
      queryKey: ['usage-meetings', question],
      queryFn: ({ pageParam }) => usageMeetings(question, pageParam),
      initialPageParam: null as string | null,
      getNextPageParam: page => page.next && new URL(page.next, location.origin).searchParams.get('after'),
    }),
  deskMeetings: () =>
    infiniteQueryOptions({
      queryKey: ['desk-meetings'],
      queryFn: ({ pageParam }) => prints.deskMeetings(pageParam),
      initialPageParam: null as string | null,
      getNextPageParam: page => page.next && new URL(page.next, location.origin).searchParams.get('after'),
    }),
  desk: (meeting: string) =>
    queryOptions({ queryKey: ['desk', meeting], queryFn: () => prints.desk(meeting) }),
  secondFactor: () => queryOptions({ queryKey: ['second-factor'], queryFn: account.secondFactor }),
  levels: () => queryOptions({ queryKey: ['levels'], queryFn: organisations.levels, staleTime: 3_600_000 }),
  colleagues: () => queryOptions({ queryKey: ['colleagues'], queryFn: people.colleagues }),
  templates: (organisation: string) =>
    queryOptions({
      queryKey: ['templates', organisation],
      queryFn: () => series.templates(organisation),
    }),
  rooms: (when?: { starts_at: string; ends_at: string }) =>
    queryOptions({ queryKey: ['rooms', when ?? null], queryFn: () => rooms.rooms(when) }),
  /** Whoever is given a room to keep hears of it by a notice of its first booking. */
  seesRooms: () =>
    queryOptions({ queryKey: ['sees-rooms'], queryFn: rooms.seesRooms, staleTime: Number.POSITIVE_INFINITY }),
  bookings: (room: string, from: string, to: string) =>
    queryOptions({ queryKey: ['bookings', room, from, to], queryFn: () => rooms.bookings(room, from, to) }),
  organisations: () => queryOptions({ queryKey: ['organisations'], queryFn: organisations.organisations }),
  person: (id: string) =>
    queryOptions({ queryKey: ['person', id], queryFn: () => people.person(id), staleTime: 0 }),
  bearers: (handles: readonly string[]) =>
    queryOptions({ queryKey: ['bearers', ...handles], queryFn: () => people.bearers(handles) }),
  reorganisations: () =>
    queryOptions({ queryKey: ['reorganisations'], queryFn: organisations.reorganisations }),
  peopleImport: (id: string) =>
    queryOptions({ queryKey: ['people-import', id], queryFn: () => imports.peopleImport(id), staleTime: 0 }),
  importRows: (id: string, show: Outcome) =>
    infiniteQueryOptions({
      queryKey: ['people-import', id, 'rows', show],
      queryFn: ({ pageParam }) => imports.importRows(id, show, pageParam),
      initialPageParam: null as string | null,
      getNextPageParam: page => page.next,
      staleTime: 0,
      gcTime: 0,
    }),
  people: (filter: { organisation?: string | null; q?: string }) =>
    queryOptions({
      queryKey: ['people', filter.organisation ?? null, filter.q ?? ''],
      queryFn: () => people.people(filter),
    }),
}
