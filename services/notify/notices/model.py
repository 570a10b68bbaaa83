"""Who must hear what: the one table of fact → audience → channels → template."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from services.notify.audiences.model import Json, knows_document, reads_document
from shared.clock import from_text
from shared.events.documents import (
    DocumentRecalled,
    DocumentReleased,
    PaperAccepted,
    PaperReturned,
    PaperSubmitted,
    VersionRefused,
)
from shared.events.envelope import Fact
from shared.events.meeting import (
    AgendaItemAdded,
    AgendaItemChanged,
    AgendaItemRemoved,
    AgendaNoted,
    AnswersAwaited,
    BookingSettled,
    InvitationAnswered,
    MeetingCalled,
    MeetingCancelled,
    MeetingChanged,
    MeetingNears,
    MeetingPostponed,
    PapersAsked,
    ParticipantAdded,
    ParticipantRemoved,
    RoomBooked,
    RoomFreed,
    RoomRequest,
    SeatReturned,
    SiteAdded,
    SiteAssigned,
    SiteChanged,
    SiteRemoved,
    SiteReported,
    SubstituteAgreed,
    SubstituteProposed,
    SubstituteRefused,
)
from shared.membership import TAKES_PAPERS, Member
from shared.words import Channel, MeetingState, Nearness, Reply, RoomState


class Template(StrEnum):
    MEETING_CALLED = "meeting_called"
    MEETING_CHANGED = "meeting_changed"
    AGENDA_CHANGED = "agenda_changed"
    MEETING_POSTPONED = "meeting_postponed"
    MEETING_CANCELLED = "meeting_cancelled"
    PARTICIPANT_REMOVED = "participant_removed"
    INVITATION_DECLINED = "invitation_declined"
    ANSWER_AWAITED = "answer_awaited"
    MEETING_NEARS = "meeting_nears"
    PREPARATION_DUE = "preparation_due"
    ANSWER_RECORDED = "answer_recorded"
    SUBSTITUTE_PROPOSED = "substitute_proposed"
    SUBSTITUTE_AGREED = "substitute_agreed"
    SUBSTITUTE_REFUSED = "substitute_refused"
    SEAT_HANDED_OVER = "seat_handed_over"
    PAPER_RELEASED = "paper_released"
    PAPER_RECALLED = "paper_recalled"
    PAPER_REFUSED = "paper_refused"
    MEETING_HANDED_OVER = "meeting_handed_over"
    PAPERS_ASKED = "papers_asked"
    PAPER_SUBMITTED = "paper_submitted"
    PAPER_ACCEPTED = "paper_accepted"
    PAPER_RETURNED = "paper_returned"
    SITE_ASSIGNED = "site_assigned"
    SITE_READY = "site_ready"
    SITE_TROUBLE = "site_trouble"
    DUTY_GIVEN = "duty_given"
    DUTY_CHANGED = "duty_changed"
    DUTY_DUE = "duty_due"
    DUTY_POSTPONED = "duty_postponed"
    DUTY_CANCELLED = "duty_cancelled"
    DUTY_ENDED = "duty_ended"
    ROOM_ASKED = "room_asked"
    ROOM_BOOKED = "room_booked"
    ROOM_FREED = "room_freed"
    ROOM_LAPSED = "room_lapsed"
    ROOM_CONFIRMED = "room_confirmed"
    ROOM_REFUSED = "room_refused"
    PASSWORD_RESET = "password_reset"
    ADDRESS_CHANGED = "address_changed"
    USAGE_REPORT = "usage_report"
    ADDRESS_CONFIRMATION = "address_confirmation"


@dataclass(frozen=True, slots=True)
class Situation:
    """A fact, and what is true after it. `meeting` is None for facts of none, or of one not heard of yet.

    `document` and `item` are notify's copies of what the fact speaks of. `standings` are of those who lead or present,
    now and before. `members` has everybody in the meeting, and is empty for audiences that do not need it. `preparers`
    bring papers for the owner unit that the fact concerns. `sites` are all of the meeting, for facts of it or of a
    `site`; `people_at_site` take part at that one.
    """

    fact: Any
    meeting: Json | None = None
    document: Json | None = None
    item: Json | None = None
    standings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    standings_before: Mapping[str, Sequence[str]] = field(default_factory=dict)
    members: Mapping[str, Member] = field(default_factory=dict)
    preparers: Sequence[str] = ()
    sites: Sequence[Json] = ()
    site: Json | None = None
    people_at_site: Sequence[str] = ()
    room: Json | None = None

    @property
    def state(self) -> str:
        return str(self.meeting["state"]) if self.meeting else ""


Condition = Callable[[Situation], bool]
Audience = Callable[[Situation], Sequence[str]]


class Row(NamedTuple):
    fact: type[Fact]
    audience: Audience
    channels: tuple[Channel, ...]
    template: Template
    when: Condition


def everybody(situation: Situation) -> list[str]:
    return list(situation.members)


def the_participant(situation: Situation) -> list[str]:
    return [situation.fact.participation.person_id]


def the_reminded(situation: Situation) -> list[str]:
    return list(situation.fact.person_ids)


def the_chair(situation: Situation) -> list[str]:
    return [situation.meeting["chair_id"]] if situation.meeting else []


def secretaries(situation: Situation) -> list[str]:
    return list(situation.meeting["secretary_ids"]) if situation.meeting else []


def newly_involved(situation: Situation) -> list[str]:
    return _without(situation.standings, situation.standings_before)


def new_secretaries(situation: Situation) -> list[str]:
    before = situation.standings_before
    return [
        one for one, now in situation.standings.items() if "secretary" in now and "secretary" not in before.get(one, ())
    ]


def newly_invited(situation: Situation) -> list[str]:
    """Who now prepares the meeting is told that, and not invited."""
    others = new_secretaries(situation)
    return [one for one in newly_involved(situation) if one not in others]


def no_longer_involved(situation: Situation) -> list[str]:
    return _without(situation.standings_before, situation.standings)


def readers(situation: Situation) -> list[str]:
    document = situation.document
    return [key for key, one in situation.members.items() if document and reads_document(one, document)]


def former_readers(situation: Situation) -> list[str]:
    document = situation.document
    return [key for key, one in situation.members.items() if document and knows_document(one, document)]


def the_uploader(situation: Situation) -> list[str]:
    return [situation.fact.uploader_id]


def the_preparers(situation: Situation) -> list[str]:
    return list(situation.preparers)


def on_duty(situation: Situation) -> list[str]:
    return [site["duty_id"] for site in situation.sites if site["duty_id"]]


def who_has_not_reported(situation: Situation) -> list[str]:
    meeting = situation.meeting
    return [
        site["duty_id"] for site in situation.sites if meeting and site["duty_id"] and not is_reported(site, meeting)
    ]


def the_duty(situation: Situation) -> list[str]:
    duty_id = situation.fact.site.duty_id
    return [duty_id] if duty_id else []


def the_relieved(situation: Situation) -> list[str]:
    """Of the one site; one who is on duty at another keeps his part in the meeting."""
    return [one for one in relieved(situation) if one not in on_duty(situation)]


def partly_relieved(situation: Situation) -> list[str]:
    return [one for one in relieved(situation) if one in on_duty(situation)]


def relieved(situation: Situation) -> list[str]:
    """Who is on duty no more at the site that the fact tells of."""
    fact = situation.fact
    person_id = fact.site.duty_id if isinstance(fact, SiteRemoved) else fact.relieved_id
    return [person_id] if person_id else []


def people_at_site(situation: Situation) -> list[str]:
    return list(situation.people_at_site)


def the_keeper(situation: Situation) -> list[str]:
    """Of the room that the booking is of."""
    keeper_id = situation.room["keeper_id"] if situation.room else None
    return [keeper_id] if keeper_id else []


def always(situation: Situation) -> bool:
    return True


def is_called(situation: Situation) -> bool:
    return situation.state == MeetingState.CALLED


def is_open(situation: Situation) -> bool:
    """It was called, and is not over: whoever was invited still has it in his calendar, or waits for a new time."""
    return situation.state in _OPEN


def takes_papers(situation: Situation) -> bool:
    return situation.state in TAKES_PAPERS


def is_handed_over(situation: Situation) -> bool:
    return takes_papers(situation) and bool(new_secretaries(situation))


def was_called(situation: Situation) -> bool:
    return situation.meeting is not None and situation.meeting["called_at"] is not None


def concerns_calendars(situation: Situation) -> bool:
    return is_called(situation) and not IN_CALENDARS.isdisjoint(situation.fact.changed)


def is_declined(situation: Situation) -> bool:
    return bool(situation.fact.participation.reply is Reply.DECLINED)


def is_a_day_ahead(situation: Situation) -> bool:
    return is_called(situation) and situation.fact.within is Nearness.DAY


def is_an_hour_ahead(situation: Situation) -> bool:
    return is_called(situation) and situation.fact.within is Nearness.HOUR


def is_entered_by_another(situation: Situation) -> bool:
    return situation.fact.participation.replied_by is not None


def is_of_meeting(situation: Situation) -> bool:
    """Other times are blocked by the keeper himself."""
    return situation.fact.booking.meeting_id is not None


def waits_for_keeper(situation: Situation) -> bool:
    return is_of_meeting(situation) and situation.fact.booking.state is RoomState.REQUESTED


def is_booked(situation: Situation) -> bool:
    return is_of_meeting(situation) and situation.fact.booking.state is RoomState.CONFIRMED


def is_lapsed(situation: Situation) -> bool:
    return is_of_meeting(situation) and situation.fact.booking.state is RoomState.EXPIRED


def is_room_confirmed(situation: Situation) -> bool:
    """What their own asking led to at once, whoever asked sees on the screen, and is not told."""
    return _room_state(situation) is RoomState.CONFIRMED


def is_room_refused(situation: Situation) -> bool:
    """By the keeper, because it is taken, or because nobody said anything in time."""
    return _room_state(situation) in {RoomState.REFUSED, RoomState.EXPIRED}


def gets_duty(situation: Situation) -> bool:
    return is_called(situation) and "duty_id" in situation.fact.changed


def changes_duty(situation: Situation) -> bool:
    return is_called(situation) and "duty_id" not in situation.fact.changed


def changes_site_place(situation: Situation) -> bool:
    return is_called(situation) and not {"place", "organisation_id"}.isdisjoint(situation.fact.changed)


def concerns_duty(situation: Situation) -> bool:
    return is_called(situation) and not OF_DUTY_CALENDAR.isdisjoint(situation.fact.changed)


def is_site_ready(situation: Situation) -> bool:
    return is_called(situation) and bool(situation.fact.site.readiness.ready)


def is_site_in_trouble(situation: Situation) -> bool:
    return is_called(situation) and not situation.fact.site.readiness.ready


def is_reported(site: Json, meeting: Json) -> bool:
    """Whether the person on duty has said how it stands, for the time the meeting has now."""
    return site["readiness"] is not None and site["readiness"]["ready_for"] == meeting["starts_at"]


_OPEN = {MeetingState.CALLED, MeetingState.POSTPONED}
IN_CALENDARS = {"title", "starts_at", "ends_at", "zone", "place", "video_link", "mode"}
OF_DUTY_CALENDAR = {"title", "starts_at", "ends_at", "zone", "video_link"}
ALL = (Channel.MAIL, Channel.INBOX, Channel.PUSH)
INBOX = (Channel.INBOX,)
ON_SCREEN = (Channel.INBOX, Channel.PUSH)
MAIL = (Channel.MAIL,)

TABLE: tuple[Row, ...] = (
    Row(MeetingCalled, everybody, ALL, Template.MEETING_CALLED, always),
    Row(MeetingChanged, everybody, ALL, Template.MEETING_CHANGED, concerns_calendars),
    Row(MeetingChanged, newly_invited, ALL, Template.MEETING_CALLED, is_called),
    Row(MeetingChanged, new_secretaries, ALL, Template.MEETING_HANDED_OVER, is_handed_over),
    Row(MeetingChanged, no_longer_involved, ALL, Template.PARTICIPANT_REMOVED, is_open),
    Row(MeetingChanged, secretaries, ON_SCREEN, Template.ROOM_CONFIRMED, is_room_confirmed),
    Row(MeetingChanged, secretaries, ON_SCREEN, Template.ROOM_REFUSED, is_room_refused),
    Row(MeetingPostponed, everybody, ALL, Template.MEETING_POSTPONED, always),
    Row(MeetingCancelled, everybody, ALL, Template.MEETING_CANCELLED, was_called),
    Row(AgendaNoted, everybody, ALL, Template.AGENDA_CHANGED, is_open),
    Row(AgendaItemAdded, newly_involved, ALL, Template.MEETING_CALLED, is_called),
    Row(AgendaItemChanged, newly_involved, ALL, Template.MEETING_CALLED, is_called),
    Row(AgendaItemChanged, no_longer_involved, ALL, Template.PARTICIPANT_REMOVED, is_open),
    Row(AgendaItemRemoved, no_longer_involved, ALL, Template.PARTICIPANT_REMOVED, is_open),
    Row(ParticipantAdded, the_participant, ALL, Template.MEETING_CALLED, is_called),
    Row(ParticipantRemoved, the_participant, ALL, Template.PARTICIPANT_REMOVED, is_open),
    Row(InvitationAnswered, secretaries, INBOX, Template.INVITATION_DECLINED, is_declined),
    Row(InvitationAnswered, the_participant, INBOX, Template.ANSWER_RECORDED, is_entered_by_another),
    Row(AnswersAwaited, the_reminded, ALL, Template.ANSWER_AWAITED, is_called),
    Row(MeetingNears, everybody, ALL, Template.MEETING_NEARS, is_a_day_ahead),
    Row(MeetingNears, everybody, ON_SCREEN, Template.MEETING_NEARS, is_an_hour_ahead),
    Row(MeetingNears, everybody, MAIL, Template.PREPARATION_DUE, is_an_hour_ahead),
    Row(SubstituteProposed, the_chair, ALL, Template.SUBSTITUTE_PROPOSED, is_open),
    Row(SubstituteProposed, secretaries, INBOX, Template.SUBSTITUTE_PROPOSED, is_open),
    Row(SubstituteAgreed, the_participant, ALL, Template.SEAT_HANDED_OVER, is_open),
    Row(SubstituteAgreed, secretaries, INBOX, Template.SUBSTITUTE_AGREED, is_open),
    Row(SubstituteRefused, the_participant, ALL, Template.SUBSTITUTE_REFUSED, is_open),
    Row(SeatReturned, the_participant, ALL, Template.MEETING_CALLED, is_called),
    Row(DocumentReleased, readers, ALL, Template.PAPER_RELEASED, is_open),
    Row(DocumentRecalled, former_readers, ALL, Template.PAPER_RECALLED, is_open),
    Row(VersionRefused, the_uploader, INBOX, Template.PAPER_REFUSED, always),
    Row(PapersAsked, the_preparers, ALL, Template.PAPERS_ASKED, takes_papers),
    Row(PaperSubmitted, secretaries, INBOX, Template.PAPER_SUBMITTED, takes_papers),
    Row(PaperAccepted, the_preparers, INBOX, Template.PAPER_ACCEPTED, takes_papers),
    Row(PaperReturned, the_preparers, ALL, Template.PAPER_RETURNED, takes_papers),
    Row(SiteAssigned, the_participant, ALL, Template.SITE_ASSIGNED, is_called),
    Row(SiteChanged, people_at_site, ALL, Template.SITE_ASSIGNED, changes_site_place),
    Row(SiteReported, secretaries, INBOX, Template.SITE_READY, is_site_ready),
    Row(SiteReported, secretaries, ALL, Template.SITE_TROUBLE, is_site_in_trouble),
    Row(MeetingCalled, on_duty, ALL, Template.DUTY_GIVEN, always),
    Row(SiteAdded, the_duty, ALL, Template.DUTY_GIVEN, is_called),
    Row(SiteChanged, the_duty, ALL, Template.DUTY_GIVEN, gets_duty),
    Row(SiteChanged, the_duty, ALL, Template.DUTY_CHANGED, changes_duty),
    Row(SiteChanged, the_relieved, ALL, Template.DUTY_ENDED, is_open),
    Row(SiteChanged, partly_relieved, ALL, Template.DUTY_CHANGED, is_called),
    Row(SiteRemoved, the_relieved, ALL, Template.DUTY_ENDED, is_open),
    Row(SiteRemoved, partly_relieved, ALL, Template.DUTY_CHANGED, is_called),
    Row(MeetingChanged, on_duty, ALL, Template.DUTY_CHANGED, concerns_duty),
    Row(MeetingPostponed, on_duty, ALL, Template.DUTY_POSTPONED, always),
    Row(MeetingCancelled, on_duty, ALL, Template.DUTY_CANCELLED, was_called),
    Row(MeetingNears, who_has_not_reported, ALL, Template.DUTY_DUE, is_a_day_ahead),
    Row(RoomBooked, the_keeper, ALL, Template.ROOM_ASKED, waits_for_keeper),
    Row(RoomBooked, the_keeper, ALL, Template.ROOM_BOOKED, is_booked),
    Row(RoomFreed, the_keeper, ALL, Template.ROOM_FREED, is_of_meeting),
    Row(BookingSettled, the_keeper, INBOX, Template.ROOM_LAPSED, is_lapsed),
)

LEAVING = frozenset({Template.PARTICIPANT_REMOVED, Template.SEAT_HANDED_OVER})
"""For one who is out of the meeting: told what he knew last, and nothing newer."""

GATHERED = frozenset(
    {
        Template.MEETING_CHANGED,
        Template.AGENDA_CHANGED,
        Template.PAPER_RELEASED,
        Template.PAPER_RECALLED,
        Template.SITE_ASSIGNED,
    }
)
"""Several of them for one person and meeting are one message. What cannot wait, such as a cancellation, is not here."""

OF_PAPERS = frozenset({Template.PAPER_RELEASED, Template.PAPER_RECALLED})

TO_UNIT = frozenset({Template.PAPERS_ASKED, Template.PAPER_ACCEPTED, Template.PAPER_RETURNED})
"""For people of an owner unit, who need not take part: they are told of their item, and nothing else of the meeting."""

TO_DUTY = frozenset(
    {
        Template.DUTY_GIVEN,
        Template.DUTY_CHANGED,
        Template.DUTY_DUE,
        Template.DUTY_POSTPONED,
        Template.DUTY_CANCELLED,
        Template.DUTY_ENDED,
    }
)
"""For people on duty at a connecting site, who need not take part: they are told its logistics, and nothing else."""

TO_KEEPER = frozenset({Template.ROOM_ASKED, Template.ROOM_BOOKED, Template.ROOM_FREED, Template.ROOM_LAPSED})
"""For whoever is in charge of a room: he is told of the booking, and nothing of the meeting."""


OF_ACCOUNT = frozenset({Template.PASSWORD_RESET, Template.ADDRESS_CHANGED, Template.ADDRESS_CONFIRMATION})
"""Of no meeting, and nothing that waits for the morning."""

OF_NO_MEETING = OF_ACCOUNT | {Template.USAGE_REPORT}

ELSEWHERE = frozenset({Template.ADDRESS_CHANGED, Template.ADDRESS_CONFIRMATION})
"""To an address that is not the person's: whether it takes mail says nothing of his own."""

REMINDERS = frozenset({Template.MEETING_NEARS, Template.PREPARATION_DUE})
"""They say what their reader has still to do; the second goes only to who has."""

SOON = timedelta(hours=1)

WANT_MEMBERS = {everybody, readers, former_readers}


def rows_of(situation: Situation) -> Iterator[Row]:
    return (row for row in TABLE if isinstance(situation.fact, row.fact) and row.when(situation))


def may_wait(template: Template, meeting: Json, now: datetime) -> bool:
    """Whether it may be held back a few minutes. Nothing is, of a meeting that begins soon."""
    return template in GATHERED and from_text(meeting["starts_at"]) - now > SOON


def still_true(template: Template, meeting: Json, is_member: bool) -> bool:
    """Whether a notice may still go out: a later fact may have overtaken it while it waited.

    `is_member` of a notice to an owner unit: the person still prepares its papers.
    """
    if template in TO_UNIT:
        return is_member and meeting["state"] in TAKES_PAPERS
    if template in LEAVING:
        return not is_member
    match template:
        case (
            Template.MEETING_CALLED
            | Template.MEETING_CHANGED
            | Template.MEETING_NEARS
            | Template.PREPARATION_DUE
            | Template.ANSWER_AWAITED
            | Template.SITE_ASSIGNED
            | Template.SITE_TROUBLE
        ):
            return is_member and meeting["state"] == MeetingState.CALLED
        case Template.MEETING_POSTPONED:
            return is_member and meeting["state"] == MeetingState.POSTPONED
        case Template.MEETING_CANCELLED:
            return is_member and meeting["state"] == MeetingState.CANCELLED
        case Template.AGENDA_CHANGED | Template.PAPER_RELEASED | Template.PAPER_RECALLED:
            return is_member and meeting["state"] in _OPEN
    return is_member


def duty_still_true(template: Template, meeting: Json, sites: Sequence[Json]) -> bool:
    """`sites` are those where the reader is on duty now."""
    if template is Template.DUTY_ENDED:
        return not sites
    state = {
        Template.DUTY_POSTPONED: MeetingState.POSTPONED,
        Template.DUTY_CANCELLED: MeetingState.CANCELLED,
    }.get(template, MeetingState.CALLED)
    overtaken = template is Template.DUTY_DUE and all(is_reported(site, meeting) for site in sites)
    return bool(sites) and meeting["state"] == state and not overtaken


def paper_still_true(template: Template, member: Member, document: Json | None) -> bool:
    """Whether a notice of a paper still stands, and its reader may know of the paper."""
    if document is None:
        return False
    released = document["version"] is not None
    if template is Template.PAPER_RELEASED:
        return released and reads_document(member, document)
    return not released and knows_document(member, document)


def _room_state(situation: Situation) -> RoomState | None:
    """As the fact brings it."""
    room: RoomRequest | None = situation.fact.meeting.room
    return room.state if room and "room" in situation.fact.changed else None


def _without(people: Mapping[str, Any], others: Mapping[str, Any]) -> list[str]:
    return [person_id for person_id in people if person_id not in others]
