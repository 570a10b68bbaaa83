"""Facts of meetings, their agenda and who takes part. Each carries the whole state of what it speaks of."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from shared.audience import Audience
from shared.clock import Moment
from shared.events.envelope import Fact
from shared.words import (
    Classification,
    Equipment,
    FileFormat,
    Form,
    ItemKind,
    Kind,
    MeetingState,
    Mode,
    Nearness,
    ParticipantRole,
    Reply,
    RoomService,
    RoomState,
    SubstitutionState,
)

SOURCE = "hop.meeting"


class Held(BaseModel):
    """What was recorded afterwards: when the meeting really began and ended."""

    model_config = ConfigDict(frozen=True)

    started_at: Moment
    ended_at: Moment
    reason: str | None = None  # why it was never called in the product


class Span(BaseModel):
    """From `starts_at` on, before `ends_at`."""

    model_config = ConfigDict(frozen=True)

    starts_at: Moment
    ends_at: Moment

    def overlaps(self, other: "Span") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


class RoomRequest(BaseModel):
    """A meeting's wish for a room. `number` counts the asking: an answer to an earlier one is no answer any more.

    Why it was refused: `taken` is the time of the booking that stood against it, and all that is told of that booking;
    `gone`, the room is no longer in use; `reason`, the keeper's words.
    """

    model_config = ConfigDict(frozen=True)

    room_id: str
    services: tuple[RoomService, ...] = ()
    note: str = ""
    people: int = 0
    number: int = 1
    state: RoomState = RoomState.REQUESTED
    taken: Span | None = None
    gone: bool = False
    reason: str | None = None

    def again(self) -> "RoomRequest":
        """The same wish, for another meeting: never answered."""
        return RoomRequest(room_id=self.room_id, services=self.services, note=self.note, people=self.people)


class MeetingFacts(BaseModel):
    """A meeting without its agenda. `calendar_sequence` grows when calendars must be updated (RFC 5545, SEQUENCE)."""

    model_config = ConfigDict(frozen=True)

    id: str
    organisation_id: str
    title: str
    kind: Kind
    mode: Mode
    classification: Classification
    state: MeetingState
    starts_at: Moment
    ends_at: Moment
    zone: str
    place: str
    video_link: str | None
    chair_id: str
    secretary_ids: tuple[str, ...]
    urgent_reason: str | None
    state_reason: str | None
    called_at: Moment | None
    held: Held | None
    calendar_sequence: int
    room: RoomRequest | None = None
    series_id: str | None = None


class AgendaItemFacts(BaseModel):
    """`position` sorts siblings; there are gaps, so that a move changes one item.

    `papers_asked_at` is when the secretary last asked the owner unit for papers: from then on it knows of the item.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    meeting_id: str
    parent_id: str | None
    position: int
    title: str
    kind: ItemKind
    planned_minutes: int | None
    owner_organisation_id: str | None
    presenter_ids: tuple[str, ...]
    audience: Audience
    papers_asked_at: Moment | None = None
    papers_note: str = ""


class Substitution(BaseModel):
    """`person_id` is whom the delegate proposed; `item_ids` are the restricted items the chair gave along.

    `proposed_by` and `decided_by` name who said it; the delegate himself, unless he telephoned, and the chair.
    """

    model_config = ConfigDict(frozen=True)

    person_id: str
    reason: str
    state: SubstitutionState
    proposed_at: Moment
    proposed_by: str
    decided_at: Moment | None = None
    decided_by: str | None = None
    refusal: str | None = None
    item_ids: tuple[str, ...] = ()


class ParticipationFacts(BaseModel):
    """`replied_by` is set when somebody else entered the answer. `in_place_of` is whose seat a substitute has.

    `site_id` is the connecting site where the person takes part; none is the main room.

    Whoever has agreed substitution keeps the place in the list, and has no seat.
    """

    model_config = ConfigDict(frozen=True)

    meeting_id: str
    person_id: str
    role: ParticipantRole
    reply: Reply
    reason: str | None
    replied_at: Moment | None
    attended: bool | None
    replied_by: str | None = None
    substitution: Substitution | None = None
    in_place_of: str | None = None
    given_item_ids: tuple[str, ...] = ()
    site_id: str | None = None


_MEETING: dict[str, Any] = {
    "id": "m1",
    "organisation_id": "o1",
    "title": "Phiên họp thường kỳ tháng 11",
    "kind": "work_resolving",
    "mode": "hybrid",
    "classification": "none",
    "state": "called",
    "starts_at": "2026-11-25T01:30:00.000000Z",
    "ends_at": "2026-11-25T04:00:00.000000Z",
    "zone": "Asia/Ho_Chi_Minh",
    "place": "Phòng họp số 1",
    "video_link": None,
    "chair_id": "p1",
    "secretary_ids": ["p2"],
    "urgent_reason": None,
    "state_reason": None,
    "called_at": "2026-11-19T02:00:00.000000Z",
    "held": None,
    "calendar_sequence": 0,
    "room": None,
    "series_id": None,
}
_ITEM: dict[str, Any] = {
    "id": "i1",
    "meeting_id": "m1",
    "parent_id": None,
    "position": 1048576,
    "title": "Báo cáo kinh tế - xã hội",
    "kind": "discussion",
    "planned_minutes": 30,
    "owner_organisation_id": "o2",
    "presenter_ids": ["p3"],
    "audience": {"guests": False, "people": None},
    "papers_asked_at": None,
    "papers_note": "",
}
_PARTICIPATION: dict[str, Any] = {
    "meeting_id": "m1",
    "person_id": "p4",
    "role": "delegate",
    "reply": "pending",
    "reason": None,
    "replied_at": None,
    "attended": None,
    "replied_by": None,
    "substitution": None,
    "in_place_of": None,
    "given_item_ids": [],
    "site_id": None,
}
_SUBSTITUTION: dict[str, Any] = {
    "person_id": "p5",
    "reason": "Đi công tác theo Quyết định số 12",
    "state": "requested",
    "proposed_at": "2026-11-20T02:00:00.000000Z",
    "proposed_by": "p4",
    "decided_at": None,
    "decided_by": None,
    "refusal": None,
    "item_ids": [],
}
_DECIDED = _SUBSTITUTION | {"decided_at": "2026-11-20T03:00:00.000000Z", "decided_by": "p1"}


class MeetingCreated(Fact):
    type = "vn.hop.meeting.MeetingCreated.v1"
    example: ClassVar[dict[str, Any]] = {"meeting": _MEETING | {"state": "draft", "called_at": None}}
    meeting: MeetingFacts


class MeetingChanged(Fact):
    """`changed` names the fields that differ from the fact before."""

    type = "vn.hop.meeting.MeetingChanged.v1"
    example: ClassVar[dict[str, Any]] = {"meeting": _MEETING, "changed": ["place"]}
    meeting: MeetingFacts
    changed: tuple[str, ...]


class MeetingCalled(Fact):
    type = "vn.hop.meeting.MeetingCalled.v1"
    example: ClassVar[dict[str, Any]] = {"meeting": _MEETING}
    meeting: MeetingFacts


class MeetingPostponed(Fact):
    type = "vn.hop.meeting.MeetingPostponed.v1"
    example: ClassVar[dict[str, Any]] = {"meeting": _MEETING | {"state": "postponed", "state_reason": "Bão số 9"}}
    meeting: MeetingFacts


class MeetingCancelled(Fact):
    """`was_called` tells whether anybody had been invited."""

    type = "vn.hop.meeting.MeetingCancelled.v1"
    example: ClassVar[dict[str, Any]] = {
        "meeting": _MEETING | {"state": "cancelled", "state_reason": "Trùng lịch Trung ương"},
        "was_called": True,
    }
    meeting: MeetingFacts
    was_called: bool


class MeetingHeld(Fact):
    """`attended` are the people recorded as having been there."""

    type = "vn.hop.meeting.MeetingHeld.v1"
    example: ClassVar[dict[str, Any]] = {
        "meeting": _MEETING
        | {
            "state": "closed",
            "held": {"started_at": "2026-11-25T01:35:00.000000Z", "ended_at": "2026-11-25T03:20:00.000000Z"},
        },
        "attended": ["p4"],
    }
    meeting: MeetingFacts
    attended: tuple[str, ...]


HEADERS = (MeetingCreated, MeetingChanged, MeetingCalled, MeetingPostponed, MeetingCancelled, MeetingHeld)
"""Each carries the meeting as it is from then on: a copy of meetings hears them all alike."""


class AnswersAwaited(Fact):
    """A secretary reminds those who have not answered."""

    type = "vn.hop.meeting.AnswersAwaited.v1"
    example: ClassVar[dict[str, Any]] = {"meeting": _MEETING, "person_ids": ["p4"]}
    meeting: MeetingFacts
    person_ids: tuple[str, ...]


class MeetingNears(Fact):
    """The meeting begins within a day, or an hour. Told once each, for the time that then holds."""

    type = "vn.hop.meeting.MeetingNears.v1"
    example: ClassVar[dict[str, Any]] = {"meeting": _MEETING, "within": "day"}
    meeting: MeetingFacts
    within: Nearness


class AgendaItemAdded(Fact):
    type = "vn.hop.meeting.AgendaItemAdded.v1"
    example: ClassVar[dict[str, Any]] = {"item": _ITEM}
    item: AgendaItemFacts


class AgendaItemChanged(Fact):
    type = "vn.hop.meeting.AgendaItemChanged.v1"
    example: ClassVar[dict[str, Any]] = {"item": _ITEM}
    item: AgendaItemFacts


class AgendaItemMoved(Fact):
    type = "vn.hop.meeting.AgendaItemMoved.v1"
    example: ClassVar[dict[str, Any]] = {"item": _ITEM}
    item: AgendaItemFacts


class AgendaItemRemoved(Fact):
    type = "vn.hop.meeting.AgendaItemRemoved.v1"
    example: ClassVar[dict[str, Any]] = {"item": _ITEM}
    item: AgendaItemFacts


class AgendaNoted(Fact):
    """The secretary tells everybody that the agenda has changed; `note` says what matters, or nothing."""

    type = "vn.hop.meeting.AgendaNoted.v1"
    example: ClassVar[dict[str, Any]] = {"meeting": _MEETING, "note": "Nội dung 3 chuyển lên đầu phiên họp"}
    changed: ClassVar[tuple[str, ...]] = ("agenda",)
    meeting: MeetingFacts
    note: str


class PapersAsked(Fact):
    """The secretary asks the item's owner unit for its papers, or reminds it of them."""

    type = "vn.hop.meeting.PapersAsked.v1"
    example: ClassVar[dict[str, Any]] = {
        "item": _ITEM | {"papers_asked_at": "2026-11-16T02:00:00.000000Z", "papers_note": "Kèm biểu số liệu"}
    }
    item: AgendaItemFacts


class ParticipantAdded(Fact):
    type = "vn.hop.participation.ParticipantAdded.v1"
    example: ClassVar[dict[str, Any]] = {"participation": _PARTICIPATION}
    participation: ParticipationFacts


class ParticipantRoleChanged(Fact):
    type = "vn.hop.participation.ParticipantRoleChanged.v1"
    example: ClassVar[dict[str, Any]] = {"participation": _PARTICIPATION | {"role": "guest"}}
    participation: ParticipationFacts


class ParticipantRemoved(Fact):
    type = "vn.hop.participation.ParticipantRemoved.v1"
    example: ClassVar[dict[str, Any]] = {"participation": _PARTICIPATION}
    participation: ParticipationFacts


class InvitationAnswered(Fact):
    type = "vn.hop.participation.InvitationAnswered.v1"
    example: ClassVar[dict[str, Any]] = {
        "participation": _PARTICIPATION | {"reply": "accepted", "replied_at": "2026-11-20T02:00:00.000000Z"}
    }
    participation: ParticipationFacts


class SubstituteProposed(Fact):
    """For the chair and the meeting's secretaries: nobody else learns of a proposal before it is agreed to."""

    type = "vn.hop.participation.SubstituteProposed.v1"
    example: ClassVar[dict[str, Any]] = {"participation": _PARTICIPATION | {"substitution": _SUBSTITUTION}}
    participation: ParticipationFacts


class SubstituteWithdrawn(Fact):
    """By the delegate, who takes part himself after all, or stays away."""

    type = "vn.hop.participation.SubstituteWithdrawn.v1"
    example: ClassVar[dict[str, Any]] = {"participation": _PARTICIPATION}
    participation: ParticipationFacts


class SubstituteAgreed(Fact):
    """The delegate has no seat any more; the substitute's own participation follows."""

    type = "vn.hop.participation.SubstituteAgreed.v1"
    example: ClassVar[dict[str, Any]] = {
        "participation": _PARTICIPATION | {"substitution": _DECIDED | {"state": "agreed", "item_ids": ["i1"]}}
    }
    participation: ParticipationFacts


class SubstituteRefused(Fact):
    type = "vn.hop.participation.SubstituteRefused.v1"
    example: ClassVar[dict[str, Any]] = {
        "participation": _PARTICIPATION | {"substitution": _DECIDED | {"state": "refused", "refusal": "Cần trực tiếp"}}
    }
    participation: ParticipationFacts


class SeatReturned(Fact):
    """The substitute is out again, or never got in: the delegate is invited as before."""

    type = "vn.hop.participation.SeatReturned.v1"
    example: ClassVar[dict[str, Any]] = {"participation": _PARTICIPATION}
    participation: ParticipationFacts


class AttendanceRecorded(Fact):
    type = "vn.hop.participation.AttendanceRecorded.v1"
    example: ClassVar[dict[str, Any]] = {"participation": _PARTICIPATION | {"attended": True}}
    participation: ParticipationFacts


class SiteAssigned(Fact):
    """To a connecting site, or to the main room again (`site_id` null)."""

    type = "vn.hop.participation.SiteAssigned.v1"
    example: ClassVar[dict[str, Any]] = {"participation": _PARTICIPATION | {"site_id": "s1"}}
    participation: ParticipationFacts


class Readiness(BaseModel):
    """Of a connecting site, reported for the meeting's time `ready_for`. `by` is who entered it."""

    model_config = ConfigDict(frozen=True)

    ready: bool
    note: str
    ready_for: Moment
    at: Moment
    by: str


class SiteFacts(BaseModel):
    """A place that joins the meeting by video as one unit. `duty_id` is the person on duty there."""

    model_config = ConfigDict(frozen=True)

    id: str
    meeting_id: str
    organisation_id: str
    place: str
    duty_id: str | None
    seats: int
    services: tuple[RoomService, ...]
    note: str
    readiness: Readiness | None


_SITE: dict[str, Any] = {
    "id": "s1",
    "meeting_id": "m1",
    "organisation_id": "o3",
    "place": "Phòng họp tầng 2",
    "duty_id": "p7",
    "seats": 20,
    "services": ["microphones"],
    "note": "Thử đường truyền lúc 14:00 ngày 24/11",
    "readiness": None,
}


class SiteAdded(Fact):
    type = "vn.hop.site.SiteAdded.v1"
    example: ClassVar[dict[str, Any]] = {"site": _SITE}
    site: SiteFacts


class SiteChanged(Fact):
    """`changed` names the fields that differ from the fact before; `relieved_id` is who had the duty, if another."""

    type = "vn.hop.site.SiteChanged.v1"
    example: ClassVar[dict[str, Any]] = {"site": _SITE, "changed": ["duty_id"], "relieved_id": "p8"}
    site: SiteFacts
    changed: tuple[str, ...]
    relieved_id: str | None


class SiteRemoved(Fact):
    type = "vn.hop.site.SiteRemoved.v1"
    example: ClassVar[dict[str, Any]] = {"site": _SITE}
    site: SiteFacts


class SiteReported(Fact):
    """That it is ready for the meeting, or what is wrong."""

    type = "vn.hop.site.SiteReported.v1"
    example: ClassVar[dict[str, Any]] = {
        "site": _SITE
        | {
            "readiness": {
                "ready": True,
                "note": "",
                "ready_for": "2026-11-25T01:30:00.000000Z",
                "at": "2026-11-24T07:10:00.000000Z",
                "by": "p7",
            }
        }
    }
    site: SiteFacts


class RoomFacts(BaseModel):
    """A bookable place. `seats` are those at the table; `capacity` is how many it holds in all."""

    model_config = ConfigDict(frozen=True)

    id: str
    organisation_id: str
    name: str
    location: str
    zone: str
    capacity: int
    seats: int
    equipment: tuple[Equipment, ...]
    keeper_id: str | None
    needs_approval: bool
    active: bool


class BookingFacts(BaseModel):
    """Of a room's calendar. `meeting_id` is null for times that are blocked.

    `services`, `note` and `people` are for whoever is in charge of the room.
    """

    model_config = ConfigDict(frozen=True)

    room_id: str
    meeting_id: str | None
    number: int
    starts_at: Moment
    ends_at: Moment
    state: RoomState
    reason: str | None
    services: tuple[RoomService, ...] = ()
    note: str = ""
    people: int = 0


_ROOM: dict[str, Any] = {
    "id": "r1",
    "organisation_id": "o1",
    "name": "Phòng họp số 1",
    "location": "Tầng 2, trụ sở Ủy ban nhân dân tỉnh",
    "zone": "Asia/Ho_Chi_Minh",
    "capacity": 40,
    "seats": 24,
    "equipment": ["projector", "microphones"],
    "keeper_id": "p6",
    "needs_approval": True,
    "active": True,
}
_BOOKING: dict[str, Any] = {
    "room_id": "r1",
    "meeting_id": "m1",
    "number": 1,
    "starts_at": "2026-11-25T01:30:00.000000Z",
    "ends_at": "2026-11-25T04:00:00.000000Z",
    "state": "requested",
    "reason": None,
    "services": ["tea"],
    "note": "",
    "people": 24,
}


class RoomAdded(Fact):
    type = "vn.hop.room.RoomAdded.v1"
    example: ClassVar[dict[str, Any]] = {"room": _ROOM}
    room: RoomFacts


class RoomChanged(Fact):
    """Also when it is given up (`active` false)."""

    type = "vn.hop.room.RoomChanged.v1"
    example: ClassVar[dict[str, Any]] = {"room": _ROOM | {"capacity": 60}}
    room: RoomFacts


class RoomBooked(Fact):
    """The time is held: `requested` until the room's keeper decides, else `confirmed`."""

    type = "vn.hop.calendar.RoomBooked.v1"
    example: ClassVar[dict[str, Any]] = {"booking": _BOOKING}
    booking: BookingFacts


class BookingSettled(Fact):
    """The keeper confirmed or refused, or nobody did in time. What is not confirmed is free again."""

    type = "vn.hop.calendar.BookingSettled.v1"
    example: ClassVar[dict[str, Any]] = {"booking": _BOOKING | {"state": "confirmed"}}
    booking: BookingFacts


class RoomFreed(Fact):
    type = "vn.hop.calendar.RoomFreed.v1"
    example: ClassVar[dict[str, Any]] = {"booking": _BOOKING | {"state": "released"}}
    booking: BookingFacts


class FormPrinted(Fact):
    """By whom tells the event's `actor`; `pages` are those of the whole file."""

    type = "vn.hop.form.FormPrinted.v1"
    example: ClassVar[dict[str, Any]] = {
        "printed_form_id": "f1",
        "meeting_id": "m1",
        "form": "attendance_list",
        "format": "pdf",
        "pages": 3,
    }
    printed_form_id: str
    meeting_id: str
    form: Form
    format: FileFormat
    pages: int
