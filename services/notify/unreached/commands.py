"""Whom messages did not reach: told to a meeting's secretaries by name, without what was to be said.

Administrators, who keep the addresses, are told of all whose address takes no mail.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.notify.audiences.commands import trusted_member
from services.notify.deliveries.commands import try_again
from services.notify.deliveries.model import AlreadyDecided, Delivery, DeliveryState, Reason
from services.notify.deliveries.store import DELIVERIES
from services.notify.notices.model import ELSEWHERE
from services.notify.world import World
from shared.aggregates import Act
from shared.clock import from_text
from shared.permissions import Standing
from shared.store.port import Document, every
from shared.words import Channel, MeetingState

MOST = 1000  # newest deliveries that are looked through for one body
_OF_ADDRESS = {Reason.NO_ADDRESS, Reason.ADDRESS_INVALID, Reason.MAILBOX_REFUSED, Reason.MAIL_RETURNED}


@dataclass(frozen=True, slots=True)
class Missed:
    """A meeting and, by person, the deliveries that were given up, oldest first."""

    meeting: Document
    people: dict[str, list[Delivery]]


async def missed_in_meetings_of(world: World, secretary_id: str) -> list[Missed]:
    """Of the meetings that person is secretary of and that are not over, by their begin."""
    ids = await world.audiences.involved_in(secretary_id)
    meetings = await world.membership.meetings.get_many(ids)
    now = world.clock.now()
    led = [one for one in meetings.values() if secretary_id in one.get("secretary_ids", ()) and _is_ahead(one, now)]
    missed = [
        Missed(one, await missed_in(world, one["id"])) for one in led if await _is_secretary(world, one, secretary_id)
    ]
    return sorted((one for one in missed if one.people), key=lambda one: str(one.meeting["starts_at"]))


async def missed_in(world: World, meeting_id: str) -> dict[str, list[Delivery]]:
    people: dict[str, list[Delivery]] = {}
    async for stored in every(world.store, DELIVERIES, "parked_in", meeting_id):
        delivery = Delivery.load(stored)
        people.setdefault(delivery.person_id, []).append(delivery)
    return people


async def missed_for_address(world: World, bodies: Iterable[str]) -> dict[str, list[Delivery]]:
    """By person of the bodies and all below them, what was given up for want of an address that takes mail."""
    found: dict[str, Delivery] = {}
    for body in bodies:
        page = await world.store.find(
            DELIVERIES, "below_by_state", DeliveryState.PARKED, each=body, limit=MOST, descending=True
        )
        deliveries = (Delivery.load(stored) for stored in page.items)
        found |= {one.id: one for one in deliveries if _is_of_own_address(one)}
    people: dict[str, list[Delivery]] = {}
    for delivery in sorted(found.values(), key=lambda one: one.id):
        people.setdefault(delivery.person_id, []).append(delivery)
    return people


async def try_all_again(world: World, meeting_id: str, act: Act) -> None:
    for deliveries in (await missed_in(world, meeting_id)).values():
        await _try_each_again(world, deliveries, act)


async def settle(world: World, meeting_id: str, person_id: str, act: Act) -> None:
    """The person was told another way; what was given up is withdrawn. Done again it changes nothing."""

    def withdraw(delivery: Delivery) -> None:
        if delivery.state is DeliveryState.PARKED:
            delivery.withdraw()

    for delivery in (await missed_in(world, meeting_id)).get(person_id, []):
        await world.deliveries.change(delivery.id, withdraw, act)


async def try_corrected_address(world: World, person_id: str, act: Act) -> None:
    """What was given up for want of an address that takes mail, but for meetings that are over."""
    found = every(world.store, DELIVERIES, "parked_to", person_id)
    deliveries = [one async for stored in found if (one := Delivery.load(stored)).reason in _OF_ADDRESS]
    meetings = await world.membership.meetings.get_many([one.meeting_id for one in deliveries if one.meeting_id])
    now = world.clock.now()
    over = {key for key, meeting in meetings.items() if not _is_ahead(meeting, now)}
    await _try_each_again(world, (one for one in deliveries if one.meeting_id not in over), act)


async def _try_each_again(world: World, deliveries: Iterable[Delivery], act: Act) -> None:
    for delivery in deliveries:
        try:
            await try_again(world, delivery, act)
        except AlreadyDecided:
            continue  # by somebody else meanwhile


def _is_of_own_address(delivery: Delivery) -> bool:
    is_own = delivery.channel is Channel.MAIL and delivery.template not in ELSEWHERE
    return is_own and delivery.reason in _OF_ADDRESS


def _is_ahead(meeting: Document, now: datetime) -> bool:
    """Also of one that was cancelled: who does not know it comes."""
    return meeting["state"] != MeetingState.CLOSED and from_text(meeting["ends_at"]) > now


async def _is_secretary(world: World, meeting: Document, person_id: str) -> bool:
    member = await trusted_member(world, meeting["id"], person_id)
    return member is not None and Standing.SECRETARY in member.standings
