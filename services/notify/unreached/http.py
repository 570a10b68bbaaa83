"""Whom messages did not reach: for secretaries those of their meetings, for administrators whose address is wrong."""

from typing import Any

from typing_extensions import TypedDict

from services.notify.audiences.commands import trusted_member
from services.notify.deliveries.http import administered, administered_bodies
from services.notify.deliveries.model import Delivery
from services.notify.unreached import commands
from services.notify.unreached.commands import Missed
from services.notify.world import World
from shared.clock import to_text
from shared.directory import PersonRef
from shared.http import Answer, Call, Found, Routes
from shared.permissions import Permission, Standing
from shared.problems import NotFound


class UnreachedMeeting(TypedDict):
    id: str
    title: str
    starts_at: str
    zone: str


class UnreachedPerson(TypedDict):
    """`reason` is a code, of the newest message; `count` messages were given up, the first about a fact of `since`."""

    person: PersonRef
    count: int
    reason: str
    since: str


class Unreached(TypedDict):
    meeting: UnreachedMeeting
    people: list[UnreachedPerson]


class UnreachedPeople(TypedDict):
    items: list[UnreachedPerson]


class UnreachedList(TypedDict):
    items: list[Unreached]


async def _anybody(call: Call[World, Any]) -> Found[None]:
    return Found(None, frozenset({Standing.PERSON}))


async def _meeting(call: Call[World, Any]) -> Found[str]:
    """Raises NotFound."""
    member = await trusted_member(call.world, call.path("meeting"), call.caller.person_id)
    if member is None:
        raise NotFound
    return Found(member.meeting["id"], member.standings)


routes = Routes(_meeting)


@routes.get("/api/unreached", Permission.LIST_MEETINGS, answer=UnreachedList, resolve=_anybody)
async def list_unreached(call: Call[World, None]) -> Answer:
    """In the meetings the caller is secretary of: names, without what was to be said. Empty when all were reached."""
    found = await commands.missed_in_meetings_of(call.world, call.caller.person_id)
    people = await call.world.directory.refs(person_id for missed in found for person_id in missed.people)
    return Answer(UnreachedList(items=[_view(missed, people) for missed in found]))


@routes.get("/api/unreached-people", Permission.READ_DELIVERIES, answer=UnreachedPeople, resolve=administered)
async def list_unreached_people(call: Call[World, None]) -> Answer:
    """Of the administered bodies, whose address takes no mail. Another address sends what was given up again."""
    missed = await commands.missed_for_address(call.world, administered_bodies(call.caller))
    people = await call.world.directory.refs(missed)
    return Answer(UnreachedPeople(items=[_person(people[key], deliveries) for key, deliveries in missed.items()]))


@routes.post("/api/meetings/{meeting}/unreached/attempts", Permission.REACH_PARTICIPANTS)
async def try_unreached_again(call: Call[World, str]) -> Answer:
    """All messages of the meeting that were given up are attempted anew, those overtaken meanwhile withdrawn."""
    await commands.try_all_again(call.world, call.thing, call.act)
    return Answer()


@routes.delete("/api/meetings/{meeting}/unreached/{person}", Permission.REACH_PARTICIPANTS)
async def settle_unreached(call: Call[World, str]) -> Answer:
    """The person was told another way, such as by telephone."""
    await commands.settle(call.world, call.thing, call.path("person"), call.act)
    return Answer()


def _view(missed: Missed, people: dict[str, PersonRef]) -> Unreached:
    meeting = missed.meeting
    return Unreached(
        meeting=UnreachedMeeting(
            id=meeting["id"], title=meeting["title"], starts_at=meeting["starts_at"], zone=meeting["zone"]
        ),
        people=[_person(people[key], deliveries) for key, deliveries in missed.people.items()],
    )


def _person(person: PersonRef, deliveries: list[Delivery]) -> UnreachedPerson:
    return UnreachedPerson(
        person=person,
        count=len(deliveries),
        reason=deliveries[-1].reason or "",
        since=to_text(deliveries[0].at),
    )
