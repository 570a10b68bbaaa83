"""A room's calendar of one month: where two who want the same time meet, and one of them gets it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from pydantic import Field

from shared.aggregates import Aggregate
from shared.clock import Moment
from shared.events.meeting import BookingFacts, BookingSettled, RoomBooked, RoomFreed, Span
from shared.problems import Conflict, Invalid, NotFound, Said
from shared.words import RoomService, RoomState

LONGEST = timedelta(days=31)


class RoomTaken(Conflict):
    """`taken` has the other booking's time, and nothing else of it."""

    code = "room-taken"
    title = Said("Phòng đã có lịch trong thời gian này", "The room is taken at this time")
    advice = Said("Hãy chọn phòng khác hoặc giờ khác.", "Choose another room or another time.")

    def __init__(self, span: Span) -> None:
        super().__init__(taken=span.model_dump(mode="json"))
        self.span = span


class BookingTooLong(Invalid):
    code = "booking-too-long"
    title = Said("Thời gian đặt phòng quá dài", "The booking is too long")
    advice = Said("Một lần đặt phòng dài tối đa 31 ngày.", "A room is booked for at most 31 days at once.")


class Booking(Span):
    """`id` is the meeting's, or that of a block. `number` is the asking it answers. `expires_at`: unless decided."""

    id: str
    meeting_id: str | None
    number: int = 1
    state: RoomState
    services: tuple[RoomService, ...] = ()
    note: str = ""
    people: int = 0
    reason: str | None = None
    expires_at: Moment | None = None


class RoomCalendar(Aggregate):
    """Bookings that touch the month (UTC). One across a month's end stands in both calendars, asked for in order."""

    room_id: str
    month: str
    bookings: list[Booking] = Field(default_factory=list)

    @property
    def expires_at(self) -> datetime | None:
        """When the first booking that waits for a decision lapses."""
        return min((one.expires_at for one in self.bookings if one.expires_at), default=None)

    def book(self, booking: Booking) -> None:
        """In place of what the same meeting had here. Raises RoomTaken; the very same booking changes nothing."""
        if booking in self.bookings:
            return
        others = [one for one in self.bookings if one.id != booking.id]
        for other in others:
            if other.overlaps(booking):
                raise RoomTaken(Span(starts_at=other.starts_at, ends_at=other.ends_at))
        self.bookings = sorted([*others, booking], key=lambda one: (one.starts_at, one.id))
        self.record(RoomBooked(booking=self._told(booking)))

    def free(self, booking_id: str) -> None:
        """What is not there is free already."""
        gone = [one for one in self.bookings if one.id == booking_id]
        self.bookings = [one for one in self.bookings if one.id != booking_id]
        for booking in gone:
            released = booking.model_copy(update={"state": RoomState.RELEASED})
            self.record(RoomFreed(booking=self._told(released)))

    def decide(self, booking_id: str, agreed: bool, reason: str | None) -> None:
        """The keeper's word; a booking that is confirmed stays so. Raises NotFound."""
        booking = next((one for one in self.bookings if one.id == booking_id), None)
        if booking is None:
            raise NotFound
        if agreed and booking.state is RoomState.CONFIRMED:
            return
        self._settle(booking, RoomState.CONFIRMED if agreed else RoomState.REFUSED, reason)

    def expire(self, now: datetime) -> None:
        for booking in [one for one in self.bookings if one.expires_at and one.expires_at <= now]:
            self._settle(booking, RoomState.EXPIRED, None)

    def _settle(self, booking: Booking, state: RoomState, reason: str | None) -> None:
        settled = booking.model_copy(update={"state": state, "reason": reason, "expires_at": None})
        others = [one for one in self.bookings if one.id != booking.id]
        kept = [settled] if state is RoomState.CONFIRMED else []
        self.bookings = sorted([*others, *kept], key=lambda one: (one.starts_at, one.id))
        self.record(BookingSettled(booking=self._told(settled)))

    def _told(self, booking: Booking) -> BookingFacts:
        return BookingFacts(
            room_id=self.room_id,
            **booking.model_dump(exclude={"id", "expires_at"}),
        )


def months_of(span: Span) -> list[str]:
    """`2026-11` and so on, in order, of the months (UTC) a time touches. Raises BookingTooLong."""
    if span.ends_at - span.starts_at > LONGEST:
        raise BookingTooLong
    last = (span.ends_at - timedelta(microseconds=1)).astimezone(UTC)
    return list(_months(span.starts_at.astimezone(UTC), last))


def _months(first: datetime, last: datetime) -> Iterator[str]:
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield f"{year:04}-{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
