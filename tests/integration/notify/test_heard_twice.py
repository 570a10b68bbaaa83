"""A crash between effect and mark makes a handler run again for its event: nothing may be said or kept twice."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from services.notify import reactions
from services.notify.app import build
from services.notify.feeds.model import meeting_feed, person_feed
from shared.app import Kit, Service
from shared.clock import SetClock
from shared.events.documents import DocumentChanged, DocumentRecalled
from shared.events.envelope import Event
from shared.events.meeting import (
    AgendaItemAdded,
    AgendaItemChanged,
    InvitationAnswered,
    MeetingChanged,
    MeetingPostponed,
    ParticipantAdded,
    ParticipantRemoved,
)
from shared.words import Reply
from tests.factories.facts import item_facts, meeting_facts, participation_facts
from tests.factories.installation import Installation, installation, until
from tests.integration.notify.conftest import PEOPLE, populate
from tests.integration.notify.postbox import read_mails
from tests.integration.notify.saying import (
    call,
    document_facts,
    draft,
    release,
    say_of_document,
    say_of_meeting,
    say_of_participant,
)
from tests.integration.notify.test_report_letters import made


async def history(hop: Installation) -> None:
    """Something of everything."""
    await draft(hop)
    await say_of_meeting(hop, AgendaItemAdded(item=item_facts("i1", presenter_ids=["outsider"])))
    await call(hop)
    await release(hop, "d1", item_id="i1")
    await release(hop, "d2", "delegate:an")
    declined = participation_facts("an").model_copy(update={"reply": Reply.DECLINED, "reason": "Đi công tác"})
    await say_of_participant(hop, "an", InvitationAnswered(participation=declined))
    await say_of_document(hop, "d1", DocumentChanged(document=document_facts("d1", "delegate:an", item_id="i1")))
    only_binh = {"guests": False, "people": ["binh"]}
    await say_of_meeting(hop, AgendaItemChanged(item=item_facts("i1", audience=only_binh)))
    await say_of_participant(hop, "binh", ParticipantRemoved(participation=participation_facts("binh")))
    await say_of_participant(hop, "binh", ParticipantAdded(participation=participation_facts("binh")))
    moved: dict[str, Any] = {"place": "Phòng 2", "secretary_ids": ["guest"]}
    changed = meeting_facts(**moved, calendar_sequence=1)
    await say_of_meeting(hop, MeetingChanged(meeting=changed, changed=("place", "secretary_ids")))
    recalled = document_facts("d2", "delegate:an", released=False)
    await say_of_document(hop, "d2", DocumentRecalled(document=recalled, reason="Sai"))
    await made(hop, "an", "binh")
    postponed = meeting_facts(**moved, state="postponed", state_reason="Bão", calendar_sequence=2)
    await say_of_meeting(hop, MeetingPostponed(meeting=postponed))


async def outcome(hop: Installation) -> dict[str, Any]:
    """All that notify keeps and shows; what one fact adds for several people has no order among itself."""
    world = hop.services[0].world
    administrator = hop.person("root", ("administrator", "o1"))

    async def decided() -> bool:
        listed = await administrator.get("/api/deliveries?limit=200")
        return {one["state"] for one in listed["items"]} <= {"sent", "withdrawn"}

    await until(decided)
    listed = (await administrator.get("/api/deliveries?limit=200"))["items"]
    feeds = [meeting_feed("m1"), *(person_feed(one) for one in PEOPLE)]
    return {
        "deliveries": sorted((one["id"], one["template"], one["recipient"]["id"]) for one in listed),
        "inbox": {one: await hop.person(one).get("/api/inbox") for one in PEOPLE},
        "feeds": {
            feed: sorted(f"{one.type} {one.reference}" for one in await world.feeds.after(feed, 0)) for feed in feeds
        },
        "departures": {one: await world.audiences.departures("m1", one) for one in PEOPLE},
        "mails": len({str(mail["Message-ID"]) for mail in await read_mails(hop)}) - len(await read_mails(hop)),
    }


async def run(folder: Path, builder: Callable[[Kit], Service]) -> dict[str, Any]:
    clock = SetClock(datetime(2030, 11, 20, 2, 0, tzinfo=UTC))
    async with installation(folder, builder, clock=clock) as hop:
        await populate(hop)
        await history(hop)
        assert await hop.services[0].world.reactions.parked() == []
        return await outcome(hop)


async def test_each_fact_handled_twice_leaves_what_once_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    once = await run(tmp_path / "once", build)
    handler = reactions._handler

    def twice(*arguments: Any) -> Any:
        hear = handler(*arguments)

        async def hear_twice(fact: Any, event: Event) -> None:
            await hear(fact, event)
            await hear(fact, event)

        return hear_twice

    monkeypatch.setattr(reactions, "_handler", twice)
    assert await run(tmp_path / "twice", build) == once


async def test_facts_of_different_aggregates_in_another_order_invite_the_same_people(tmp_path: Path) -> None:
    invited = []
    for folder, late in (("in order", False), ("inverted", True)):
        async with installation(tmp_path / folder, build) as hop:
            await populate(hop)
            if late:
                await call(hop)
            for person_id in ("an", "binh", "chair"):
                await say_of_participant(hop, person_id, ParticipantAdded(participation=participation_facts(person_id)))
            if not late:
                await call(hop)
            listed = await hop.person("root", ("administrator", "o1")).get("/api/deliveries")
            invited.append(sorted(one["recipient"]["id"] for one in listed["items"]))
    assert invited == [["an", "binh", "chair", "secretary"]] * 2
