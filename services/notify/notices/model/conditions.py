"""When a fact is worth telling: the table's last column."""

from services.notify.notices.model.audiences import new_secretaries
from services.notify.notices.model.situation import Situation
from shared.events.meeting import RoomRequest
from shared.membership import TAKES_PAPERS
from shared.words import MeetingState, Nearness, Reply, RoomState

OPEN = {MeetingState.CALLED, MeetingState.POSTPONED}
IN_CALENDARS = {"title", "starts_at", "ends_at", "zone", "place", "video_link", "mode"}
OF_DUTY_CALENDAR = {"title", "starts_at", "ends_at", "zone", "video_link"}


def always(situation: Situation) -> bool:
    return True


def is_called(situation: Situation) -> bool:
    return situation.state == MeetingState.CALLED


def is_open(situation: Situation) -> bool:
    """It was called, and is not over: whoever was invited still has it in his calendar, or waits for a new time."""
    return situation.state in OPEN


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


def _room_state(situation: Situation) -> RoomState | None:
    """As the fact brings it."""
    room: RoomRequest | None = situation.fact.meeting.room
    return room.state if room and "room" in situation.fact.changed else None
