"""What every log promises to those who listen."""

import asyncio
from collections.abc import Sequence

import pytest

from shared.events.envelope import Event
from shared.log.port import Log, Urgent
from shared.reactions import PATIENCE
from shared.settings import Settings
from shared.store.port import Store
from tests.contract.conftest import Opening
from tests.contract.things import PLAIN
from tests.factories.events import OTHER_TOPIC, TOPIC, Listener, event, heard, run_of, short
from tests.factories.installation import until
from tests.factories.processes import child

SEVERAL_BATCHES = 450


class Trouble(Exception):
    pass


async def say(store: Store, name: str, first: int, last: int, topic: str = TOPIC) -> None:
    """Saves the events of one subject with its document."""
    events = run_of(name, first, last, source=topic)
    there = await store.get(PLAIN, name)
    await (store.save(PLAIN, there, {}, events) if there else store.insert(PLAIN, name, {}, events))


async def test_group_starts_at_the_earliest_event(store: Store, log: Log) -> None:
    await say(store, "a", 1, 3)
    assert await heard(log, "first") == [("a", 1), ("a", 2), ("a", 3)]
    assert await heard(log, "second") == [("a", 1), ("a", 2), ("a", 3)]


async def test_group_hears_each_event_once_when_nothing_goes_wrong(store: Store, log: Log) -> None:
    await say(store, "a", 1, 2)
    assert await heard(log) == [("a", 1), ("a", 2)]
    assert await heard(log) == []
    await say(store, "a", 3, 3)
    assert await heard(log) == [("a", 3)]


async def test_order_holds_within_a_key_over_many_batches(store: Store, log: Log) -> None:
    for first in range(1, SEVERAL_BATCHES, 30):
        await asyncio.gather(say(store, "a", first, first + 29), say(store, "b", first, first + 29))
    said = await heard(log)
    for name in ("a", "b"):
        assert [sequence for subject, sequence in said if subject == name] == list(range(1, SEVERAL_BATCHES + 1))


async def test_listening_group_hears_what_is_said_meanwhile(store: Store, log: Log) -> None:
    listener = Listener(log, "listener", [TOPIC])
    async with listener.listening():
        for sequence in range(1, 4):
            await say(store, "a", sequence, sequence)

            async def has_heard(sequence: int = sequence) -> bool:
                return len(listener.heard) == sequence

            await until(has_heard)
    assert [short(one) for one in listener.heard] == [("a", 1), ("a", 2), ("a", 3)]


async def test_group_hears_in_the_end_also_what_is_not_urgent_to_it(store: Store, log: Log) -> None:
    listener = Listener(log, "listener", [TOPIC], urgent=Urgent({"b"}, {"vn.hop.b.Said.v1"}, PATIENCE))
    async with listener.listening():
        for name in ("a/1", "b/1", "a/2"):
            await say(store, name, 1, 1)

        async def has_heard() -> bool:
            return len(listener.heard) == 3

        await until(has_heard)
    assert sorted(map(short, listener.heard)) == [("a/1", 1), ("a/2", 1), ("b/1", 1)]


async def test_batch_comes_again_when_hearing_fails(store: Store, log: Log) -> None:
    await say(store, "a", 1, 3)
    seen: list[list[int]] = []

    async def fail(events: Sequence[Event]) -> None:
        seen.append([event.sequence for event in events])
        raise Trouble

    for _ in range(2):
        with pytest.raises(Trouble):
            await log.consume("listener", [TOPIC], fail)
    assert seen == [[1, 2, 3], [1, 2, 3]]
    assert await heard(log) == [("a", 1), ("a", 2), ("a", 3)]


async def test_batch_counts_as_heard_only_after_its_effect(store: Store, log: Log) -> None:
    await say(store, "a", 1, 2)
    listener = Listener(log, "listener", [TOPIC])
    meanwhile: list[int] = []

    async def hear(events: Sequence[Event]) -> None:
        meanwhile.append(await log.behind("listener", [TOPIC]))

    listener.hear = hear  # type: ignore[method-assign]
    await listener.hear_all()
    assert meanwhile == [2]


async def test_group_that_is_stopped_within_a_batch_hears_it_again(store: Store, log: Log) -> None:
    await say(store, "a", 1, 2)
    begun = asyncio.Event()

    async def hang(events: Sequence[Event]) -> None:
        begun.set()
        await asyncio.Event().wait()

    listening = asyncio.create_task(log.consume("listener", [TOPIC], hang))
    await begun.wait()
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    assert await heard(log) == [("a", 1), ("a", 2)]


async def test_groups_do_not_hold_each_other_up(store: Store, log: Log) -> None:
    await say(store, "a", 1, 2)
    begun = asyncio.Event()

    async def hang(events: Sequence[Event]) -> None:
        begun.set()
        await asyncio.Event().wait()

    listening = asyncio.create_task(log.consume("slow", [TOPIC], hang))
    await begun.wait()
    await say(store, "a", 3, 3)
    assert await heard(log, "quick") == [("a", 1), ("a", 2), ("a", 3)]
    assert await log.behind("slow", [TOPIC]) == 3
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


async def test_group_hears_the_topics_it_asked_for(store: Store, log: Log) -> None:
    await say(store, "a", 1, 1)
    await say(store, "b", 1, 1, OTHER_TOPIC)
    await say(store, "c", 1, 1, "hop.notify")
    assert sorted(await heard(log, "both", TOPIC, OTHER_TOPIC)) == [("a", 1), ("b", 1)]
    assert await heard(log, "one", OTHER_TOPIC) == [("b", 1)]
    assert await log.behind("none", []) == 0


async def test_topic_added_to_a_group_later_is_heard_from_its_beginning(store: Store, log: Log) -> None:
    await say(store, "b", 1, 1, OTHER_TOPIC)
    await say(store, "a", 1, 1)
    assert await heard(log, "listener", TOPIC) == [("a", 1)]
    assert await heard(log, "listener", TOPIC, OTHER_TOPIC) == [("b", 1)]


async def test_behind_counts_what_is_left_to_hear(store: Store, log: Log) -> None:
    assert await log.behind("listener", [TOPIC, OTHER_TOPIC]) == 0
    await say(store, "a", 1, 3)
    await say(store, "b", 1, 2, OTHER_TOPIC)
    assert await log.behind("listener", [TOPIC, OTHER_TOPIC]) == 5
    await heard(log, "listener", TOPIC)
    assert await log.behind("listener", [TOPIC, OTHER_TOPIC]) == 2


async def test_what_was_heard_outlives_a_restart(opening: Opening) -> None:
    async with opening() as backends:
        await say(backends.store, "a", 1, 2)
        await heard(backends.log)
        await say(backends.store, "a", 3, 3)
    async with opening() as backends:
        assert await heard(backends.log) == [("a", 3)]


async def test_listener_in_another_process_wakes_up(store: Store, settings: Settings) -> None:
    async with child("tests.contract.listener", settings) as listener:
        assert await listener.line() == "listening"
        for sequence in range(1, 4):
            await store.insert(PLAIN, f"a{sequence}", {}, [event("a", sequence)])
            assert await listener.line() == f"a {sequence}"
