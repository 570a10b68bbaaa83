"""The store in MongoDB and the log in Kafka, opened together: what the one saves, the relay takes to the other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from shared.ending import end
from shared.log.kafka.connection import connection_of
from shared.log.kafka.keeping import KafkaKeeping
from shared.log.kafka.log import KafkaLog
from shared.log.kafka.publisher import Publisher
from shared.log.kafka.topics import Topics
from shared.log.relay import Relay
from shared.settings import Settings
from shared.store.mongo.keeping import MongoKeeping
from shared.store.mongo.opening import open_mongo
from shared.store.mongo.outbox import MongoOutbox
from shared.store.mongo.store import MongoStore


class ClusterKeeping:
    def __init__(self, store: MongoKeeping, log: KafkaKeeping) -> None:
        self.documents = store.documents
        self.events = log.events
        self.write = store.write
        self.forget = store.forget
        self.append = log.append
        self._store = store
        self._log = log

    async def is_empty(self) -> bool:
        return await self._store.is_empty() and await self._log.is_empty()


class Engines:
    def __init__(self, store: MongoStore, log: KafkaLog, topics: Topics, relay: Relay, keeping: ClusterKeeping) -> None:
        self.store = store
        self.log = log
        self.topics = topics
        self.relay = relay
        self.keeping = keeping


@asynccontextmanager
async def open_engines(settings: Settings) -> AsyncIterator[Engines]:
    """Raises BadSetting. A log that is away is no reason not to start."""
    connection = connection_of(settings)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_mongo(settings))
        topics = Topics(connection, prepares=settings.prepare_engines)
        publisher = Publisher(connection, topics)
        stack.push_async_callback(publisher.close)
        relay = Relay(MongoOutbox(database, settings.store_deadline), publisher)
        stack.push_async_callback(relay.close)
        store = MongoStore(database, relay.saved, deadline=settings.store_deadline, prepares=settings.prepare_engines)
        sweeping = asyncio.create_task(relay.sweep_for_ever(), name="sweeper")
        stack.push_async_callback(end, sweeping)
        keeping = ClusterKeeping(MongoKeeping(database), KafkaKeeping(connection, topics))
        log = KafkaLog(connection, topics, relay.unsent)
        stack.push_async_callback(log.close)
        yield Engines(store, log, topics, relay, keeping)


def log_in_kafka(settings: Settings) -> KafkaKeeping:
    connection = connection_of(settings)
    return KafkaKeeping(connection, Topics(connection, prepares=False))
