"""Bookings over HTTP: a meeting's wish for a room, the room's week, and its keeper's decisions."""

from typing import Annotated, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from services.meeting.access import Seen, meeting_of
from services.meeting.meetings.model import EndsBeforeItBegins
from services.meeting.meetings.store import MEETINGS
from services.meeting.meetings.views import RoomRequestView, room_request_view
from services.meeting.participants.store import PARTICIPATIONS
from services.meeting.room_calendars import commands
from services.meeting.room_calendars.model import Booking
from services.meeting.room_calendars.store import bookings_between, bookings_from
from services.meeting.rooms.access import SeenRoom, room_of
from services.meeting.world import World
from shared.clock import Moment, to_text
from shared.events.meeting import RoomRequest, Span
from shared.http import Answer, Body, Call, Routes
from shared.membership import has_seat
from shared.permissions import Permission, Standing
from shared.problems import NotFound
from shared.store.port import every
from shared.text import Line, Prose
from shared.words import RoomService, RoomState

routes = Routes(room_of)
request_routes = Routes(meeting_of)

Services = Annotated[list[RoomService], Field(max_length=10)]


class RoomWish(Body):
    room_id: str
    services: Services = Field(default_factory=list)
    note: Annotated[Line, Field(max_length=500)] = ""


class Between(Body):
    """At most 31 days."""

    starts_at: Moment
    ends_at: Moment


class NewBlock(Between):
    reason: Annotated[Prose, Field(min_length=1, max_length=500)]


class BookingDecision(Body):
    agreed: bool
    reason: Annotated[Prose, Field(max_length=1000)] | None = None


class BookingView(TypedDict):
    """Everybody who sees the room sees when it is taken, and no more; its keeper also for whom and with what.

    `meeting_id` and `title` are there for whoever leads that meeting.
    """

    id: NotRequired[str]
    starts_at: str
    ends_at: str
    state: RoomState
    blocked: bool
    reason: NotRequired[str | None]
    organisation_name: NotRequired[str]
    people: NotRequired[int]
    services: NotRequired[list[RoomService]]
    note: NotRequired[str]
    meeting_id: NotRequired[str]
    title: NotRequired[str]


class BookingList(TypedDict):
    items: list[BookingView]


@request_routes.put("/api/meetings/{meeting}/room", Permission.PREPARE_MEETING, answer=RoomRequestView)
async def request_room(call: Call[World, Seen], body: RoomWish) -> Answer:
    """Asked for at once, answered by the room's calendar a moment later; the answer shows it when it is there."""
    world, meeting_id = call.world, call.thing.stored.id
    people = 0
    async for stored in every(world.store, PARTICIPATIONS, "by_meeting", meeting_id, limit=200):
        people += has_seat(stored.body)
    request = RoomRequest(room_id=body.room_id, services=tuple(body.services), note=body.note, people=people)
    meeting = await commands.request_room(world, meeting_id, request, call.act)
    assert meeting.room is not None
    return Answer(await room_request_view(world, meeting.model_dump(mode="json"), people))


@request_routes.delete("/api/meetings/{meeting}/room", Permission.PREPARE_MEETING)
async def give_room_up(call: Call[World, Seen]) -> Answer:
    await commands.give_room_up(call.world, call.thing.stored.id, call.act)
    return Answer()


@routes.get("/api/rooms/{room}/bookings", Permission.READ_ROOMS, answer=BookingList)
async def list_bookings(call: Call[World, SeenRoom], query: Between) -> Answer:
    """By start."""
    span = _span(query)
    found = await bookings_between(call.world.store, call.thing.room.id, span)
    return Answer(BookingList(items=[await _view(call, booking) for booking in found]))


@routes.put("/api/rooms/{room}/bookings/{meeting}/decision", Permission.KEEP_ROOM)
async def decide_booking(call: Call[World, SeenRoom], body: BookingDecision) -> Answer:
    """Confirms or refuses what waits; refusing what was confirmed frees the room."""
    room_id, meeting_id = call.thing.room.id, call.path("meeting")
    ahead = await bookings_from(call.world.store, room_id, call.act.at)
    booking = next((one for one in ahead if one.meeting_id == meeting_id), None)
    if booking is None:
        raise NotFound
    await commands.decide_booking(call.world, room_id, meeting_id, booking, body.agreed, body.reason, call.act)
    return Answer()


@routes.post("/api/rooms/{room}/blocks", Permission.KEEP_ROOM, answer=BookingView, status=201)
async def block_room(call: Call[World, SeenRoom], body: NewBlock) -> Answer:
    """For maintenance: refused where the room is taken, with that time."""
    span = _span(body)
    block = Booking(
        id=call.creation_id(),
        meeting_id=None,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        state=RoomState.CONFIRMED,
        reason=body.reason,
    )
    await commands.block_room(call.world, call.thing.room, block, call.act)
    return Answer(await _view(call, block), 201)


@routes.delete("/api/rooms/{room}/blocks/{block}", Permission.KEEP_ROOM)
async def unblock_room(call: Call[World, SeenRoom]) -> Answer:
    await commands.unblock_room(call.world, call.thing.room.id, call.path("block"), call.act)
    return Answer()


async def _view(call: Call[World, SeenRoom], booking: Booking) -> BookingView:
    keeps = not call.standings.isdisjoint({Standing.KEEPER, Standing.ADMINISTRATOR})
    view = BookingView(
        starts_at=to_text(booking.starts_at),
        ends_at=to_text(booking.ends_at),
        state=booking.state,
        blocked=booking.meeting_id is None,
    )
    if booking.meeting_id is None:
        view["id"], view["reason"] = booking.id, booking.reason
        return view
    stored = await call.world.store.get(MEETINGS, booking.meeting_id)
    meeting = stored.body if stored else None
    if keeps and meeting:
        organisation = meeting["organisation_id"]
        names = await call.world.directory.organisation_refs([organisation])
        view["id"] = booking.id
        view["organisation_name"] = names[organisation]["name"]
        view["people"], view["note"] = booking.people, booking.note
        view["services"] = list(booking.services)
    if meeting and call.caller.person_id in {meeting["chair_id"], *meeting["secretary_ids"]}:
        view["meeting_id"], view["title"] = booking.meeting_id, meeting["title"]
    return view


def _span(asked: Between) -> Span:
    """Raises EndsBeforeItBegins, BookingTooLong when it is looked up."""
    if asked.ends_at <= asked.starts_at:
        raise EndsBeforeItBegins
    return Span(starts_at=asked.starts_at, ends_at=asked.ends_at)
