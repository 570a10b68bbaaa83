export type Language = 'vi' | 'en'
export type Instant = string

export interface PersonRef {
  id: string
  full_name: string
  post: string | null
  organisation_name: string | null
}
export interface OrganisationRef {
  id: string
  name: string
}
export interface Audience {
  guests: boolean
  people: string[] | null
}
export interface Page<T> {
  items: T[]
  next: string | null
}

export type RoleName = 'administrator' | 'secretary' | 'operator'
export interface Role {
  role: RoleName
  organisation_id: string
}
export interface Post {
  organisation_id: string
  organisation_name: string
  title: string
}
export interface Me {
  id: string
  name: string
  full_name: string
  language: Language
  organisation: OrganisationRef
  posts: Post[]
  roles: Role[]
  must_change_password: boolean
}
export interface Signed {
  access_token: string
  expires_in: number
  person: Me
}
export interface OwnSession {
  id: string
  started_at: Instant
  last_seen_at: Instant
  device: string
  current: boolean
}
export interface Level {
  code: string
  names: Record<Language, string>
  since: string
  until: string | null
}
export interface Organisation {
  id: string
  name: string
  short_name: string
  parent_id: string | null
  path: string[]
  levels: { level: string; since: string }[]
  active: boolean
}
export interface Person {
  id: string
  full_name: string
  posts: Post[]
  organisation: OrganisationRef
  active: boolean
  name?: string
  email?: string | null
  phone?: string | null
  roles?: Role[]
}

export type MeetingKind =
  | 'advisory'
  | 'work_resolving'
  | 'professional'
  | 'briefing'
  | 'review'
  | 'council_session'
export type MeetingMode = 'in_person' | 'online' | 'hybrid'
export type MeetingState =
  | 'draft'
  | 'called'
  | 'in_session'
  | 'in_recess'
  | 'postponed'
  | 'cancelled'
  | 'closed'
  | 'concluded'
  | 'archived'
export type Answer = 'pending' | 'accepted' | 'declined'
export type MyRole = 'secretary' | 'chair' | 'delegate' | 'guest' | 'presenter'
export interface MeetingSummary {
  id: string
  organisation: OrganisationRef
  title: string
  kind: MeetingKind
  mode: MeetingMode
  classification: string
  state: MeetingState
  starts_at: Instant
  ends_at: Instant
  zone: string
  place: string
  video_link: string | null
  chair: PersonRef
  my: { role: MyRole | null; answer: Answer | null; reason: string | null }
  revision: string
}
export interface Deadline {
  rule: 'invitation' | 'papers' | 'conclusion_notice'
  due_at: Instant
  state: 'pending' | 'met' | 'late' | 'excused'
  reason: string | null
}
export type ItemKind = 'information' | 'discussion' | 'decision'
export interface AgendaItem {
  id: string
  parent_id: string | null
  position: number
  title: string
  owner_organisation: OrganisationRef | null
  presenters: PersonRef[]
  kind: ItemKind
  planned_minutes: number | null
  restricted: boolean
  audience?: Audience | null
}
export interface Meeting extends MeetingSummary {
  secretaries: PersonRef[]
  urgent_reason: string | null
  state_reason: string | null
  held: { started_at: Instant; ended_at: Instant; reason: string | null } | null
  agenda: AgendaItem[]
  called_at: Instant | null
  deadlines?: Deadline[]
  answers?: { pending: number; accepted: number; declined: number }
}
export interface MeetingWrite {
  organisation_id: string
  title: string
  kind: MeetingKind
  mode: MeetingMode
  classification: string
  chair_id: string
  secretary_ids?: string[]
  starts_at: Instant
  ends_at: Instant
  zone: string
  place: string
  video_link: string | null
  urgent_reason: string | null
}
export interface AgendaItemWrite {
  title: string
  kind: ItemKind
  planned_minutes: number | null
  owner_organisation_id: string | null
  presenter_ids: string[]
  parent_id: string | null
  audience: Audience
}
export interface Participant {
  person: PersonRef
  role: 'delegate' | 'guest'
  answer: Answer
  answered_at: Instant | null
  reason?: string | null
  attended: boolean | null
}
export interface Job {
  id: string
  state: 'running' | 'done'
  total: number
  done: number
  refused: { row: number; code: string }[]
}
export interface LegalDeadlines {
  call_by: Instant
  papers_by: Instant
  notice_working_days: number
}

export type VersionState = 'uploading' | 'checking' | 'ready' | 'released' | 'recalled' | 'refused'
export interface Version {
  id: string
  number: number
  state: VersionState
  file_name: string
  media_type: string | null
  size: number
  pages: number | null
  sha256: string | null
  needs_declaration: boolean
  refusal: { reason: string; rule: string; title: string; advice: string } | null
  created_at: Instant
  released_at: Instant | null
}
export interface VersionDetail extends Version {
  outline: { title: string; page: number; level: number }[]
  page_sizes: [number, number][]
}
export interface Document {
  id: string
  meeting_id: string
  item_id: string | null
  title: string
  position: number
  classification: string
  restricted: boolean
  audience?: Audience | null
  state: 'empty' | 'ready' | 'released' | 'recalled'
  version: Version | null
  versions?: Version[]
  opened: boolean
  bookmark: { page: number; version_id: string } | null
}
export interface UploadPart {
  number: number
  method: 'POST' | 'PUT'
  url: string
  fields?: Record<string, string>
}
export interface Upload {
  part_size: number
  parts: UploadPart[]
  expires_at: Instant
}
export interface Links {
  reading: { url: string; size: number } | null
  preview: string | null
  thumbnails: string[]
  cell: [number, number]
  original: string | null
  expires_at: Instant
}
export interface Hit {
  page: number
  before: string
  match: string
  after: string
}
export interface Sitting {
  id: string
  /** How many pages. */
  pages: number
  seconds: number
  began_at: Instant
  last_at: Instant
  ended: boolean
}
export interface Reading {
  version_id: string
  opened_at: Instant | null
  pages: number[]
  seconds: number
  sittings: Sitting[]
}
export interface Readiness {
  documents: { id: string; title: string }[]
  people: { person_id: string; opened: string[] }[]
}

export type InboxKind =
  | 'meeting_called'
  | 'meeting_changed'
  | 'meeting_postponed'
  | 'meeting_cancelled'
  | 'participant_removed'
  | 'paper_released'
  | 'paper_recalled'
  | 'invitation_declined'
  | 'paper_refused'
export interface InboxEntry {
  id: string
  at: Instant
  kind: InboxKind
  meeting: { id: string; title: string; starts_at: Instant; zone: string } | null
  document: { id: string; title: string } | null
  person: PersonRef | null
  read: boolean
}
export interface Inbox extends Page<InboxEntry> {
  unread: number
}
export interface Delivery {
  id: string
  at: Instant
  recipient: { id: string; full_name: string }
  channel: 'mail' | 'inbox'
  template: string
  state: 'waiting' | 'sent' | 'failed' | 'parked'
  attempts: number
  reason: string | null
  next_attempt_at: Instant | null
}

export type FactKind = 'meeting' | 'agenda_item' | 'participant' | 'document' | 'inbox' | 'person'
export interface Fact {
  type: string
  meeting_id: string | null
  kind: FactKind
  id: string
  change: 'set' | 'gone'
  fields: Record<string, unknown>
}
