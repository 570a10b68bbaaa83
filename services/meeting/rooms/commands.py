"""What is done to rooms."""

from typing import Any

from services.meeting.meetings.commands import PeopleUnknown
from services.meeting.room_calendars.model import Booking
from services.meeting.room_calendars.store import bookings_from
from services.meeting.rooms.model import Room, RoomInUse
from services.meeting.world import World
from shared.aggregates import Act


async def add_room(world: World, room: Room, act: Act) -> Room:
    """Raises PeopleUnknown, SeatsBeyondCapacity."""
    await _check_keeper(world, room.keeper_id)
    room.add()
    return await world.rooms.add(room, act)


async def change_room(world: World, room_id: str, fields: dict[str, Any], act: Act) -> tuple[Room, list[Booking]]:
    """With the bookings ahead for more people than the room now holds: they stand, and their secretaries see it."""
    await _check_keeper(world, fields.get("keeper_id"))
    room = await world.rooms.change(room_id, lambda one: one.change(fields), act)
    ahead = await bookings_from(world.store, room_id, act.at)
    return room, [booking for booking in ahead if booking.people > room.capacity]


async def close_room(world: World, room_id: str, act: Act) -> None:
    """Raises RoomInUse. A wish that is on its way meets a closed room and is refused."""
    if await bookings_from(world.store, room_id, act.at):
        raise RoomInUse
    await world.rooms.change(room_id, lambda one: one.close(), act)


async def _check_keeper(world: World, person_id: str | None) -> None:
    if person_id is not None:
        person = await world.directory.people.get(person_id)
        if person is None or not person["active"]:
            raise PeopleUnknown(people=[person_id])
