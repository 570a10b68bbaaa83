"""Whole outboxes go to the log in order, and are read only where others may have left something in them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import pytest

from shared.ending import end
from shared.events.envelope import Event
from shared.log import relay as module
from shared.log.port import LogAway
from shared.log.relay import Relay
from shared.store.outbox import Place
from tests.factories.events import run_of
from tests.factories.installation import until

PLACE = Place("things", "a")


async def nothing() -> None: ...


class Outboxes:
    """One document's outbox, and how often it was read; `reading` happens between a read and its answer.

    `pulls` is False while pulls are lost, `leased` while another process sweeps.
    """

    def __init__(self) -> None:
        self.held: list[Event] = []
        self.read = 0
        self.pulls = True
        self.leased = True
        self.looks = 0  # for what is overdue
        self.reading: Callable[[], Awaitable[None]] = nothing

    async def waiting(self, place: Place) -> list[Event]:
        self.read += 1
        found = list(self.held)
        await self.reading()
        return found

    async def pull(self, place: Place, event_ids: Sequence[str]) -> None:
        if self.pulls:
            self.held = [event for event in self.held if event.id not in event_ids]

    async def overdue(self, before: datetime, limit: int) -> list[Place]:
        self.looks += 1
        return [PLACE] if self.held else []

    async def lease(self, name: str, holder: str, seconds: float) -> bool:
        return self.leased


class Ear:
    """What the log has taken, by sequence; it is `away` when told so."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.away = False

    async def send(self, event: Event) -> None:
        await asyncio.sleep(0)
        if self.away:
            raise LogAway("on purpose")
        self.heard.append(event.sequence)


@pytest.fixture
def outboxes() -> Outboxes:
    return Outboxes()


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def relay(outboxes: Outboxes, ear: Ear) -> Relay:
    return Relay(outboxes, ear)


def say(outboxes: Outboxes, relay: Relay, first: int, last: int) -> None:
    events = run_of("a", first, last)
    outboxes.held += events
    relay.saved(PLACE, events)


async def test_what_this_process_alone_saves_is_published_without_reading(
    outboxes: Outboxes, ear: Ear, relay: Relay
) -> None:
    say(outboxes, relay, 1, 2)
    say(outboxes, relay, 3, 3)
    await relay.close()
    say(outboxes, relay, 4, 5)
    await relay.close()
    assert (ear.heard, outboxes.held, outboxes.read) == ([1, 2, 3, 4, 5], [], 0)


async def test_what_another_process_has_left_goes_first(outboxes: Outboxes, ear: Ear, relay: Relay) -> None:
    outboxes.held += run_of("a", 6, 7)
    say(outboxes, relay, 8, 8)
    await relay.close()
    assert (ear.heard, outboxes.held) == ([6, 7, 8], [])


async def test_what_another_process_saves_while_we_publish_goes_between(
    outboxes: Outboxes, ear: Ear, relay: Relay
) -> None:
    say(outboxes, relay, 1, 3)
    await asyncio.sleep(0)
    outboxes.held += run_of("a", 4, 4)
    say(outboxes, relay, 5, 5)
    await relay.close()
    assert (ear.heard, outboxes.held) == ([1, 2, 3, 4, 5], [])


async def test_what_others_and_we_save_while_an_outbox_is_read_goes_in_order(
    outboxes: Outboxes, ear: Ear, relay: Relay
) -> None:
    async def save_meanwhile() -> None:
        outboxes.reading = nothing
        outboxes.held += run_of("a", 8, 8)
        say(outboxes, relay, 9, 9)

    outboxes.held += run_of("a", 6, 6)
    outboxes.reading = save_meanwhile
    say(outboxes, relay, 7, 7)
    await relay.close()
    assert (ear.heard, outboxes.held) == ([6, 7, 8, 9], [])


async def test_answers_that_cross_repeat_nothing(outboxes: Outboxes, ear: Ear, relay: Relay) -> None:
    outboxes.held = run_of("a", 1, 2)
    relay.saved(PLACE, run_of("a", 2, 2))
    await relay.close()
    relay.saved(PLACE, run_of("a", 1, 1))
    await relay.close()
    assert (ear.heard, outboxes.held) == ([1, 2], [])


async def test_what_failed_goes_before_what_is_saved_later(outboxes: Outboxes, ear: Ear, relay: Relay) -> None:
    say(outboxes, relay, 1, 1)
    await relay.close()
    ear.away = True
    say(outboxes, relay, 2, 2)
    await relay.close()
    ear.away = False
    say(outboxes, relay, 3, 3)
    await relay.close()
    assert (ear.heard, outboxes.held) == ([1, 2, 3], [])


async def test_sweeper_repeats_what_was_published_and_not_pulled(outboxes: Outboxes, ear: Ear, relay: Relay) -> None:
    outboxes.pulls = False
    say(outboxes, relay, 1, 1)
    await relay.close()
    outboxes.pulls = True
    await relay.sweep()
    assert (ear.heard, outboxes.held) == ([1, 1], [])


async def test_trouble_is_over_when_another_process_has_published_what_was_left(
    outboxes: Outboxes, ear: Ear, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SWEEP_AGAIN", 0.0)
    outboxes.leased = False
    ear.away = True
    say(outboxes, relay, 1, 1)
    await relay.close()

    async def was_looked_for() -> bool:
        return outboxes.looks > 1

    async def is_over() -> bool:
        return await relay.troubles() == []

    sweeping = asyncio.create_task(relay.sweep_for_ever())
    try:
        await until(was_looked_for)
        assert await relay.troubles() == ["log: events wait to be published"]
        outboxes.held.clear()
        await until(is_over)
    finally:
        await end(sweeping)
