"""Rooms over HTTP."""

from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from services.meeting.room_calendars.model import Booking
from services.meeting.room_calendars.store import bookings_between
from services.meeting.rooms import commands
from services.meeting.rooms.access import SeenRoom, Tree, room_of, tree_of
from services.meeting.rooms.model import Room
from services.meeting.rooms.store import ROOMS
from services.meeting.world import World
from shared.clock import Moment, to_text
from shared.directory import OrganisationRef, PersonRef
from shared.events.meeting import Span
from shared.http import Answer, Body, Call, Change, Paging, Routes
from shared.permissions import Permission, Standing
from shared.problems import NotFound
from shared.text import Line
from shared.words import Equipment
from shared.zones import Zone

routes = Routes(room_of)

Name = Annotated[Line, Field(min_length=1, max_length=200)]
Location = Annotated[Line, Field(max_length=300)]
Count = Annotated[int, Field(ge=1, le=10_000)]
Fitted = Annotated[list[Equipment], Field(max_length=20)]


class NewRoom(Body):
    organisation_id: str
    name: Name
    location: Location = ""
    zone: Zone = "Asia/Ho_Chi_Minh"
    capacity: Count
    seats: Count
    equipment: Fitted = Field(default_factory=list)
    keeper_id: str | None = None
    needs_approval: bool = False


class RoomChange(Change):
    name: Name = ""
    location: Location = ""
    capacity: Count = 1
    seats: Count = 1
    equipment: Fitted = Field(default_factory=list)
    keeper_id: str | None = None
    needs_approval: bool = False


class WhenFree(Paging):
    """With both times, each room says whether it is free then."""

    starts_at: Moment | None = None
    ends_at: Moment | None = None


class RoomView(TypedDict):
    """`free` is null where no time was asked for. `mine`: what the caller may do there."""

    id: str
    organisation: OrganisationRef
    name: str
    location: str
    zone: str
    capacity: int
    seats: int
    equipment: list[Equipment]
    keeper: PersonRef | None
    needs_approval: bool
    free: bool | None
    may_manage: bool
    may_keep: bool


class RoomList(TypedDict):
    items: list[RoomView]
    next: str | None


class CrowdedBooking(TypedDict):
    starts_at: str
    ends_at: str
    people: int


class ChangedRoom(RoomView):
    """`too_small_for`: bookings ahead for more people than the room now holds."""

    too_small_for: list[CrowdedBooking]


@routes.get("/api/rooms", Permission.READ_ROOMS, answer=RoomList, resolve=tree_of)
async def list_rooms(call: Call[World, Tree], query: WhenFree) -> Answer:
    """Those of the caller's tree, by name; whoever only keeps rooms sees those."""
    tree = call.thing
    index = ("by_keeper", tree.person_id) if tree.keeps_only else ("by_root", tree.root_id)
    page = await call.world.store.find(ROOMS, *index, 1, after=call.position(query.after), limit=query.limit)
    rooms = [Room.load(stored) for stored in page.items]
    span = Span(starts_at=query.starts_at, ends_at=query.ends_at) if query.starts_at and query.ends_at else None
    return call.listing([await _view(call, room, span) for room in rooms], page)


@routes.post("/api/rooms", Permission.MANAGE_ROOM, answer=RoomView, status=201, resolve=tree_of)
async def add_room(call: Call[World, Tree], body: NewRoom) -> Answer:
    """By an administrator of the room's body."""
    call.require(await call.world.directory.standings(call.caller, body.organisation_id))
    path = await call.world.directory.path_of(body.organisation_id)
    if not path:
        raise NotFound
    room = Room(
        id=call.creation_id(),
        fingerprint=call.fingerprint(),
        root_id=path[0],
        **body.model_dump(),
    )
    room = await commands.add_room(call.world, room, call.act)
    return Answer(await _view(call, room), 201, {"Location": f"/api/rooms/{room.id}"})


@routes.patch("/api/rooms/{room}", Permission.MANAGE_ROOM, answer=ChangedRoom)
async def change_room(call: Call[World, SeenRoom], body: RoomChange) -> Answer:
    room, crowded = await commands.change_room(call.world, call.thing.room.id, body.given(), call.act)
    return Answer({**await _view(call, room), "too_small_for": [_crowded(booking) for booking in crowded]})


@routes.delete("/api/rooms/{room}", Permission.MANAGE_ROOM)
async def close_room(call: Call[World, SeenRoom]) -> Answer:
    """A room with bookings ahead is not given up."""
    await commands.close_room(call.world, call.thing.room.id, call.act)
    return Answer()


async def _view(call: Call[World, Any], room: Room, span: Span | None = None) -> RoomView:
    world = call.world
    standings = await world.directory.standings(call.caller, room.organisation_id)
    people = await world.directory.refs([room.keeper_id] if room.keeper_id else [])
    organisations = await world.directory.organisation_refs([room.organisation_id])
    manages = Standing.ADMINISTRATOR in standings
    taken = await bookings_between(world.store, room.id, span) if span else None
    return RoomView(
        id=room.id,
        organisation=organisations[room.organisation_id],
        name=room.name,
        location=room.location,
        zone=room.zone,
        capacity=room.capacity,
        seats=room.seats,
        equipment=list(room.equipment),
        keeper=people[room.keeper_id] if room.keeper_id else None,
        needs_approval=room.needs_approval,
        free=None if taken is None else not taken,
        may_manage=manages,
        may_keep=manages or room.keeper_id == call.caller.person_id,
    )


def _crowded(booking: Booking) -> CrowdedBooking:
    return CrowdedBooking(starts_at=to_text(booking.starts_at), ends_at=to_text(booking.ends_at), people=booking.people)
