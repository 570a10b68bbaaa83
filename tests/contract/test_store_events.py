"""State and events are one step in every store."""

import asyncio
from datetime import timedelta

import pytest

from shared.events.envelope import LARGEST_EVENT, EventTooLarge
from shared.log.port import Log
from shared.store.port import AlreadyThere, At, NotJson, Store, VersionConflict
from tests.contract.conftest import Opening
from tests.contract.things import THINGS, thing
from tests.factories.events import NOON, OTHER_TOPIC, TOPIC, Listener, event, heard, run_of

LETTERS = LARGEST_EVENT - len(event("t/1", 1, data={"a": ""}).model_dump_json())


async def test_save_puts_its_events_into_the_log_once_and_in_order(store: Store, log: Log) -> None:
    inserted = await store.insert(THINGS, "t1", thing(), run_of("t/1", 1, 2))
    assert inserted.sequence == 2
    saved = await store.save(THINGS, inserted, thing(size=2), run_of("t/1", 3, 5))
    assert saved.sequence == 5
    await store.delete(THINGS, saved, run_of("t/1", 6, 6))
    assert await heard(log) == [("t/1", sequence) for sequence in range(1, 7)]


async def test_event_comes_back_exactly(store: Store, log: Log) -> None:
    said = event(
        "t/1",
        1,
        actor="p1",
        correlationid="r1",
        causationid="e0",
        recordedtime=NOON + timedelta(days=30),
        partitionkey="m1",
        data={"title": "Phiên họp", "at": None, "pages": [1, 2**53 + 1], "is_late": True},
    )
    unlinked = event("t/1", 2, partitionkey="m1")
    await store.insert(THINGS, "t1", thing(), [said, unlinked])
    assert await Listener(log, "listener", [TOPIC]).hear_all() == [said, unlinked]


async def test_sequence_outlives_a_save_without_events(store: Store) -> None:
    inserted = await store.insert(THINGS, "t1", thing(), run_of("t/1", 1, 3))
    assert (await store.save(THINGS, inserted, thing())).sequence == 3
    found = await store.get(THINGS, "t1")
    assert found is not None
    assert (found.version, found.sequence) == (2, 3)


async def test_event_goes_to_the_topic_of_its_source(store: Store, log: Log) -> None:
    await store.insert(THINGS, "t1", thing(), [event("t/1", 1), event("t/1", 2, source=OTHER_TOPIC)])
    assert await heard(log, "listener", OTHER_TOPIC) == [("t/1", 2)]


async def test_refused_write_says_nothing(store: Store, log: Log) -> None:
    await store.insert(THINGS, "t1", thing())
    said = run_of("t/1", 1, 2)
    with pytest.raises(AlreadyThere):
        await store.insert(THINGS, "t1", thing(), said)
    with pytest.raises(VersionConflict):
        await store.save(THINGS, At("t1", 7), thing(), said)
    with pytest.raises(VersionConflict):
        await store.delete(THINGS, At("t1", 7), said)
    with pytest.raises(NotJson):
        await store.save(THINGS, At("t1", 1), thing(size=None), said)
    assert await heard(log) == []


async def test_event_of_256_kib_is_kept_and_a_larger_one_refused_before_saving(store: Store, log: Log) -> None:
    await store.insert(THINGS, "t1", thing(), [event("t/1", 1, data={"a": "x" * LETTERS})])
    larger = [event("t/1", 2), event("t/1", 3, data={"a": "x" * (LETTERS + 1)})]
    with pytest.raises(EventTooLarge):
        await store.save(THINGS, At("t1", 1), thing(size=2), larger)
    with pytest.raises(EventTooLarge):
        await store.insert(THINGS, "t2", thing(), larger)
    with pytest.raises(EventTooLarge):
        await store.delete(THINGS, At("t1", 1), larger)
    found = await store.get(THINGS, "t1")
    assert found is not None
    assert (found.version, found.body) == (1, thing())
    assert await store.get(THINGS, "t2") is None
    assert await heard(log) == [("t/1", 1)]


async def test_only_the_winner_of_two_writers_is_heard(store: Store, log: Log) -> None:
    await store.insert(THINGS, "t1", thing())

    async def write(number: int) -> None:
        await store.save(THINGS, At("t1", 1), thing(size=number), [event("t/1", 1, data={"size": number})])

    outcomes = await asyncio.gather(*(write(number) for number in range(20)), return_exceptions=True)
    assert outcomes.count(None) == 1
    newest = await store.get(THINGS, "t1")
    assert newest is not None
    assert [one.data for one in await Listener(log, "listener", [TOPIC]).hear_all()] == [{"size": newest.body["size"]}]


async def test_writers_of_many_documents_do_not_mix_their_events(store: Store, log: Log) -> None:
    async def write(name: str) -> None:
        await store.insert(THINGS, name, thing(), run_of(name, 1, 2))
        for version in range(1, 4):
            await store.save(THINGS, At(name, version), thing(), run_of(name, 2 * version + 1, 2 * version + 2))

    names = [f"t{number}" for number in range(25)]
    await asyncio.gather(*(write(name) for name in names))
    said = await heard(log)
    assert len(said) == 25 * 8
    for name in names:
        assert [sequence for subject, sequence in said if subject == name] == list(range(1, 9))


async def test_events_outlive_a_restart(opening: Opening) -> None:
    async with opening() as backends:
        await backends.store.insert(THINGS, "t1", thing(), run_of("t/1", 1, 2))
    async with opening() as backends:
        assert await heard(backends.log) == [("t/1", 1), ("t/1", 2)]
