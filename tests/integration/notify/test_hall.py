"""A hall hears of a paper: planned by a job beside the reaction, each person once, whatever ends in between."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.notify.app import build
from services.notify.inbox.commands import put_into_inbox
from services.notify.inbox.store import INBOX
from services.notify.notices import commands
from shared.clock import SetClock
from shared.events.meeting import ParticipantAdded
from shared.jobs import LEASE
from shared.store.port import every
from tests.factories.facts import participation_facts
from tests.factories.installation import Installation, installation, until
from tests.integration.notify.conftest import populate
from tests.integration.notify.saying import call, draft, release, say_of_participant

HALL, PIECE = 8, 5  # smaller than in the product; bench/notices.py measures a real one
CROWD = 20
BEFORE_THE_END = PIECE + 2
OF_DRAFT = {"an", "binh", "chair", "secretary"}


@pytest.fixture(autouse=True)
def small_hall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "HALL", HALL)
    monkeypatch.setattr(commands, "PIECE", PIECE)


async def fill(hop: Installation) -> set[str]:
    """Everybody who may read a paper for delegates."""
    await populate(hop)
    await draft(hop)
    await call(hop)
    crowd = [f"delegate-{number}" for number in range(CROWD)]
    for person_id in crowd:
        await say_of_participant(hop, person_id, ParticipantAdded(participation=participation_facts(person_id)))
    return OF_DRAFT | set(crowd)


async def told_of(hop: Installation, document_id: str) -> Counter[str]:
    store = hop.kit.backends.store
    return Counter([stored.body["person_id"] async for stored in every(store, INBOX, "by_document", document_id)])


async def test_everybody_in_a_hall_is_told_once(tmp_path: Path) -> None:
    async with installation(tmp_path, build) as hop:
        hall = await fill(hop)
        await release(hop, "d1")

        async def all_told() -> bool:
            return len(await told_of(hop, "d1")) == len(hall)

        await until(all_told)
        assert await told_of(hop, "d1") == dict.fromkeys(hall, 1)


async def test_facts_are_heard_while_a_hall_is_planned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stuck = asyncio.Event()

    async def wait(world: Any, entry: Any, act: Any) -> None:
        await stuck.wait()
        await put_into_inbox(world, entry, act)

    async with installation(tmp_path, build) as hop:
        await fill(hop)
        monkeypatch.setattr(commands, "put_into_inbox", wait)
        await release(hop, "d1")
        monkeypatch.setattr(commands, "put_into_inbox", put_into_inbox)
        await release(hop, "d2", "delegate:an")

        async def told() -> bool:
            return (await told_of(hop, "d2"))["an"] == 1

        await until(told)
        stuck.set()


async def test_planning_that_was_broken_off_goes_on_and_tells_nobody_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SetClock(datetime(2030, 11, 21, 3, tzinfo=UTC))
    told = 0

    async def break_off(world: Any, entry: Any, act: Any) -> None:
        nonlocal told
        if told == BEFORE_THE_END:
            await asyncio.Event().wait()
        told += 1
        await put_into_inbox(world, entry, act)

    async with installation(tmp_path, build, clock=clock) as hop:
        hall = await fill(hop)
        monkeypatch.setattr(commands, "put_into_inbox", break_off)
        await release(hop, "d1")

        async def begun() -> bool:
            return (await told_of(hop, "d1")).total() == BEFORE_THE_END

        await until(begun)
    monkeypatch.setattr(commands, "put_into_inbox", put_into_inbox)
    clock.moment += timedelta(seconds=LEASE + 1)
    async with installation(tmp_path, build, clock=clock) as again:

        async def all_told() -> bool:
            return len(await told_of(again, "d1")) == len(hall)

        await until(all_told)
        assert await told_of(again, "d1") == dict.fromkeys(hall, 1)
