import type { components, paths } from './openapi'

type Schemas = components['schemas']

/** A schema of which the server leaves open what only we know more closely. */
type Narrow<Schema, Words> = Omit<Schema, keyof Words> & Words

export type Language = Schemas['Language']
/** UTC, ISO 8601. */
export type Instant = string

export interface Page<T> {
  items: T[]
  next: string | null
}

export type Audience = Schemas['AudienceView']
export type RoleName = Schemas['RoleName']
export type Role = Schemas['RoleView']
export type Post = Schemas['PostView']
export type Guide = Schemas['Guide']
export type Me = Schemas['Me']
export type Signed = Schemas['SignedInView']
export type OwnSession = Schemas['SessionView']
export type Level = Schemas['LevelView']
export type Organisation = Schemas['OrganisationView']
export type Usage = Schemas['UsageView']
export type MeetingUsage = Schemas['MeetingUsageView']
export type ReportPeriod = Schemas['ReportPeriod']
export type UsageReport = Schemas['ReportView']
export type Letterhead = Schemas['LetterheadView']
export type ReportHeading = Schemas['HeadingView']
export type KeyHeader = Schemas['KeyHeader']
export type Indicator = Schemas['IndicatorView']
export type ReceivingSystem = Schemas['ReceivingSystemView']
export type ReceivingSystemWrite = Schemas['ReceivingSystemBody']
export type IndicatorContent = Schemas['IndicatorContentView']
export type IndicatorTry = Schemas['TryView']
export type IndicatorSet = Schemas['IndicatorSetView']
export type ReportSchedule = Schemas['ScheduleView']
export type Measure = Schemas['Measure']
export const measures: readonly Measure[] = [
  'meetings_shorter',
  'meetings_electronic',
  'meetings_with_video',
  'papers_opened',
  'answers_in_time',
]
export type PaperRate = Schemas['PaperRateView']
export type Target = Schemas['TargetView']
export type Yardsticks = Schemas['YardsticksView']
export type YardsticksWrite = Schemas['YardsticksBody']
export type PaperLedger = Schemas['PaperLedgerView']
export type DeskMeeting = Schemas['DeskMeetingView']
export type Desk = Schemas['DeskView']
export type Print = Schemas['PrintView']
export type PrintedFormName = Schemas['Form']
export type Taken = Schemas['TakenPaperView']
export type PrintWrite = Schemas['NewPrint']
export type Figures = Usage['figures']
export type Person = Schemas['PersonView']

export type Classification = Schemas['Classification']
export type MeetingKind = Schemas['Kind']
export type MeetingMode = Schemas['Mode']
export type MeetingState = Schemas['MeetingState']
export type Answer = Participant['answer']
export type MeetingSummary = Schemas['MeetingSummary']
export type Deadline = Schemas['DeadlineView']
export type ItemKind = Schemas['ItemKind']
export type AgendaItem = Schemas['AgendaItemView']
export type Meeting = Schemas['MeetingView']
export type BoardLine = Schemas['BoardLine']
export type BoardMeeting = Schemas['BoardMeeting']
export type PaperLine = Schemas['PaperLineView']
export type PaperBoardMeeting = Schemas['PaperBoardMeeting']
export type MeetingWrite = Schemas['NewMeeting']
export type MeetingChange = Schemas['MeetingChange']
export type AgendaItemWrite = Schemas['NewAgendaItem']
export type Participant = Schemas['ParticipantView']
export type Job = Schemas['JobView']
export type LegalDeadlines = Schemas['LegalDeadlines']

export type Review = Schemas['ReviewView']
export type Version = Schemas['VersionView']
export type VersionDetail = Schemas['VersionDetails']
export type Document = Schemas['DocumentView']
export type Preparation = Schemas['Preparation']
export type UploadPart = Schemas['UploadPart']
export type Upload = Schemas['UploadView']
export type Links = Schemas['LinksView']
export type Hit = Schemas['Hit']
export type Found = Schemas['FoundView']
export type FoundList = Schemas['FoundList']
export type Piece = Schemas['PieceView']
export type Comparison = Schemas['Comparison']
export type AgendaSince = NonNullable<
  NonNullable<paths['/api/meetings/{meeting}/agenda-comparison']['get']['parameters']['query']>['since']
>
export type AgendaChange = Schemas['AgendaChange']
export type AgendaSide = Schemas['AgendaSide']
export type AgendaField = Schemas['FieldChange']
export type AgendaComparison = Schemas['AgendaComparison']
export type Deed = Schemas['Deed']
export type AuditEntry = Schemas['EntryView']
export type ReorganisationWrite = Schemas['NewReorganisation']
export type Reorganisation = Schemas['ReorganisationView']
export type Column = Schemas['Column']
export type Outcome = Schemas['RowOutcome']
export type PeopleImport = Narrow<Schemas['ImportView'], { columns: Partial<Record<Column, string>> }>
export type ImportRow = Narrow<Schemas['ImportRowView'], { values: Partial<Record<Column, string>> }>
export type Sitting = Schemas['SittingView']
export type SittingSoFar = Schemas['SittingSoFar']
export type DeviceKind = Schemas['DeviceKind']
export type Reading = Schemas['ReadingView']
export type Readiness = Schemas['Readiness']

/** What is told by mail alone is in no inbox. */
export type InboxKind = Exclude<
  Schemas['Template'],
  'preparation_due' | 'password_reset' | 'address_changed' | 'address_confirmation'
>
export type InboxEntry = Narrow<Schemas['InboxEntryView'], { kind: InboxKind }>
export type Inbox = Narrow<Schemas['InboxList'], { items: InboxEntry[] }>
export type DeliveryState = Delivery['state']
export type QuietHours = Schemas['QuietHoursView']
export type OwnQuietHours = Schemas['OwnQuietHoursView']
export type HouseRules = Schemas['HouseRulesView']
export type HouseRulesWrite = Schemas['HouseRulesBody']
export type Unreached = Schemas['Unreached']
export type UnreachedPerson = Schemas['UnreachedPerson']
export type Delivery = Schemas['DeliveryView']

export type Equipment = Schemas['Equipment']
export type RoomService = Schemas['RoomService']
export type RoomState = Schemas['RoomState']
export type Room = Schemas['RoomView']
export type ChangedRoom = Schemas['ChangedRoom']
export type RoomWrite = Omit<Schemas['NewRoom'], 'organisation_id'>
export type RoomWish = Schemas['RoomWish']
export type RoomRequest = Schemas['RoomRequestView']
export type Booking = Schemas['BookingView']

export type Site = Schemas['SiteView']
export type SiteWrite = Schemas['NewSite']
export type Duty = Schemas['DutyView']

export type MeetingTemplate = Schemas['TemplateView']
export type SeriesRule = Schemas['Rule']
export type SeriesDay = Schemas['PlannedDay']
export type FollowingChange = Schemas['FollowingChange']

export type Fact = Schemas['LiveFact']
