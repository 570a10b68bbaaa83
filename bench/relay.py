"""From a save to the broker, on real engines, beside bare pymongo and aiokafka in the same process.

Both do what cannot be left out: state and event in one update under a version, the event sent and acknowledged, then
pulled. The engines are the same, so their own time is in both.
"""

import asyncio
import importlib
import statistics
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from bench.engines import started
from bench.relay_bare import open_bare
from bench.rows import Measure, Row, compare
from shared.engines import open_engines
from shared.events.envelope import Event
from shared.ids import new_id
from shared.log.kafka.connection import connection_of
from shared.log.kafka.publisher import Publisher
from shared.log.kafka.topics import Topics
from shared.log.relay import SWEEP_EVERY, Relay
from shared.settings import Settings
from shared.store.mongo.opening import open_mongo
from shared.store.mongo.outbox import MongoOutbox
from shared.store.mongo.store import MongoStore
from shared.store.outbox import Place
from shared.store.port import Collection, Stored, declared_collections
from tests.factories.events import TOPIC, event

DOCUMENTS = 300  # each saved once in a round
WRITERS = 32
A_SECOND = 100
SWEEPS = 10
BODY = {"text": "x" * 300}
THINGS = Collection("bench.things")
NAMES = [f"thing-{number:03}" for number in range(DOCUMENTS)]


class Contender(Protocol):
    async def save(self, name: str) -> None: ...


@dataclass(eq=False, slots=True)
class Progress:
    """Of a round's events: `taken` are seconds from the call of the save to the broker's answer."""

    taken: list[float] = field(default_factory=list)
    _begun: dict[str, float] = field(default_factory=dict)
    _pulled: asyncio.Queue[int] = field(default_factory=asyncio.Queue)

    def begin(self, event_id: str) -> None:
        self._begun[event_id] = time.perf_counter()

    def arrive(self, event_id: str) -> None:
        self.taken.append(time.perf_counter() - self._begun.pop(event_id))

    def pulled(self, count: int) -> None:
        self._pulled.put_nowait(count)

    async def end(self) -> list[float]:
        """What the round has taken, once all its outboxes are empty."""
        left = DOCUMENTS
        while left:
            left -= await self._pulled.get()
        taken, self.taken = self.taken, []
        return taken


async def rows() -> list[Row]:
    progress = Progress()
    async with started() as installation:
        settings = installation("relay")
        async with (
            _open_ours(settings, progress) as ours,
            open_bare(settings, NAMES, BODY, progress) as bare,
        ):
            faster = await _rate_row(ours, bare, progress)
            sooner = await _tail_row(ours, bare, progress)
        return [faster, sooner, await _idle_row(settings)]


async def _rate_row(ours: Contender, bare: Contender, progress: Progress) -> Row:
    mine, theirs, ratio = await compare(_rate(ours, progress), _rate(bare, progress))
    figures = {"ours_per_s": round(mine), "bare_per_s": round(theirs)}
    return Row("events saved and relayed a second ÷ bare pymongo and aiokafka", ratio, 0.6, figures=figures)


def _rate(contender: Contender, progress: Progress) -> Measure:
    async def write(names: Iterator[str]) -> None:
        for name in names:
            await contender.save(name)

    async def rate() -> float:
        begun, names = time.perf_counter(), iter(NAMES)
        await asyncio.gather(*(write(names) for _ in range(WRITERS)))
        await progress.end()
        return DOCUMENTS / (time.perf_counter() - begun)

    return rate


async def _tail_row(ours: Contender, bare: Contender, progress: Progress) -> Row:
    mine, theirs, ratio = await compare(_tail(ours, progress), _tail(bare, progress))
    figures = {"ours_p99_ms": round(mine * 1000, 1), "bare_p99_ms": round(theirs * 1000, 1)}
    return Row(f"save to broker at {A_SECOND} a second, p99 ÷ bare", ratio, 2.0, at_least=False, figures=figures)


def _tail(contender: Contender, progress: Progress) -> Measure:
    """Each save begins when it is due, however long those before it take."""

    async def save(name: str, due: float) -> None:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        await contender.save(name)

    async def tail() -> float:
        begun = time.perf_counter()
        await asyncio.gather(*(save(name, begun + number / A_SECOND) for number, name in enumerate(NAMES)))
        return statistics.quantiles(await progress.end(), n=100)[98]

    return tail


async def _idle_row(settings: Settings) -> Row:
    """Of a service's outboxes while nobody saves anything: sweeper, lease, and connections to both engines."""
    importlib.import_module("services.meeting.app")  # declares the collections a sweeper looks through
    async with open_engines(settings) as engines:
        await engines.store.prepare(declared_collections())
        begun, spent = time.perf_counter(), time.process_time()
        await asyncio.sleep(SWEEPS * SWEEP_EVERY)
        share = (time.process_time() - spent) / (time.perf_counter() - begun)
    figures = {"core_percent": round(share * 100, 2), "collections": len(declared_collections())}
    return Row("outboxes idle: share of a core", None, figures=figures)


class _Sender:
    def __init__(self, publisher: Publisher, progress: Progress) -> None:
        self._publisher = publisher
        self._progress = progress

    async def send(self, event: Event) -> None:
        await self._publisher.send(event)
        self._progress.arrive(event.id)


class _Outbox(MongoOutbox):
    progress: Progress

    async def pull(self, place: Place, event_ids: Sequence[str]) -> None:
        await super().pull(place, event_ids)
        self.progress.pulled(len(event_ids))


@dataclass(eq=False, slots=True)
class _Ours:
    store: MongoStore
    progress: Progress
    things: dict[str, Stored]

    async def save(self, name: str) -> None:
        there = self.things[name]
        said = event(name, there.sequence + 1, id=new_id(), data=BODY)
        self.progress.begin(said.id)
        self.things[name] = await self.store.save(THINGS, there, BODY, [said])


@asynccontextmanager
async def _open_ours(settings: Settings, progress: Progress) -> AsyncIterator[_Ours]:
    """Store and relay as the product joins them, with an ear between; the sweeper is off, for it is the last row's."""
    topics = Topics(connection_of(settings), prepares=True)
    async with open_mongo(settings) as database, AsyncExitStack() as stack:
        publisher = Publisher(connection_of(settings), topics)
        stack.push_async_callback(publisher.close)
        outbox = _Outbox(database, settings.store_deadline)
        outbox.progress = progress
        relay = Relay(outbox, _Sender(publisher, progress))
        stack.push_async_callback(relay.close)
        store = MongoStore(database, relay.saved, deadline=settings.store_deadline, prepares=True)
        await topics.ready(TOPIC)
        yield _Ours(store, progress, {name: await store.insert(THINGS, name, BODY) for name in NAMES})
