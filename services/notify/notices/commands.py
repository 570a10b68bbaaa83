"""Plans who hears of a fact: one mail delivery and one inbox entry per person, each under an id of its own.

The ids follow from fact, person and channel, so planning twice adds nothing.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.notify.audiences.commands import all_members, members_among
from services.notify.deliveries.model import Delivery
from services.notify.inbox.commands import put_into_inbox
from services.notify.inbox.model import InboxEntry
from services.notify.notices.model import LEAVING, WANT_MEMBERS, Row, Situation, Template, rows_of
from services.notify.world import World
from shared.aggregates import Act
from shared.clock import from_text
from shared.events.documents import VersionRefused
from shared.events.envelope import Event
from shared.events.meeting import InvitationAnswered, SubstituteAgreed, SubstituteProposed
from shared.ids import derived_id
from shared.store.port import Document
from shared.words import Channel

AT_ONCE = 32
_TOLD_OF = (InvitationAnswered, SubstituteProposed, SubstituteAgreed)


@dataclass(frozen=True, slots=True)
class Notice:
    """A row of the table applied to one event."""

    row: Row
    event: Event
    meeting: Document
    about_id: str | None
    document_id: str


@dataclass(frozen=True, slots=True)
class Cause:
    """What makes the ids of one person's deliveries, and when it happened."""

    key: str
    at: datetime


async def give_notice(world: World, situation: Situation, event: Event) -> None:
    meeting = situation.meeting
    assert meeting is not None
    rows = list(rows_of(situation))
    if any(row.audience in WANT_MEMBERS for row in rows):
        situation = replace(situation, members=await all_members(world, meeting["id"]))
    for row in rows:
        notice = Notice(row, event, dict(meeting), _about(situation), _document_id(situation))
        await _plan(world, notice, row.audience(situation))
    world.planned.set()


async def _plan(world: World, notice: Notice, people: Sequence[str]) -> None:
    gate = asyncio.Semaphore(AT_ONCE)
    members = await members_among(world, notice.meeting["id"], people)
    leaving = notice.row.template in LEAVING
    people = [person_id for person_id in dict.fromkeys(people) if (person_id in members) is not leaving]

    async def one(person_id: str) -> None:
        async with gate:
            await _notify_person(world, notice, person_id)

    async with asyncio.TaskGroup() as tasks:
        for person_id in people:
            tasks.create_task(one(person_id))


async def _notify_person(world: World, notice: Notice, person_id: str) -> None:
    meeting_id = notice.meeting["id"]
    if notice.row.template in LEAVING:
        await world.audiences.depart(meeting_id, person_id, notice.event.id)
    cause = await _cause(world, notice, person_id)
    act = Act(world.clock.now(), cause_id=notice.event.id)
    for channel in notice.row.channels:
        delivery_id = _delivery_id(cause, person_id, channel)
        if channel is Channel.MAIL:
            await world.deliveries.add(await _delivery(world, notice, person_id, delivery_id), act)
        elif person_id != notice.event.actor or notice.row.fact is VersionRefused:
            await put_into_inbox(world, _entry(notice, person_id, delivery_id), act)


async def _cause(world: World, notice: Notice, person_id: str) -> Cause:
    """An invitation belongs to the meeting's call, however we came to know that this person takes part.

    The facts of call and participation may arrive in any order, and both lead here; who was taken out and comes back
    is invited anew.
    """
    event, meeting_id = notice.event, notice.meeting["id"]
    if notice.row.template is not Template.MEETING_CALLED:
        return Cause(f"{event.id} {notice.row.template}", event.time)
    involvement = await world.audiences.involvements.get(meeting_id)
    call = involvement["call"] if involvement else None
    if call is None:
        return Cause(event.id, event.time)
    departures = await world.audiences.departures(meeting_id, person_id)
    return Cause(f"{call['id']} {departures}", from_text(call["time"]))


def _delivery_id(cause: Cause, person_id: str, channel: Channel) -> str:
    """Begins with the fact's time, so that ids sort by it."""
    return f"{cause.at:%Y%m%d%H%M%S%f}-{derived_id(cause.key, person_id, channel)}"


async def _delivery(world: World, notice: Notice, person_id: str, delivery_id: str) -> Delivery:
    person = await world.directory.people.get(person_id)
    organisation = await world.directory.organisations.get(person["organisation_id"]) if person else None
    return Delivery(
        id=delivery_id,
        at=notice.event.time,
        person_id=person_id,
        template=notice.row.template,
        meeting_id=notice.meeting["id"],
        path=organisation["path"] if organisation else [],
        subject=_subject(notice),
        next_attempt_at=world.clock.now(),
    )


def _entry(notice: Notice, person_id: str, delivery_id: str) -> InboxEntry:
    return InboxEntry(
        id=delivery_id,
        at=notice.event.time,
        fact_id=notice.event.id,
        person_id=person_id,
        kind=notice.row.template,
        meeting_id=notice.meeting["id"],
        document_id=notice.document_id,
        about_id=notice.about_id,
        subject=_subject(notice),
    )


def _subject(notice: Notice) -> Document | None:
    """Kept for one who is out of the meeting: he may know what he knew, and nothing newer."""
    if notice.row.template not in LEAVING:
        return None
    return {name: value for name, value in notice.meeting.items() if name not in {"items", "_heard"}}


def _about(situation: Situation) -> str | None:
    fact = situation.fact
    return fact.participation.person_id if isinstance(fact, _TOLD_OF) else None


def _document_id(situation: Situation) -> str:
    fact = situation.fact
    if isinstance(fact, VersionRefused):
        return fact.document_id
    return situation.document["id"] if situation.document else ""
