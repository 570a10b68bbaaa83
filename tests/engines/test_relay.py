"""What is saved is published: once at least, in the order of its document, whoever dies in between."""

import asyncio
from collections import defaultdict

import pytest
from prometheus_client import REGISTRY

from shared.backends import Backends, open_backends
from shared.settings import Settings
from shared.store.mongo.opening import open_mongo
from shared.store.mongo.outbox import MongoOutbox
from shared.store.mongo.store import MongoStore
from shared.store.outbox import Place
from shared.store.port import At, Store
from tests.backends.engines import Engines
from tests.contract.things import PLAIN
from tests.engines.writer import DOCUMENTS
from tests.factories.events import TOPIC, Listener, event, run_of, short
from tests.factories.installation import until
from tests.factories.processes import child

SAVES = 15  # printed before a writer is killed


async def sequences(backends: Backends, group: str, names: list[str]) -> dict[str, list[int]]:
    """By document what was heard, once all that is saved was; repetitions included."""
    listener = Listener(backends.log, group, [TOPIC])
    heard: dict[str, list[int]] = {}

    async def is_complete() -> bool:
        heard.clear()
        for one in listener.heard:
            heard.setdefault(one.subject, []).append(one.sequence)
        saved = await backends.store.get_many(PLAIN, names)
        return all(max(heard.get(name, [0])) >= saved[name].sequence for name in saved)

    async with listener.listening():
        await until(is_complete, seconds=60)
    return heard


def first_times(heard: list[int]) -> list[int]:
    return list(dict.fromkeys(heard))


@pytest.mark.timeout(180)
async def test_killed_writers_lose_no_event_and_keep_the_order(settings: Settings) -> None:
    promised: dict[str, int] = defaultdict(int)
    for round_ in range(5):
        async with child("tests.engines.writer", settings, f"w{round_}") as writer:
            for _ in range(SAVES + round_):
                name, sequence = (await writer.line()).split()
                promised[name] = int(sequence)
    names = [f"w{round_}-{number}" for round_ in range(5) for number in range(DOCUMENTS)]
    async with open_backends(settings) as backends:
        heard = await sequences(backends, "history", names)
        saved = await backends.store.get_many(PLAIN, names)
    assert promised
    for name, stored in saved.items():
        assert stored.sequence >= promised[name], "what was acknowledged is saved"
        assert first_times(heard[name]) == list(range(1, stored.sequence + 1))
    assert heard.keys() == saved.keys(), "nothing is heard that was not saved"


@pytest.mark.timeout(180)
async def test_saves_go_on_without_a_broker_and_everything_arrives_once_it_is_back(
    running_engines: Engines, backends: Backends
) -> None:
    broker = running_engines.servers["events"]
    store = backends.store
    await _say(store, "a", 1)
    await sequences(backends, "before", ["a"])
    await asyncio.to_thread(broker.kill)
    try:
        for sequence in range(2, 8):
            await _say(store, "a", sequence)
            await _say(store, f"b{sequence}", 1)
        await until(_seven_documents_are_overdue, seconds=60)
    finally:
        await asyncio.to_thread(broker.start)
    heard = await sequences(backends, "after", ["a", *(f"b{sequence}" for sequence in range(2, 8))])
    assert first_times(heard["a"]) == list(range(1, 8))
    assert len(heard) == 7
    await until(_nothing_is_overdue, seconds=60)


async def test_outboxes_pulled_side_by_side_keep_what_was_not_acknowledged(settings: Settings) -> None:
    names = [f"p{number}" for number in range(60)]
    async with open_mongo(settings) as database:
        store = MongoStore(database, lambda place, waiting: None, deadline=10, prepares=True)
        for name in names:
            await store.insert(PLAIN, name, {}, run_of(name, 1, 2))
        outbox = MongoOutbox(database, deadline=10)
        await asyncio.gather(*(outbox.pull(Place(PLAIN.name, name), [event(name, 1).id]) for name in names))
        left = [await outbox.waiting(Place(PLAIN.name, name)) for name in names]
    assert [[short(one) for one in waiting] for waiting in left] == [[(name, 2)] for name in names]


async def _seven_documents_are_overdue() -> bool:
    return _gauge("hop_outboxes_overdue") == 7 and _gauge("hop_outbox_age_seconds") > 0


async def _nothing_is_overdue() -> bool:
    names = ("hop_outboxes_overdue", "hop_outbox_age_seconds", "hop_outbox_events")
    return [_gauge(name) for name in names] == [0, 0, 0]


def _gauge(name: str) -> float:
    value = REGISTRY.get_sample_value(name)
    assert value is not None
    return value


async def _say(store: Store, name: str, sequence: int) -> None:
    events = run_of(name, sequence, sequence)
    if sequence == 1:
        await store.insert(PLAIN, name, {}, events)
    else:
        await store.save(PLAIN, At(name, sequence - 1), {}, events)
