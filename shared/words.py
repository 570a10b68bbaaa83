"""The closed vocabularies of the domain that events, pages and metrics share (domain, sections 1 and 2)."""

from enum import StrEnum


class Kind(StrEnum):
    """Kinds of meeting: Decision 45/2018/QD-TTg, plus the session of a council."""

    ADVISORY = "advisory"
    WORK_RESOLVING = "work_resolving"
    PROFESSIONAL = "professional"
    BRIEFING = "briefing"
    REVIEW = "review"
    COUNCIL_SESSION = "council_session"


class Mode(StrEnum):
    IN_PERSON = "in_person"
    ONLINE = "online"
    HYBRID = "hybrid"


class MeetingState(StrEnum):
    DRAFT = "draft"
    CALLED = "called"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class Classification(StrEnum):
    """State secrets by the law of 2018; anything but NONE is refused in a connected deployment."""

    NONE = "none"
    SECRET = "secret"
    TOP_SECRET = "top_secret"
    UTMOST_SECRET = "utmost_secret"


class ItemKind(StrEnum):
    INFORMATION = "information"
    DISCUSSION = "discussion"
    DECISION = "decision"


class ParticipantRole(StrEnum):
    DELEGATE = "delegate"
    GUEST = "guest"


class Reply(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class SubstitutionState(StrEnum):
    """Of a proposal that somebody else takes a delegate's seat."""

    REQUESTED = "requested"
    AGREED = "agreed"
    REFUSED = "refused"


class Nearness(StrEnum):
    """How soon a meeting begins when people are reminded of it."""

    DAY = "day"
    HOUR = "hour"


class RoomState(StrEnum):
    """Of a meeting's wish for a room. RELEASED: the meeting was postponed or cancelled, others may have it."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    EXPIRED = "expired"
    RELEASED = "released"


class RoomService(StrEnum):
    """What may be ordered with a room."""

    TEA = "tea"
    NAME_PLATES = "name_plates"
    MICROPHONES = "microphones"


class Equipment(StrEnum):
    PROJECTOR = "projector"
    SCREEN = "screen"
    CAMERA = "camera"
    MICROPHONES = "microphones"
    SPEAKERS = "speakers"
    WHITEBOARD = "whiteboard"


class Form(StrEnum):
    """What is printed for a meeting from what is known of it."""

    INVITATION = "invitation"
    ATTENDANCE_LIST = "attendance_list"
    NAME_PLATES = "name_plates"


class FileFormat(StrEnum):
    DOCX = "docx"
    PDF = "pdf"


class VersionState(StrEnum):
    UPLOADING = "uploading"
    CHECKING = "checking"
    READY = "ready"
    RELEASED = "released"
    RECALLED = "recalled"
    REFUSED = "refused"


class ReviewStage(StrEnum):
    """Of a version that an owner unit brings: nothing of it is released before the secretary has accepted it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class RoleName(StrEnum):
    """Roles a person holds for a subtree of organisations."""

    ADMINISTRATOR = "administrator"
    SECRETARY = "secretary"
    LEADER = "leader"
    OPERATOR = "operator"
    AUDITOR = "auditor"
    PREPARER = "preparer"  # brings the papers of the items its body owns
    PRINT_DESK = "print_desk"


class Measure(StrEnum):
    """What targets are set for: shares of 1."""

    MEETINGS_SHORTER = "meetings_shorter"
    MEETINGS_ELECTRONIC = "meetings_electronic"
    MEETINGS_WITH_VIDEO = "meetings_with_video"
    PAPERS_OPENED = "papers_opened"
    ANSWERS_IN_TIME = "answers_in_time"


class ReportPeriod(StrEnum):
    """How often a use report is made, and what it covers."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Language(StrEnum):
    VIETNAMESE = "vi"
    ENGLISH = "en"


class Channel(StrEnum):
    MAIL = "mail"
    INBOX = "inbox"
    PUSH = "push"  # on the screen of a device, through the push service of its browser


class DeviceKind(StrEnum):
    """What somebody reads on, as far as it is kept of him: by how it is touched and how large it is, no more."""

    TABLET = "tablet"
    PHONE = "phone"
    DESKTOP = "desktop"


class AgendaChange(StrEnum):
    """What is different about an agenda item. `moved`: under another item, or past one of its neighbours."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    RETITLED = "retitled"
    RETIMED = "retimed"
    REASSIGNED = "reassigned"
    RECLASSED = "reclassed"


class AgendaSince(StrEnum):
    """From when changes of an agenda are told: my last look, the call, or what the secretary last told of."""

    LOOK = "look"
    CALL = "call"
    NOTE = "note"
