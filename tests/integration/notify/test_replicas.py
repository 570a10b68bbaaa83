"""Two replicas on one store: one hears the facts, and streams at either tell of them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from services.notify.app import build
from services.notify.feeds.model import person_feed
from services.notify.feeds.store import Feeds
from services.notify.stream import hub
from services.notify.world import World
from shared.app import Kit, Service
from shared.events import gateway
from shared.events.gateway import SessionEnded
from shared.events.meeting import AgendaItemAdded
from shared.store.port import StoreAway
from tests.factories.facts import item_facts
from tests.factories.installation import Installation, installation
from tests.integration.notify.saying import call, draft, say_of_meeting
from tests.integration.notify.stream import stream
from tests.integration.notify.test_live_stream import place_changed, until_place


def deaf(kit: Kit) -> Service:
    """A replica whose part of the facts the other one hears."""
    service = build(kit)
    service.reactions = ()
    return service


@pytest.fixture
async def replica(hop: Installation, tmp_path: Path) -> AsyncIterator[Installation]:
    await draft(hop)
    await call(hop)
    async with installation(tmp_path, deaf) as running:
        yield running


async def test_stream_at_a_replica_tells_what_another_one_heard(hop: Installation, replica: Installation) -> None:
    async with stream(replica.person("an")) as tablet:
        await place_changed(hop, "Phòng 2")
        await until_place(tablet, "Phòng 2")


async def test_stream_at_a_replica_that_is_never_idle_tells_what_another_one_heard(
    hop: Installation, replica: Installation
) -> None:
    world: World = replica.services[0].world
    [one, *_] = await world.feeds.after(person_feed("an"), 0) or []

    async def never_idle() -> None:
        while True:
            world.hub.stir(person_feed("an"), one)
            await asyncio.sleep(hub.LOOK_AGAIN / 20)

    async with stream(replica.person("an")) as tablet:
        busy = asyncio.create_task(never_idle())
        await place_changed(hop, "Phòng 2")
        await until_place(tablet, "Phòng 2")
        busy.cancel()


async def test_stream_tells_what_came_while_its_replica_had_no_store(
    hop: Installation, replica: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For longer than clocks of replicas differ."""
    monkeypatch.setattr(hub, "LOOK_BACK", timedelta(0))
    monkeypatch.setattr(hub, "LOOK_AGAIN", 0.05)
    feeds: Feeds = replica.services[0].world.feeds
    recent, away, missed = feeds.recent, True, asyncio.Event()

    async def recent_unless_away(since: datetime) -> dict[str, int]:
        if away:
            missed.set()
            raise StoreAway
        return await recent(since)

    async with stream(replica.person("an")) as tablet:
        monkeypatch.setattr(feeds, "recent", recent_unless_away)
        await place_changed(hop, "Phòng 2")
        missed.clear()
        await missed.wait()
        away = False
        await until_place(tablet, "Phòng 2")


async def test_stream_goes_on_at_another_replica(hop: Installation, replica: Installation) -> None:
    async with stream(hop.person("an")) as tablet:
        pass
    await say_of_meeting(hop, AgendaItemAdded(item=item_facts("i1")))
    async with stream(replica.person("an"), tablet.mark) as resumed:
        assert [one["id"] for one in resumed.facts] == ["i1"]


async def test_stream_that_came_from_another_replica_hears_nothing_twice(
    hop: Installation, replica: Installation
) -> None:
    """This one follows the meeting for somebody else, and has not looked since."""
    async with stream(hop.person("an")) as tablet:
        pass
    async with stream(replica.person("binh")):
        await say_of_meeting(hop, AgendaItemAdded(item=item_facts("i1")))
        async with stream(replica.person("an"), tablet.mark) as resumed:
            await say_of_meeting(hop, AgendaItemAdded(item=item_facts("i2")))
            await resumed.until_fact("agenda_item", "i2")
            assert [one["id"] for one in resumed.facts] == ["i1", "i2"]


async def test_ended_session_ends_its_stream_at_every_replica(hop: Installation, replica: Installation) -> None:
    async with stream(replica.person("an")) as tablet:
        ended = SessionEnded(session_id="session-an", person_id="an")
        await hop.say(gateway.SOURCE, "session", "session-an", ended)
        await tablet.until_event("ended")
