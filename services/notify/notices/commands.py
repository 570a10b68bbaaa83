"""Plans who hears of a fact: one mail, one push per device and one inbox entry per person, each under its own id.

The ids follow from fact, person (or device) and channel, so planning twice adds nothing. A whole hall is planned as a
job beside the reaction, which goes on hearing: thirty papers released at once to 1,586 people are 47,580 entries.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.notify.audiences.commands import all_members, members_among
from services.notify.audiences.duties import on_duty_among
from services.notify.audiences.preparers import preparers_among
from services.notify.deliveries.model import Delivery, most_attempts
from services.notify.inbox.commands import put_into_inbox
from services.notify.inbox.model import InboxEntry
from services.notify.notices.model import (
    GATHERED,
    LEAVING,
    OF_PAPERS,
    TO_DUTY,
    TO_UNIT,
    WANT_MEMBERS,
    Situation,
    Template,
    may_wait,
    occasion_of,
    rows_of,
)
from services.notify.subscriptions.commands import devices_of
from services.notify.world import World
from shared import tracing
from shared.aggregates import Act
from shared.clock import from_text
from shared.events.documents import Reviewed, VersionRefused
from shared.events.envelope import Event
from shared.events.meeting import InvitationAnswered, PapersAsked, SubstituteAgreed, SubstituteProposed
from shared.groups import task_group
from shared.ids import derived_id
from shared.store.port import Document
from shared.words import Channel

AT_ONCE = 32
HALL = 100  # people; more are planned by a job
PIECE = 50  # people of one row of that job

PLANNING = "notice"  # the kind of job
_TOLD_OF = (InvitationAnswered, SubstituteProposed, SubstituteAgreed)


class Notice(BaseModel):
    """A row of the table applied to one event, as JSON in the job that plans it for a hall."""

    model_config = ConfigDict(frozen=True)

    template: Template
    channels: tuple[Channel, ...]
    event: Event
    meeting: Mapping[str, Any]
    about_id: str | None
    document_id: str
    changed: tuple[str, ...] = ()
    note: str = ""
    item_id: str = ""
    site: Mapping[str, Any] | None = None


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
        if not (people := list(dict.fromkeys(row.audience(situation)))):
            continue
        notice = Notice(
            template=row.template,
            channels=row.channels,
            event=event,
            meeting=_told_of(situation, row.template),
            about_id=_about(situation),
            document_id=_document_id(situation),
            changed=tuple(getattr(situation.fact, "changed", ())),
            note=_note(row.template, situation),
            item_id=_item_id(situation),
            site=_site(situation),
        )
        await (_plan(world, notice, people) if len(people) <= HALL else _begin_planning(world, notice, people))


def _told_of(situation: Situation, template: Template) -> Document:
    """Whoever is taken out by a fact hears nothing that the same fact says."""
    assert situation.meeting is not None
    meeting = situation.header_before if template in LEAVING and situation.header_before else situation.meeting
    return {name: value for name, value in meeting.items() if name not in {"items", "_heard"}}


async def _begin_planning(world: World, notice: Notice, people: Sequence[str]) -> None:
    """The same fact heard again finds the job that is there, with the people who were concerned the first time."""
    pieces = [people[start : start + PIECE] for start in range(0, len(people), PIECE)]
    job_id = derived_id(PLANNING, notice.event.id, notice.template)
    act = Act(world.clock.now(), cause_id=notice.event.id)
    await world.jobs.begin(job_id, PLANNING, notice.model_dump(mode="json"), pieces, act)


async def plan_piece(world: World, about: Document, people: Sequence[str]) -> None:
    """A row of the job. Whoever has left the meeting meanwhile is passed over, as in the reaction itself."""
    await _plan(world, Notice.model_validate(about), people)


async def _plan(world: World, notice: Notice, people: Sequence[str]) -> None:
    gate = asyncio.Semaphore(AT_ONCE)
    if notice.template in TO_UNIT:
        people = await preparers_among(world, notice.meeting["id"], notice.item_id, people)
    elif notice.template in TO_DUTY:
        ended = notice.template is Template.DUTY_ENDED
        manning = await on_duty_among(world, notice.meeting["id"], people)
        people = [person_id for person_id in people if (person_id in manning) is not ended]
    else:
        members = await members_among(world, notice.meeting["id"], people)
        leaving = notice.template in LEAVING
        people = [person_id for person_id in people if (person_id in members) is not leaving]

    async def one(person_id: str) -> None:
        async with gate:
            await _notify_person(world, notice, person_id)

    async with task_group() as tasks:
        for person_id in people:
            tasks.create_task(one(person_id))
    world.planned.set()


async def _notify_person(world: World, notice: Notice, person_id: str) -> None:
    meeting_id = notice.meeting["id"]
    if notice.template in LEAVING:
        await world.audiences.depart(meeting_id, person_id, notice.event.id)
    cause = await _cause(world, notice, person_id)
    act = Act(world.clock.now(), cause_id=notice.event.id)
    for channel in notice.channels:
        delivery_id = _delivery_id(cause, person_id, channel)
        own = person_id == notice.event.actor
        if channel is Channel.MAIL and not (own and notice.template in OF_PAPERS):
            await world.deliveries.add(await _delivery(world, notice, person_id, delivery_id), act)
        elif channel is Channel.PUSH and not own:
            await _push_to_devices(world, notice, person_id, cause, act)
        elif channel is Channel.INBOX and (not own or notice.template is Template.PAPER_REFUSED):
            await put_into_inbox(world, _entry(notice, person_id, delivery_id), act)


async def _push_to_devices(world: World, notice: Notice, person_id: str, cause: Cause, act: Act) -> None:
    """A delivery for each, as one may be away while another is not."""
    for device in await devices_of(world, person_id):
        delivery_id = _delivery_id(cause, device.id, Channel.PUSH)
        await world.deliveries.add(await _delivery(world, notice, person_id, delivery_id, device.id), act)


async def _cause(world: World, notice: Notice, person_id: str) -> Cause:
    """An invitation belongs to the meeting's call, however we came to know that this person takes part.

    The facts of call and participation may arrive in any order, and both lead here; who was taken out and comes back
    is invited anew.
    """
    event, meeting_id = notice.event, notice.meeting["id"]
    if notice.template is not Template.MEETING_CALLED:
        return Cause(f"{event.id} {notice.template}", event.time)
    involvement = await world.audiences.involvements.get(meeting_id)
    call = involvement["call"] if involvement else None
    if call is None:
        return Cause(event.id, event.time)
    departures = await world.audiences.departures(meeting_id, person_id)
    return Cause(f"{call['id']} {departures}", from_text(call["time"]))


def _delivery_id(cause: Cause, to: str, channel: Channel) -> str:
    """`to` is a person or a device. Begins with the fact's time, so that ids sort by it."""
    return f"{cause.at:%Y%m%d%H%M%S%f}-{derived_id(cause.key, to, channel)}"


async def _delivery(world: World, notice: Notice, person_id: str, delivery_id: str, session_id: str = "") -> Delivery:
    """A push to the device of `session_id`, else a mail."""
    now = world.clock.now()
    channel = Channel.PUSH if session_id else Channel.MAIL
    gathered = bool(world.digest) and notice.template in GATHERED
    waits = may_wait(notice.template, notice.meeting, now)
    return Delivery(
        id=delivery_id,
        at=notice.event.time,
        recorded_at=notice.event.recordedtime,
        person_id=person_id,
        session_id=session_id,
        channel=channel,
        last_attempt=most_attempts(channel),
        template=notice.template,
        meeting_id=notice.meeting["id"],
        document_id=notice.document_id,
        changed=notice.changed,
        note=notice.note,
        path=await world.directory.path_of_person(person_id),
        item_id=notice.item_id,
        site_id=_site_id(notice),
        occasion=occasion_of(notice.template, notice.meeting),
        subject=_subject(notice),
        next_attempt_at=now + world.digest if waits else now,
        meant_for=notice.event.recorded_at + (world.digest if waits else timedelta()),
        bundle=derived_id("bundle", notice.meeting["id"], session_id or person_id) if gathered else "",
        traceparent=tracing.carried(),
    )


def _entry(notice: Notice, person_id: str, delivery_id: str) -> InboxEntry:
    return InboxEntry(
        id=delivery_id,
        at=notice.event.time,
        recorded_at=notice.event.recordedtime,
        fact_id=notice.event.id,
        person_id=person_id,
        kind=notice.template,
        meeting_id=notice.meeting["id"],
        document_id=notice.document_id,
        about_id=notice.about_id,
        note=notice.note,
        item_id=notice.item_id,
        site_id=_site_id(notice),
        subject=_subject(notice),
    )


def _subject(notice: Notice) -> Document | None:
    """Kept for one who is out of the meeting: he may know what he knew, and nothing newer."""
    if notice.template is Template.DUTY_ENDED:
        return {**notice.meeting, "sites_left": [notice.site]}
    if notice.template not in LEAVING:
        return None
    return dict(notice.meeting)


def _site(situation: Situation) -> Mapping[str, Any] | None:
    site = situation.site
    return {name: value for name, value in site.items() if name != "_heard"} if site else None


def _site_id(notice: Notice) -> str:
    """Of a notice that tells of one site to those who know the meeting."""
    return str(notice.site["id"]) if notice.site and notice.template not in TO_DUTY else ""


def _note(template: Template, situation: Situation) -> str:
    """The secretary's word, or why there is no room."""
    if template is Template.ROOM_REFUSED:
        return str(situation.fact.meeting.room.reason or "")
    return str(getattr(situation.fact, "note", ""))


def _about(situation: Situation) -> str | None:
    fact = situation.fact
    return fact.participation.person_id if isinstance(fact, _TOLD_OF) else None


def _document_id(situation: Situation) -> str:
    fact = situation.fact
    if isinstance(fact, VersionRefused):
        return fact.document_id
    return situation.document["id"] if situation.document else ""


def _item_id(situation: Situation) -> str:
    """Of a notice to the unit that owns it."""
    fact = situation.fact
    if isinstance(fact, Reviewed):
        return fact.document.item_id or ""
    return str(fact.item.id) if isinstance(fact, PapersAsked) else ""
