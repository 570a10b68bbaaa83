import type { components } from './openapi'

type Schemas = components['schemas']

/** A schema whose words come from a closed list: the server says `string`, the vocabulary says which. */
type Narrow<Schema, Words> = Omit<Schema, keyof Words> & Words

export type Language = Schemas['Language']
/** UTC, ISO 8601. */
export type Instant = string

export interface Page<T> {
  items: T[]
  next: string | null
}

export type PersonRef = Schemas['PersonRef']
export type Audience = Schemas['AudienceView']
export type RoleName = Schemas['RoleName']
export type Role = Narrow<Schemas['RoleView'], { role: RoleName }>
export type Post = Schemas['PostView']
export type Guide = Schemas['Guide']
export type Me = Narrow<Schemas['Me'], { language: Language; roles: Role[]; guides_seen: Guide[] }>
export type Signed = Narrow<Schemas['SignedInView'], { person: Me }>
export type OwnSession = Schemas['SessionView']
export type Level = Schemas['LevelView']
export type Organisation = Schemas['OrganisationView']
export type Usage = Schemas['UsageView']
export type MeetingUsage = Schemas['MeetingUsageView']
export type ReportPeriod = Schemas['ReportPeriod']
export type UsageReport = Narrow<Schemas['ReportView'], { period: ReportPeriod }>
export type Letterhead = Schemas['LetterheadView']
export type ReportHeading = Schemas['HeadingView']
export type KeyHeader = 'bearer' | 'x_api_key'
export type Indicator = Schemas['IndicatorView']
export type ReceivingSystem = Narrow<
  Schemas['ReceivingSystemView'],
  { key_header: KeyHeader; periods: ReportPeriod[] }
>
export type ReceivingSystemWrite = Schemas['ReceivingSystemBody']
export type IndicatorContent = Schemas['IndicatorContentView']
export type TryOutcome =
  | 'acknowledged'
  | 'refused'
  | 'redirected'
  | 'busy'
  | 'away'
  | 'silent'
  | 'untrusted'
  | 'forbidden'
  | 'key_lost'
  | 'interrupted'
export type IndicatorTry = Narrow<Schemas['TryView'], { outcome: TryOutcome }>
export type IndicatorSet = Narrow<
  Schemas['IndicatorSetView'],
  {
    period: ReportPeriod
    state: 'waiting' | 'sending' | 'acknowledged' | 'stopped'
    tries: IndicatorTry[]
  }
>
export type ReportSchedule = Narrow<Schemas['ScheduleView'], { period: ReportPeriod }>
export type Measure = Schemas['Measure']
export const measures: readonly Measure[] = [
  'meetings_shorter',
  'meetings_electronic',
  'meetings_with_video',
  'papers_opened',
  'answers_in_time',
]
export type PaperRate = Schemas['PaperRateView']
export type Target = Narrow<Schemas['TargetView'], { measure: Measure }>
export type Yardsticks = Narrow<Schemas['YardsticksView'], { targets: Target[] }>
export type YardsticksWrite = Schemas['YardsticksBody']
export type PaperLedger = Narrow<
  Schemas['PaperLedgerView'],
  {
    prints: Narrow<
      Schemas['LedgerPrintView'],
      { source: 'print' | 'book' | 'form'; form: PrintedFormName | null }
    >[]
  }
>
export type DeskMeeting = Narrow<Schemas['DeskMeetingView'], { state: MeetingState }>
export type Desk = Narrow<Schemas['DeskView'], { state: MeetingState; taken: Taken[] }>
export type Print = Schemas['PrintView']
export type PrintedFormName = 'invitation' | 'attendance_list' | 'name_plates'
export type Taken = Narrow<
  Schemas['TakenPaperView'],
  { source: 'book' | 'form'; form: PrintedFormName | null }
>
export type PrintWrite = Schemas['NewPrint']
export type Figures = Usage['figures']
export type Person = Narrow<Schemas['PersonView'], { roles?: Role[] }>

export type Classification = Schemas['Classification']
export type MeetingKind = Schemas['Kind']
export type MeetingMode = Schemas['Mode']
export type MeetingState = 'draft' | 'called' | 'postponed' | 'cancelled' | 'closed'
export type Answer = 'pending' | 'accepted' | 'declined' | 'substitute_requested' | 'substitute_agreed'
export type MyRole = 'secretary' | 'chair' | 'delegate' | 'guest' | 'presenter' | 'replaced'
interface MeetingWords {
  kind: MeetingKind
  mode: MeetingMode
  classification: Classification
  state: MeetingState
  my: Narrow<Schemas['MyPart'], { role: MyRole | null; answer: Answer | null }>
}
export type MeetingSummary = Narrow<Schemas['MeetingSummary'], MeetingWords>
export type Deadline = Narrow<
  Schemas['DeadlineView'],
  { rule: 'invitation' | 'papers' | 'conclusion_notice'; state: 'pending' | 'met' | 'late' | 'excused' }
>
export type ItemKind = Schemas['ItemKind']
export type AgendaItem = Narrow<Schemas['AgendaItemView'], { kind: ItemKind }>
export type Meeting = Narrow<
  Schemas['MeetingView'],
  MeetingWords & { agenda: AgendaItem[]; deadlines?: Deadline[]; room?: RoomRequest | null }
>
export type BoardLine = Narrow<
  Schemas['BoardLine'],
  {
    kind: 'deadline' | 'answers' | 'substitutes' | 'room' | 'sites' | 'record' | 'body'
    rule: Deadline['rule'] | ''
    state: Deadline['state'] | RoomState | 'too_small' | 'unmanned' | 'trouble' | 'unready' | ''
  }
>
export type BoardMeeting = Narrow<Schemas['BoardMeeting'], { meeting: MeetingSummary; lines: BoardLine[] }>
export type PaperLine = Narrow<
  Schemas['PaperLineView'],
  { kind: 'missing' | 'submitted' | 'refused' | 'undeclared' | 'unreleased' | 'unopened' }
>
export type PaperBoardMeeting = Narrow<Schemas['PaperBoardMeeting'], { lines: PaperLine[] }>
export type MeetingWrite = Schemas['NewMeeting']
export type MeetingChange = Schemas['MeetingChange']
export type AgendaItemWrite = Schemas['NewAgendaItem']
export type Participant = Narrow<
  Schemas['ParticipantView'],
  { role: Schemas['ParticipantRole']; answer: Answer }
>
export type Job = Narrow<Schemas['JobView'], { state: 'running' | 'done' }>
export type LegalDeadlines = Schemas['LegalDeadlines']

export type VersionState = 'uploading' | 'checking' | 'ready' | 'released' | 'recalled' | 'refused'
export type ReviewStage = 'draft' | 'submitted' | 'accepted' | 'returned'
export type Review = Narrow<Schemas['ReviewView'], { stage: ReviewStage }>
export type Version = Narrow<Schemas['VersionView'], { state: VersionState; review?: Review | null }>
export type VersionDetail = Narrow<
  Schemas['VersionDetails'],
  { state: VersionState; page_sizes: [width: number, height: number][] }
>
export type Document = Narrow<
  Schemas['DocumentView'],
  {
    state: 'empty' | 'ready' | 'released' | 'recalled'
    classification: Classification
    version: Version | null
    versions?: Version[]
  }
>
export type Preparation = Narrow<
  Schemas['Preparation'],
  { meeting: Narrow<Schemas['PreparedMeeting'], { state: MeetingState }>; papers: Document[] }
>
export type UploadPart = Narrow<Schemas['UploadPart'], { method: 'POST' | 'PUT' }>
export type Upload = Narrow<Schemas['UploadView'], { parts: UploadPart[] }>
export type Links = Schemas['LinksView']
export type Hit = Schemas['Hit']
export type Found = Narrow<
  Schemas['FoundView'],
  {
    kind: 'meeting' | 'agenda_item' | 'document'
    meeting: Narrow<Schemas['FoundMeeting'], { kind: MeetingKind; state: MeetingState }>
  }
>
export type FoundList = Narrow<Schemas['FoundList'], { items: Found[] }>
export type Piece = Schemas['PieceView']
export type Comparison = Schemas['Comparison']
export type AgendaSince = 'look' | 'call' | 'note'
export type AgendaChange = 'added' | 'removed' | 'moved' | 'retitled' | 'retimed' | 'reassigned' | 'reclassed'
export type AgendaSide = Narrow<Schemas['AgendaSide'], { kind: ItemKind }>
export type AgendaField = Narrow<
  Schemas['FieldChange'],
  { name: 'title' | 'starts_at' | 'ends_at' | 'zone' | 'place' | 'mode' | 'video_link' }
>
export type AgendaComparison = Narrow<
  Schemas['AgendaComparison'],
  {
    fields: AgendaField[]
    rows: { before: AgendaSide | null; after: AgendaSide | null; changes: AgendaChange[] }[]
  }
>
export type Deed =
  | 'signed_in'
  | 'sign_in_refused'
  | 'signed_out'
  | 'roles_changed'
  | 'address_changed'
  | 'second_factor_set'
  | 'second_factor_removed'
  | 'slip_issued'
  | 'person_deactivated'
  | 'house_rules_decided'
  | 'paper_released'
  | 'paper_recalled'
  | 'paper_refused'
  | 'paper_opened'
  | 'paper_submitted'
  | 'paper_accepted'
  | 'paper_returned'
  | 'people_imported'
  | 'people_exported'
  | 'reorganised'
  | 'receiving_system_changed'
  | 'indicators_acknowledged'
  | 'report_schedule_changed'
  | 'report_sent'
  | 'book_printed'
  | 'form_printed'
  | 'audit_exported'
export type AuditEntry = Narrow<Schemas['EntryView'], { deed: Deed }>
export type ReorganisationWrite = Schemas['NewReorganisation']
export type Reorganisation = Narrow<
  Schemas['ReorganisationView'],
  {
    kind: 'merge' | 'split'
    state: 'planned' | 'running' | 'done' | 'refused' | 'withdrawn'
  }
>
export type Column = Schemas['Column']
export type Outcome = 'new' | 'changed' | 'unchanged' | 'bad' | 'left_out'
export type PeopleImport = Narrow<
  Schemas['ImportView'],
  {
    state: 'preview' | 'running' | 'done'
    columns: Partial<Record<Column, string>>
    tally: Record<Outcome, number>
  }
>
export type ImportRow = Narrow<
  Schemas['ImportRowView'],
  {
    outcome: Outcome
    values: Partial<Record<Column, string>>
    errors: { column: Column; code: string; detail: string }[]
    changes: Column[]
  }
>
export type Sitting = Schemas['SittingView']
export type SittingSoFar = Schemas['SittingSoFar']
export type DeviceKind = Schemas['DeviceKind']
export type Reading = Schemas['ReadingView']
export type Readiness = Schemas['Readiness']

export type InboxKind =
  | 'meeting_called'
  | 'meeting_changed'
  | 'agenda_changed'
  | 'meeting_postponed'
  | 'meeting_cancelled'
  | 'participant_removed'
  | 'paper_released'
  | 'paper_recalled'
  | 'invitation_declined'
  | 'paper_refused'
  | 'answer_awaited'
  | 'meeting_nears'
  | 'answer_recorded'
  | 'substitute_proposed'
  | 'substitute_agreed'
  | 'substitute_refused'
  | 'seat_handed_over'
  | 'papers_asked'
  | 'meeting_handed_over'
  | 'paper_submitted'
  | 'paper_accepted'
  | 'paper_returned'
  | 'usage_report'
  | 'site_assigned'
  | 'site_ready'
  | 'site_trouble'
  | 'duty_given'
  | 'duty_changed'
  | 'duty_due'
  | 'duty_postponed'
  | 'duty_cancelled'
  | 'duty_ended'
  | 'room_asked'
  | 'room_booked'
  | 'room_freed'
  | 'room_lapsed'
  | 'room_confirmed'
  | 'room_refused'
export type InboxEntry = Narrow<
  Schemas['InboxEntryView'],
  {
    kind: InboxKind
    report: Narrow<Schemas['InboxReport'], { period: ReportPeriod }> | null
    booking: Narrow<Schemas['InboxBooking'], { services: RoomService[] }> | null
  }
>
export type Inbox = Narrow<Schemas['InboxList'], { items: InboxEntry[] }>
export type DeliveryState = 'waiting' | 'failed' | 'sent' | 'parked' | 'withdrawn' | 'collected'
export type QuietHours = Schemas['QuietHoursView']
export type OwnQuietHours = Schemas['OwnQuietHoursView']
export type HouseRules = Schemas['HouseRulesView']
export type HouseRulesWrite = Schemas['HouseRulesBody']
export type Unreached = Schemas['Unreached']
export type UnreachedPerson = Schemas['UnreachedPerson']
export type Delivery = Narrow<
  Schemas['DeliveryView'],
  { state: DeliveryState; channel: 'mail' | 'inbox' | 'push' }
>

export type Equipment = Schemas['Equipment']
export type RoomService = Schemas['RoomService']
export type RoomState = 'requested' | 'confirmed' | 'refused' | 'expired' | 'released'
export type Room = Narrow<Schemas['RoomView'], { equipment: Equipment[] }>
export type ChangedRoom = Narrow<Schemas['ChangedRoom'], { equipment: Equipment[] }>
export type RoomWrite = Omit<Schemas['NewRoom'], 'organisation_id'>
export type RoomWish = Schemas['RoomWish']
export type RoomRequest = Narrow<Schemas['RoomRequestView'], { state: RoomState; services: RoomService[] }>
export type Booking = Narrow<Schemas['BookingView'], { state: RoomState; services?: RoomService[] }>

export type Site = Narrow<Schemas['SiteView'], { services: RoomService[] }>
export type SiteWrite = Schemas['NewSite']
export type Duty = Narrow<
  Schemas['DutyView'],
  { site: Site; meeting: Narrow<Schemas['DutyMeeting'], { mode: MeetingMode; state: MeetingState }> }
>

export type MeetingTemplate = Schemas['TemplateView']
export type SeriesRule = Schemas['Rule']
export type SeriesDay = Schemas['PlannedDay']
export type FollowingChange = Schemas['FollowingChange']

export type Fact = Schemas['LiveFact']
