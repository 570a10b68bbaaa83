"""Proposing a substitute, deciding about him, and what follows for his seat. Each saves one participation."""

from contextlib import suppress

from services.meeting.meetings.model import Meeting, MeetingOver, ReasonMissing
from services.meeting.meetings.store import MEETINGS
from services.meeting.participants.commands import check_called, seat_person
from services.meeting.participants.model import AlreadyTakesPart, ChairTakesPart, Participation, PersonUnknown
from services.meeting.substitutes.model import ItemNotTheirs
from services.meeting.world import World
from shared.aggregates import Act
from shared.audience import Part
from shared.ids import participation_id
from shared.membership import may_read_item
from shared.problems import NotFound
from shared.store.port import Document


async def propose_substitute(
    world: World, meeting_id: str, person_id: str, substitute_id: str, reason: str, act: Act
) -> None:
    """Raises PersonUnknown, AlreadyTakesPart, ChairTakesPart, SubstituteOfSubstitute, MeetingOver, ReasonMissing."""
    meeting = await check_called(world, meeting_id)
    if not reason:
        raise ReasonMissing
    if meeting.chair_id == person_id:
        raise ChairTakesPart
    await _check_fit(world, meeting, substitute_id)
    await world.participations.change(
        participation_id(meeting_id, person_id),
        lambda one: one.propose_substitute(substitute_id, reason, act.actor_id or "", act.at),
        act,
    )


async def withdraw_substitute(world: World, meeting_id: str, person_id: str, act: Act) -> None:
    """Raises SeatTaken, MeetingOver."""
    await check_called(world, meeting_id)
    await world.participations.change(
        participation_id(meeting_id, person_id), lambda one: one.withdraw_substitute(), act
    )


async def agree_to_substitute(
    world: World, meeting_id: str, person_id: str, substitute_id: str, items: tuple[str, ...], act: Act
) -> None:
    """`items` are restricted ones the delegate may read; where one stands in another, both have to be named.

    Raises SubstituteDecided, PersonUnknown when the substitute was deactivated meanwhile, AlreadyTakesPart.
    """
    meeting = await check_called(world, meeting_id)
    stored = await world.store.get(MEETINGS, meeting_id)
    assert stored is not None
    delegate = await world.participations.get(participation_id(meeting_id, person_id))
    if delegate.asks_for_substitute:
        await _check_fit(world, meeting, substitute_id)
        _check_items(stored.body, delegate, items)
    await world.participations.change(
        delegate.id,
        lambda one: one.agree_to_substitute(substitute_id, items, stored.body, act.actor_id or "", act.at),
        act,
    )


async def refuse_substitute(
    world: World, meeting_id: str, person_id: str, substitute_id: str, reason: str | None, act: Act
) -> None:
    """Raises SubstituteDecided."""
    await check_called(world, meeting_id)
    await world.participations.change(
        participation_id(meeting_id, person_id),
        lambda one: one.refuse_substitute(substitute_id, reason, act.actor_id or "", act.at),
        act,
    )


async def seat_substitute(world: World, delegate: Participation, act: Act) -> None:
    """Follows from the chair's agreement: seat first, then the items given along.

    Whoever got a seat of his own meanwhile, or was deactivated, cannot take this one: it goes back to the delegate.
    """
    given = delegate.substitution
    if given is None or not delegate.is_replaced:
        return
    person = await world.directory.people.get(given.person_id)
    try:
        if person is None or not person["active"]:
            raise PersonUnknown
        await seat_person(
            world,
            delegate.meeting_id,
            given.person_id,
            lambda one: one.join(
                delegate.role, in_place_of=delegate.person_id, items=given.item_ids, site_id=delegate.site_id
            ),
            act,
        )
    except (AlreadyTakesPart, PersonUnknown):
        await world.participations.change(delegate.id, lambda one: one.take_seat_back(given.person_id), act)
        return
    with suppress(MeetingOver):
        await world.meetings.change(
            delegate.meeting_id, lambda meeting: meeting.admit_to_items(given.item_ids, given.person_id), act
        )


async def return_seat(world: World, substitute: Participation, act: Act) -> None:
    """Follows when a substitute is taken out."""
    if substitute.in_place_of is None or not substitute.removed:
        return
    delegate_id = participation_id(substitute.meeting_id, substitute.in_place_of)
    with suppress(MeetingOver):
        await world.meetings.change(
            substitute.meeting_id,
            lambda meeting: meeting.dismiss_from_items(tuple(substitute.given_item_ids), substitute.person_id),
            act,
        )
    with suppress(NotFound):
        await world.participations.change(delegate_id, lambda one: one.take_seat_back(substitute.person_id), act)


async def _check_fit(world: World, meeting: Meeting, person_id: str) -> None:
    """Raises PersonUnknown, AlreadyTakesPart. Another delegate's open proposal of the same person says nothing."""
    person = await world.directory.people.get(person_id)
    if person is None or not person["active"]:
        raise PersonUnknown
    there = await world.participations.look_up(participation_id(meeting.id, person_id))
    if there is not None and not there.removed:
        raise AlreadyTakesPart


def _check_items(meeting: Document, delegate: Participation, items: tuple[str, ...]) -> None:
    """Raises ItemNotTheirs."""
    part = Part(delegate.role.value)
    known = {item["id"] for item in meeting["items"] if may_read_item(item, part, delegate.person_id)}
    if not known.issuperset(items):
        raise ItemNotTheirs
