"""One member of a consumer group, from joining to leaving."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from math import inf
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaConnectionError, KafkaError

from shared.events.envelope import Event
from shared.log.kafka.connection import Connection
from shared.log.kafka.records import NotAnEvent, event_of, type_of
from shared.log.port import BEHIND, Hear, LogAway, Urgent
from shared.metrics import Counter

log = structlog.get_logger()

REBALANCES = Counter("hop_log_rebalances", "Times partitions were taken from a member of the group.", ["group"])
NOT_EVENTS = Counter("hop_log_not_events", "Records that are no events of ours; they stay in the log.", ["group"])

BATCH = 200  # records
SESSION = 6000  # milliseconds after which a killed member's partitions go to others; the broker's own least
HEARTBEAT = 1500
REJOIN = 8000
FETCH_WAIT = 250  # milliseconds the broker holds an empty fetch
LOOK_UP = 1000
LOOK_ASIDE = 20  # milliseconds until one who is patient sees that somebody waits here
LONGEST_BATCH = 24 * 3600 * 1000  # milliseconds; a store that is away holds a batch up, and nobody else could do better
LEAVE_WITHIN = 5.0  # seconds
SILENCE = 10.0  # seconds; more than a group takes to share its partitions out anew, when none of them is fetched

Fetched = Mapping[TopicPartition, Sequence[Any]]


class Member(ConsumerRebalanceListener):  # type: ignore[misc]
    def __init__(self, consumer: AIOKafkaConsumer, connection: Connection, group: str) -> None:
        self._consumer = consumer
        self._connection = connection
        self._group = group
        self._at_work = asyncio.Lock()
        self._answer: int | None = None
        self._asks_since = inf  # when the broker is not waited for

    @property
    def is_unanswered(self) -> bool:
        """Whether the broker has been waited for longer than it may take. The consumer itself asks on in silence."""
        return asyncio.get_running_loop().time() - self._asks_since > SILENCE

    async def listen(self, hear: Hear, urgent: Urgent | None) -> None:
        """For ever. Raises what `hear` raises, and KafkaError."""
        while True:
            fetched = await self._fetch(urgent)
            self._look_for_an_answer(fetched)
            if fetched:
                async with self._at_work:
                    await self._hear(fetched, hear)
            BEHIND.labels(self._group).set(self._left(fetched))

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Lets the batch under way end and be remembered, so that the next member need not repeat it."""
        if revoked:
            REBALANCES.labels(self._group).inc()
        with suppress(TimeoutError):
            async with asyncio.timeout(REJOIN / 2000), self._at_work:
                return

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """They begin where the group has remembered."""

    async def _fetch(self, urgent: Urgent | None) -> Fetched:
        """Where nothing of it is urgent, with what follows for a while: a batch costs as much as one event."""
        fetched: Fetched = await self._consumer.getmany(timeout_ms=LOOK_UP, max_records=BATCH)
        if not (fetched and urgent):
            return fetched
        loop = asyncio.get_running_loop()
        over_at = loop.time() + urgent.patience
        while loop.time() < over_at and not self._is_due(fetched, urgent):
            more = await self._consumer.getmany(timeout_ms=LOOK_ASIDE, max_records=BATCH)
            fetched = {key: [*fetched.get(key, ()), *more.get(key, ())] for key in fetched.keys() | more.keys()}
        urgent.awaited.clear()
        return fetched

    def _is_due(self, fetched: Fetched, urgent: Urgent) -> bool:
        """Also when more waits already: then the group is behind."""
        if urgent.awaited.is_set() or self._left(fetched) > 0:
            return True
        return any(type_of(record.headers) in urgent.types for records in fetched.values() for record in records)

    def _look_for_an_answer(self, fetched: Fetched) -> None:
        """A broker that has nothing for us answers too; a member without partitions asks for nothing."""
        mine = self._consumer.assignment()
        answer = max((self._consumer.last_poll_timestamp(partition) or 0 for partition in mine), default=None)
        if fetched or answer is None or answer != self._answer:
            self._answer = answer
            self._ask()

    def _ask(self) -> None:
        self._asks_since = asyncio.get_running_loop().time()

    async def _hear(self, fetched: Fetched, hear: Hear) -> None:
        events = [event for records in fetched.values() for record in records for event in self._event(record)]
        self._asks_since = inf
        if events:
            await hear(events)
        self._ask()
        try:
            await self._consumer.commit({partition: records[-1].offset + 1 for partition, records in fetched.items()})
        except (CommitFailedError, IllegalStateError):
            log.info("batch not remembered", group=self._group)  # its partitions are another member's now

    def _event(self, record: Any) -> list[Event]:
        """None for a record that is no event of this topic's source."""
        try:
            event = event_of(record.headers, record.value)
            if self._connection.named(event.source) != record.topic:
                raise NotAnEvent(f"its source is {event.source}")
        except NotAnEvent as error:
            NOT_EVENTS.labels(self._group).inc()
            place = {"topic": record.topic, "partition": record.partition, "offset": record.offset}
            log.error("record is no event", group=self._group, reason=type(error.__cause__ or error).__name__, **place)
            return []
        return [event]

    def _left(self, fetched: Fetched) -> int:
        """What the broker had beyond this batch when it sent it."""
        mine = self._consumer.assignment()
        return sum(
            (self._consumer.highwater(partition) or 0) - records[-1].offset - 1
            for partition, records in fetched.items()
            if partition in mine
        )


@asynccontextmanager
async def membership(connection: Connection, group: str, topics: Sequence[str]) -> AsyncIterator[Member]:
    """Raises LogAway when the group cannot be joined now."""
    consumer = AIOKafkaConsumer(
        **connection.options() | {"request_timeout_ms": REJOIN + 4000},
        group_id=connection.named(group),
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        partition_assignment_strategy=[RoundRobinPartitionAssignor],
        session_timeout_ms=SESSION,
        heartbeat_interval_ms=HEARTBEAT,
        rebalance_timeout_ms=REJOIN,
        max_poll_interval_ms=LONGEST_BATCH,
        fetch_max_wait_ms=FETCH_WAIT,
    )
    member = Member(consumer, connection, group)
    consumer.subscribe([connection.named(topic) for topic in topics], listener=member)
    try:
        await consumer.start()
        yield member
    except (KafkaConnectionError, OSError) as error:
        raise LogAway(str(error)) from error
    finally:
        await _leave(consumer)


async def _leave(consumer: AIOKafkaConsumer) -> None:
    try:
        async with asyncio.timeout(LEAVE_WITHIN):
            await consumer.stop()
    except (KafkaError, TimeoutError) as error:
        log.info("group not left", reason=repr(error))
    finally:
        await consumer._client.close()
