"""Room calendars in the store: one document per room and month, found by room and by what lapses."""

from datetime import datetime

from services.meeting.room_calendars.model import Booking, RoomCalendar, months_of
from shared.aggregates import Repository
from shared.clock import to_text
from shared.events.meeting import SOURCE, Span
from shared.ids import derived_id
from shared.store.port import Collection, Document, Index, Store, every

CALENDARS = Collection(
    "meeting.room_calendars",
    (Index("by_room", ("room_id",), order="month"), Index("by_lapse", ("waits",), order="lapses_at")),
)


def calendars_in(store: Store) -> Repository[RoomCalendar]:
    return Repository(
        store,
        CALENDARS,
        RoomCalendar,
        kind="room_calendar",
        source=SOURCE,
        key=lambda calendar: calendar.room_id,
        index=_index,
    )


def calendar_id(room_id: str, month: str) -> str:
    return derived_id("room calendar", room_id, month)


async def bookings_between(store: Store, room_id: str, span: Span) -> list[Booking]:
    """That overlap the span, by start; one that stands in two months comes once."""
    found = await store.get_many(CALENDARS, [calendar_id(room_id, month) for month in months_of(span)])
    bookings = {one.id: one for stored in found.values() for one in RoomCalendar.load(stored).bookings}
    return sorted((one for one in bookings.values() if one.overlaps(span)), key=lambda one: (one.starts_at, one.id))


async def bookings_from(store: Store, room_id: str, now: datetime) -> list[Booking]:
    """That are not over."""
    since = f"{now:%Y-%m}"
    bookings: dict[str, Booking] = {}
    async for stored in every(store, CALENDARS, "by_room", room_id, since=since):
        bookings |= {one.id: one for one in RoomCalendar.load(stored).bookings if one.ends_at > now}
    return sorted(bookings.values(), key=lambda one: (one.starts_at, one.id))


def _index(calendar: RoomCalendar) -> Document:
    lapses = calendar.expires_at
    return {"waits": int(lapses is not None), "lapses_at": to_text(lapses) if lapses else ""}
