"""The rules of one room's month, without a store."""

from datetime import UTC, datetime, timedelta

import pytest

from services.meeting.room_calendars.model import Booking, BookingTooLong, RoomCalendar, RoomTaken, months_of
from shared.events.meeting import Span
from shared.words import RoomState

NOON = datetime(2026, 12, 31, 12, tzinfo=UTC)


def span(hours: float, length: float = 1) -> Span:
    begin = NOON + timedelta(hours=hours)
    return Span(starts_at=begin, ends_at=begin + timedelta(hours=length))


def booking(name: str, hours: float = 0, length: float = 1, state: RoomState = RoomState.CONFIRMED) -> Booking:
    lapses = NOON if state is RoomState.REQUESTED else None
    at = span(hours, length).model_dump()
    return Booking(id=name, meeting_id=name, state=state, expires_at=lapses, **at)


@pytest.fixture
def calendar() -> RoomCalendar:
    return RoomCalendar(id="c", room_id="r", month="2026-12")


def test_second_of_two_at_one_time_is_told_the_time_of_the_first(calendar: RoomCalendar) -> None:
    calendar.book(booking("first"))
    with pytest.raises(RoomTaken) as taken:
        calendar.book(booking("second", 0.5))
    assert taken.value.span == span(0)
    assert set(taken.value.fields) == {"taken"}


def test_meetings_may_follow_each_other_without_a_gap(calendar: RoomCalendar) -> None:
    calendar.book(booking("first"))
    calendar.book(booking("second", 1))
    assert [one.id for one in calendar.bookings] == ["first", "second"]


def test_meeting_that_moves_gives_its_old_time_back(calendar: RoomCalendar) -> None:
    calendar.book(booking("first"))
    calendar.book(booking("first", 3))
    calendar.book(booking("second"))
    assert [one.id for one in calendar.bookings] == ["second", "first"]


def test_same_booking_said_again_is_no_news(calendar: RoomCalendar) -> None:
    calendar.book(booking("first"))
    calendar.book(booking("first"))
    assert len(calendar.facts) == 1


def test_what_waits_holds_the_time_and_lapses(calendar: RoomCalendar) -> None:
    calendar.book(booking("first", state=RoomState.REQUESTED))
    with pytest.raises(RoomTaken):
        calendar.book(booking("second"))
    calendar.expire(NOON - timedelta(seconds=1))
    assert calendar.bookings
    calendar.expire(NOON)
    assert calendar.bookings == []
    assert calendar.facts[-1].booking.state is RoomState.EXPIRED  # type: ignore[attr-defined]


def test_refused_after_it_was_confirmed_it_is_free(calendar: RoomCalendar) -> None:
    calendar.book(booking("first"))
    calendar.decide("first", False, "Sửa điện")
    calendar.book(booking("second"))


def test_booking_over_new_year_stands_in_both_months() -> None:
    assert months_of(span(6, 12)) == ["2026-12", "2027-01"]
    assert months_of(span(6, 6)) == ["2026-12"]  # ends as the year does


def test_booking_is_not_endless() -> None:
    with pytest.raises(BookingTooLong):
        months_of(span(0, 24 * 31 + 1))
