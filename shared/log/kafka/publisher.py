"""Sends single events and waits for each to be acknowledged."""

import asyncio

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from shared.events.envelope import LARGEST_EVENT, Event
from shared.log.kafka.connection import Connection
from shared.log.kafka.records import headers_of, value_of
from shared.log.kafka.topics import Topics
from shared.log.port import LogAway
from shared.metrics import Counter

log = structlog.get_logger()

PRODUCERS_REPLACED = Counter("hop_producers_replaced", "Kafka producers given up after a failed send.")

ACKNOWLEDGED_WITHIN = 10.0  # seconds; an idempotent send never expires by itself
QUIET = 1.0  # seconds nothing is tried after a failure, so that saves do not queue up behind an absent broker
ENDED_WITHIN = 5.0  # seconds


class Publisher:
    """Any failed send poisons its partition for the producer, so the producer is replaced."""

    def __init__(self, connection: Connection, topics: Topics) -> None:
        self._connection = connection
        self._topics = topics
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()
        self._quiet_until = 0.0
        self._ending: set[asyncio.Task[None]] = set()

    async def send(self, event: Event) -> None:
        """Returns once all replicas in sync have it. Raises LogAway when that is not known, LogUnprepared."""
        producer = await self._ready(event.source)
        try:
            async with asyncio.timeout(ACKNOWLEDGED_WITHIN):
                await producer.send_and_wait(
                    self._connection.named(event.source),
                    value_of(event),
                    key=event.partitionkey.encode(),
                    headers=headers_of(event),
                )
        except (KafkaError, TimeoutError) as error:
            self._replace(producer, error)
            raise LogAway(str(error) or type(error).__name__) from error

    async def close(self) -> None:
        """What was sent and not acknowledged stays in its outbox."""
        if self._producer is not None:
            self._end_soon(self._producer)
            self._producer = None
        if self._ending:
            await asyncio.wait(self._ending, timeout=ENDED_WITHIN)
        for task in self._ending:
            task.cancel()

    async def _ready(self, topic: str) -> AIOKafkaProducer:
        if self._producer is not None:
            await self._topics.ready(topic)
            return self._producer
        async with self._starting:
            if self._producer is None:
                self._producer = await self._start(topic)
            return self._producer

    async def _start(self, topic: str) -> AIOKafkaProducer:
        loop = asyncio.get_running_loop()
        if loop.time() < self._quiet_until:
            raise LogAway("did not answer a moment ago")
        try:
            await self._topics.ready(topic)
        except LogAway:
            self._quiet_until = loop.time() + QUIET
            raise
        producer = AIOKafkaProducer(
            **self._connection.options(), enable_idempotence=True, acks="all", max_request_size=4 * LARGEST_EVENT
        )
        try:
            async with asyncio.timeout(ACKNOWLEDGED_WITHIN):
                await producer.start()
        except (KafkaError, TimeoutError) as error:
            self._quiet_until = loop.time() + QUIET
            self._end_soon(producer)  # a start that failed has begun connections too
            raise LogAway(str(error)) from error
        return producer

    def _replace(self, producer: AIOKafkaProducer, error: Exception) -> None:
        if self._producer is not producer:
            return
        log.warning("producer replaced", reason=repr(error))
        PRODUCERS_REPLACED.inc()
        self._producer = None
        self._quiet_until = asyncio.get_running_loop().time() + QUIET
        self._end_soon(producer)

    def _end_soon(self, producer: AIOKafkaProducer) -> None:
        task = asyncio.create_task(_end(producer))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)


async def _end(producer: AIOKafkaProducer) -> None:
    """`stop` alone would wait for ever for what an absent broker does not acknowledge."""
    producer._message_accumulator.fail_all(LogAway("the producer is given up"))
    try:
        await producer.stop()
    except Exception as error:  # whatever its tasks died of
        log.info("producer ended badly", reason=repr(error))
    finally:
        await producer.client.close()
