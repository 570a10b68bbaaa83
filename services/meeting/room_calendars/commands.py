"""Booking: a meeting asks, the room's calendar confirms or refuses, and the meeting hears of it.

Each step is right when it runs twice: a crash between two of them is made good by the fact that is heard again.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from services.meeting.legal_clock.model import due_after
from services.meeting.meetings.model import Meeting, MeetingOver
from services.meeting.room_calendars.model import Booking, RoomCalendar, RoomTaken, months_of
from services.meeting.room_calendars.store import CALENDARS, calendar_id
from services.meeting.rooms.model import Room
from services.meeting.world import World
from shared.aggregates import Act
from shared.events.meeting import BookingFacts, RoomRequest, Span
from shared.problems import Conflict, NotFound
from shared.store.port import every
from shared.words import RoomState

APPROVAL_DAYS = 2  # working days a keeper has, and never beyond the booking's own start


async def request_room(world: World, meeting_id: str, request: RoomRequest, act: Act) -> Meeting:
    """Raises NotFound for a room of another tree, RoomGone, MeetingOver, BookingTooLong. The calendar answers later."""
    room, meeting = await world.rooms.get(request.room_id), await world.meetings.get(meeting_id)
    path = await world.directory.path_of(meeting.organisation_id)
    if path[:1] != [room.root_id]:
        raise NotFound
    room.check_active()
    return await world.meetings.change(meeting_id, lambda meeting: meeting.request_room(request), act)


async def give_room_up(world: World, meeting_id: str, act: Act) -> Meeting:
    return await world.meetings.change(meeting_id, lambda meeting: meeting.give_room_up(), act)


async def settle_room(world: World, meeting_id: str, act: Act) -> None:
    """Makes the calendars agree with what the meeting wants now, and answers it if it asks."""
    meeting = await world.meetings.get(meeting_id)
    request, wanted = meeting.room, [list(one) for one in meeting.wanted_calendars()]
    for room_id, month in [held for held in meeting.held_in if held not in wanted]:
        await _free(world, room_id, month, meeting_id, act)
    if request is None or request.state is not RoomState.REQUESTED or not wanted:
        if meeting.held_in != wanted:
            await world.meetings.change(meeting_id, lambda one: one.forget_calendars(wanted), act)
        return
    room = await world.rooms.look_up(request.room_id)
    answer = await _ask(world, meeting, request, room, act)
    with suppress(MeetingOver):
        await world.meetings.change(meeting_id, lambda one: one.answer_room(answer, room.place if room else ""), act)


async def settle_booking(world: World, fact: BookingFacts, act: Act) -> None:
    """What the keeper said, or that nobody said anything, comes to the meeting."""
    if fact.meeting_id is None:
        return
    room = await world.rooms.get(fact.room_id)

    def decide(meeting: Meeting) -> None:
        request = meeting.room
        if request and (request.room_id, request.number) == (fact.room_id, fact.number):
            meeting.answer_room(request.model_copy(update={"state": fact.state, "reason": fact.reason}), room.place)

    with suppress(MeetingOver):
        await world.meetings.change(fact.meeting_id, decide, act)


async def decide_booking(
    world: World, room_id: str, meeting_id: str, span: Span, agreed: bool, reason: str | None, act: Act
) -> None:
    """Raises NotFound."""
    for month in months_of(span):
        await world.calendars.change(
            calendar_id(room_id, month), lambda one: one.decide(meeting_id, agreed, reason), act
        )


async def block_room(world: World, room: Room, block: Booking, act: Act) -> None:
    """For maintenance. Raises RoomTaken, BookingTooLong."""
    await _book_all(world, room.id, block, act)


async def unblock_room(world: World, room_id: str, block_id: str, act: Act) -> None:
    """One that is gone already stays gone."""
    async for stored in every(world.store, CALENDARS, "by_room", room_id):
        calendar = RoomCalendar.load(stored)
        if any(one.id == block_id and one.meeting_id is None for one in calendar.bookings):
            await world.calendars.change(calendar.id, lambda one: one.free(block_id), act)


async def expire_bookings(world: World) -> None:
    """Those whose keeper did not decide in time."""
    now = world.clock.now()
    until = (now + timedelta(microseconds=1)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    while page := (await world.store.find(CALENDARS, "by_lapse", 1, until=until)).items:
        for stored in page:
            await world.calendars.change(stored.id, lambda one: one.expire(now), Act(now))


async def _ask(world: World, meeting: Meeting, request: RoomRequest, room: Room | None, act: Act) -> RoomRequest:
    """The request with the calendar's answer in it."""
    if room is None or not room.active:
        return request.model_copy(update={"state": RoomState.REFUSED, "gone": True})
    waits = room.needs_approval and room.keeper_id != act.actor_id
    booking = Booking(
        id=meeting.id,
        meeting_id=meeting.id,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        state=RoomState.REQUESTED if waits else RoomState.CONFIRMED,
        expires_at=_lapse(world, meeting, room, act.at) if waits else None,
        **request.model_dump(include={"number", "services", "note", "people"}),
    )
    try:
        await _book_all(world, room.id, booking, act)
    except RoomTaken as taken:
        return request.model_copy(update={"state": RoomState.REFUSED, "taken": taken.span})
    return request.model_copy(update={"state": booking.state})


async def _book_all(world: World, room_id: str, booking: Booking, act: Act) -> None:
    """All months or none; an earlier month is freed when a later one refuses."""
    booked: list[str] = []
    for month in months_of(booking):
        try:
            await _book(world, room_id, month, booking, act)
        except RoomTaken:
            for earlier in [*booked, month]:
                await _free(world, room_id, earlier, booking.id, act)
            raise
        booked.append(month)


async def _book(world: World, room_id: str, month: str, booking: Booking, act: Act) -> None:
    """However many want the calendar, each decides on its newest state."""
    there = calendar_id(room_id, month)
    while True:
        calendar = await world.calendars.look_up(there)
        fresh = calendar is None
        calendar = calendar or RoomCalendar(id=there, room_id=room_id, month=month)
        calendar.book(booking)
        if not calendar.facts:
            return
        try:
            if not fresh:
                await world.calendars.save(calendar, act)
            elif await world.calendars.add(calendar, act) is not calendar:
                continue
        except Conflict:
            continue
        return


async def _free(world: World, room_id: str, month: str, booking_id: str, act: Act) -> None:
    with suppress(NotFound):
        await world.calendars.change(calendar_id(room_id, month), lambda one: one.free(booking_id), act)


def _lapse(world: World, meeting: Meeting, room: Room, now: datetime) -> datetime:
    return min(due_after(world.calendar, now, room.zone, APPROVAL_DAYS), meeting.starts_at)
