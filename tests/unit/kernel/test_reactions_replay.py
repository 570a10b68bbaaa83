"""What was parked is released in order, and nothing of it is lost, whenever a crash comes."""

import asyncio
from typing import Any

import pytest

from shared.clock import SetClock
from shared.store.port import Page, Store, StoreAway
from tests.fakes.breaking_store import BreakingStore
from tests.unit.kernel.sessions import Hearer, started, starts
from tests.unit.kernel.test_reactions import fails_at


@pytest.fixture
def hearer(store: Store, clock: SetClock) -> Hearer:
    return Hearer(store, clock)


async def test_replay_releases_what_is_parked_in_order(hearer: Hearer) -> None:
    hearer.trouble = fails_at(2)
    await hearer.hear(*starts("session/1", 1, 4))
    hearer.trouble = lambda _: None
    assert await hearer.reactions.replay("session/1") == 3
    assert hearer.handled == [("session/1", sequence) for sequence in range(1, 5)]
    assert await hearer.reactions.parked() == []
    assert await hearer.reactions.troubles() == []
    assert not await hearer.reactions.is_parked("session/1")
    await hearer.hear(*starts("session/1", 3, 5))
    assert hearer.handled[-1] == ("session/1", 5)


async def test_replay_stops_at_what_fails_again(hearer: Hearer) -> None:
    hearer.trouble = fails_at(2, 4)
    await hearer.hear(*starts("session/1", 1, 5))
    hearer.trouble = fails_at(4)
    assert await hearer.reactions.replay("session/1") == 2
    assert await hearer.parked() == [4, 5]
    assert await hearer.reactions.is_parked("session/1")
    hearer.trouble = lambda _: None
    assert await hearer.reactions.replay("session/1") == 2
    assert hearer.handled == [("session/1", sequence) for sequence in range(1, 6)]


async def test_replay_does_not_step_over_a_gap(hearer: Hearer) -> None:
    await hearer.hear(started("session/1", 1), started("session/1", 3), started("session/1", 4))
    assert await hearer.reactions.replay("session/1") == 0
    await hearer.hear(started("session/1", 2))
    assert hearer.handled == [("session/1", 1)]
    assert await hearer.reactions.replay("session/1") == 3
    assert hearer.handled == [("session/1", sequence) for sequence in range(1, 5)]


async def test_replay_does_not_step_over_a_gap_among_those_behind(hearer: Hearer) -> None:
    hearer.trouble = fails_at(1)
    await hearer.hear(started("session/1", 1), started("session/1", 2), started("session/1", 4))
    hearer.trouble = lambda _: None
    assert await hearer.reactions.replay("session/1") == 2
    assert await hearer.reactions.is_parked("session/1")
    await hearer.hear(started("session/1", 3))
    assert await hearer.reactions.replay("session/1") == 2
    assert hearer.handled == [("session/1", sequence) for sequence in range(1, 5)]


async def test_replay_leaves_other_subjects_parked(hearer: Hearer) -> None:
    await hearer.hear(started("session/1", 2), started("session/2", 2), started("session/1", 1))
    assert await hearer.reactions.replay("session/1") == 2
    assert await hearer.reactions.is_parked("session/2")
    assert await hearer.reactions.replay("session/3") == 0


async def test_two_replays_at_once_release_everything(hearer: Hearer) -> None:
    hearer.trouble = fails_at(1)
    await hearer.hear(*starts("session/1", 1, 20))
    hearer.trouble = lambda _: None
    await asyncio.gather(*(hearer.reactions.replay("session/1") for _ in range(3)), return_exceptions=True)
    await hearer.reactions.replay("session/1")
    assert await hearer.sessions("session/1") == [f"s{sequence}" for sequence in range(1, 21)]
    assert await hearer.reactions.parked() == []
    assert not await hearer.reactions.is_parked("session/1")


async def test_events_heard_during_a_replay_are_not_forgotten(hearer: Hearer) -> None:
    hearer.trouble = fails_at(1)
    await hearer.hear(*starts("session/1", 1, 10))
    hearer.trouble = lambda _: None

    async def hear_more() -> None:
        for sequence in range(11, 31):
            await hearer.hear(started("session/1", sequence))

    await asyncio.gather(hear_more(), hearer.reactions.replay("session/1"))
    heard = await hearer.reactions.heard("session/1", 30)
    assert heard or await hearer.reactions.is_parked("session/1"), "what is put aside is known to be"
    await hearer.reactions.replay("session/1")
    assert await hearer.sessions("session/1") == [f"s{sequence}" for sequence in range(1, 31)]
    assert not await hearer.reactions.is_parked("session/1")


async def test_event_put_aside_after_a_replay_looked_is_not_forgotten(
    hearer: Hearer, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    hearer.trouble = fails_at(1)
    await hearer.hear(*starts("session/1", 1, 3))
    hearer.trouble = lambda _: None
    look, late = store.find, [started("session/1", 4)]

    async def look_and_hear(*query: Any, **named: Any) -> Page:
        page = await look(*query, **named)
        if late:
            await hearer.hear(late.pop())
        return page

    monkeypatch.setattr(store, "find", look_and_hear)
    await hearer.reactions.replay("session/1")
    assert await hearer.sessions("session/1") == ["s1", "s2", "s3", "s4"]
    assert await hearer.reactions.parked() == []


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(10))
async def test_crash_at_any_write_forgets_no_parked_event(store: Store, clock: SetClock, at: int, after: bool) -> None:
    trouble = fails_at(2)
    events = starts("session/1", 1, 4)
    with pytest.raises(ExceptionGroup) as raised:
        await Hearer(BreakingStore(store, at, after=after), clock, trouble).hear(*events, started("session/2", 1))
    assert raised.group_contains(StoreAway)
    hearer = Hearer(store, clock, trouble)
    await hearer.hear(*events, started("session/2", 1))
    assert await hearer.reactions.is_parked("session/1")
    assert await hearer.parked() == [2, 3, 4]
    hearer.trouble = lambda _: None
    await hearer.reactions.replay("session/1")
    assert await hearer.sessions("session/1") == ["s1", "s2", "s3", "s4"]
    assert await hearer.reactions.parked() == []
    assert not await hearer.reactions.is_parked("session/1")


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(10))
async def test_crash_at_any_write_of_a_replay_loses_nothing(
    store: Store, clock: SetClock, at: int, after: bool
) -> None:
    await Hearer(store, clock, fails_at(1)).hear(*starts("session/1", 1, 3))
    with pytest.raises(StoreAway):
        await Hearer(BreakingStore(store, at, after=after), clock).reactions.replay("session/1")
    hearer = Hearer(store, clock)
    await hearer.reactions.replay("session/1")
    assert await hearer.sessions("session/1") == ["s1", "s2", "s3"]
    assert await hearer.reactions.parked() == []
    assert not await hearer.reactions.is_parked("session/1")
