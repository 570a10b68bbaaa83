"""The least that takes a save to the broker: one update, one send, one pull, by pymongo and aiokafka alone."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson
from aiokafka import AIOKafkaProducer
from pymongo import UpdateOne, WriteConcern
from pymongo.asynchronous.collection import AsyncCollection

from bench.bare import bare_client
from shared.clock import SystemClock, to_text
from shared.ids import new_id
from shared.log.kafka.connection import Connection, connection_of
from shared.settings import Settings

Documents = AsyncCollection[dict[str, Any]]


class Progress(Protocol):
    def begin(self, event_id: str) -> None: ...

    def arrive(self, event_id: str) -> None: ...

    def pulled(self, count: int) -> None: ...


@dataclass(eq=False)
class Bare:
    documents: Documents
    producer: AIOKafkaProducer
    topic: str
    body: dict[str, Any]
    progress: Progress
    _versions: Counter[str] = field(default_factory=Counter)
    _gone: list[UpdateOne] = field(default_factory=list)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _relays: set[asyncio.Task[None]] = field(default_factory=set)

    async def save(self, name: str) -> None:
        """Returns once the document is saved; its event goes on its way."""
        version = self._versions[name]
        event = self._event(name, version + 1)
        self.progress.begin(event["id"])
        waiting = {"id": event["id"], "time": event["time"], "event": orjson.dumps(event)}
        saved = await self.documents.update_one(
            {"_id": name, "version": version},
            {"$set": {"body": self.body}, "$inc": {"version": 1}, "$push": {"outbox": waiting}},
        )
        assert saved.matched_count
        self._versions[name] += 1
        relay = asyncio.create_task(self._relay(name, event))
        self._relays.add(relay)
        relay.add_done_callback(self._relays.discard)

    def _event(self, name: str, sequence: int) -> dict[str, Any]:
        return {
            "id": new_id(),
            "source": "hop.meeting",
            "type": "vn.hop.thing.ThingHappened.v1",
            "time": to_text(SystemClock().now()),
            "subject": name,
            "partitionkey": name,
            "sequence": sequence,
            "data": self.body,
        }

    async def _relay(self, name: str, event: dict[str, Any]) -> None:
        data = orjson.dumps(event.pop("data"))
        headers = [(f"ce_{name}", str(value).encode()) for name, value in event.items()]
        await self.producer.send_and_wait(self.topic, data, key=event["partitionkey"].encode(), headers=headers)
        self.progress.arrive(event["id"])
        await self._pull(UpdateOne({"_id": name}, {"$pull": {"outbox": {"id": event["id"]}}}))
        self.progress.pulled(1)

    async def _pull(self, gone: UpdateOne) -> None:
        """Those that come while others are being pulled go together."""
        mine = self._gone
        mine.append(gone)
        async with self._turn:
            if mine is self._gone:
                self._gone = []
                await self.documents.with_options(write_concern=WriteConcern(w=1)).bulk_write(mine, ordered=False)


@asynccontextmanager
async def open_bare(
    settings: Settings, names: list[str], body: dict[str, Any], progress: Progress
) -> AsyncIterator[Bare]:
    """On documents of its own, with the index that finds what a crash would leave; on a topic that is there."""
    connection = connection_of(settings)
    async with bare_client(settings) as client, _producer(connection) as producer:
        documents = client.get_default_database()["bench.bare"]
        await documents.create_index([("outbox.time", 1)], name="outbox", sparse=True)
        await documents.insert_many([{"_id": name, "version": 0, "body": body} for name in names])
        yield Bare(documents, producer, connection.named("hop.meeting"), body, progress)


@asynccontextmanager
async def _producer(connection: Connection) -> AsyncIterator[AIOKafkaProducer]:
    producer = AIOKafkaProducer(**connection.options(), enable_idempotence=True, acks="all")
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()
