"""Who must hear what: the one table of fact → audience → channels → template."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from services.notify.audiences.model import Json, knows_document, reads_document
from services.notify.notices.model.audiences import (
    everybody,
    former_readers,
    is_reported,
    new_secretaries,
    newly_invited,
    newly_involved,
    no_longer_involved,
    on_duty,
    partly_relieved,
    people_at_site,
    readers,
    secretaries,
    the_chair,
    the_duty,
    the_keeper,
    the_participant,
    the_preparers,
    the_relieved,
    the_reminded,
    the_uploader,
    who_has_not_reported,
)
from services.notify.notices.model.conditions import (
    OPEN,
    always,
    changes_duty,
    changes_site_place,
    concerns_calendars,
    concerns_duty,
    gets_duty,
    is_a_day_ahead,
    is_an_hour_ahead,
    is_booked,
    is_called,
    is_declined,
    is_entered_by_another,
    is_handed_over,
    is_lapsed,
    is_of_meeting,
    is_open,
    is_room_confirmed,
    is_room_refused,
    is_site_in_trouble,
    is_site_ready,
    takes_papers,
    waits_for_keeper,
    was_called,
)
from services.notify.notices.model.situation import Audience, Condition
from services.notify.notices.model.situation import Situation as Situation
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
from shared.words import Channel, MeetingState


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


class Row(NamedTuple):
    fact: type[Fact]
    audience: Audience
    channels: tuple[Channel, ...]
    template: Template
    when: Condition


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


TO_LEADERS = frozenset(
    {
        Template.PAPER_REFUSED,
        Template.PAPER_SUBMITTED,
        Template.INVITATION_DECLINED,
        Template.SUBSTITUTE_PROPOSED,
        Template.SUBSTITUTE_AGREED,
        Template.SITE_READY,
        Template.SITE_TROUBLE,
        Template.ROOM_CONFIRMED,
        Template.ROOM_REFUSED,
    }
)
"""Only as long as their reader leads the meeting."""

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


def occasion_of(template: Template, meeting: Json) -> str:
    """What a reminder is of: the call that waits for an answer, or the start that comes near. Empty for all others.

    A meeting that was called anew, or moved, has told everybody so; it is reminded of by reminders of its own.
    """
    if template is Template.ANSWER_AWAITED:
        return str(meeting["called_at"])
    return f"{meeting['called_at']} {meeting['starts_at']}" if template in REMINDERS else ""


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
        case Template.MEETING_HANDED_OVER:
            return is_member and meeting["state"] in TAKES_PAPERS
        case Template.AGENDA_CHANGED | Template.PAPER_RELEASED | Template.PAPER_RECALLED:
            return is_member and meeting["state"] in OPEN
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
