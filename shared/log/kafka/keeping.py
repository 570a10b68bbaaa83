"""The whole log in Kafka, read without a group, and written anew."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError

from shared.events.envelope import LARGEST_EVENT, Event
from shared.events.registry import SOURCES
from shared.log.kafka.connection import Connection
from shared.log.kafka.records import NotAnEvent, event_of, headers_of, value_of
from shared.log.kafka.topics import PARTITIONS, Topics
from shared.log.port import LogAway

BATCH = 500
WITHIN = 30.0  # seconds for a batch to come, or to be acknowledged
FETCH = 1000  # milliseconds


class KafkaKeeping:
    def __init__(self, connection: Connection, topics: Topics) -> None:
        self._connection = connection
        self._topics = topics

    async def events(self) -> AsyncGenerator[Sequence[Event]]:
        """Records that are no events of ours are passed over, as by every group."""
        await self._topics.ready(*SOURCES)
        consumer = AIOKafkaConsumer(**self._connection.options(), auto_offset_reset="earliest")
        try:
            await consumer.start()
            partitions = self._partitions()
            consumer.assign(partitions)
            ends = await consumer.end_offsets(partitions)
            begins = await consumer.beginning_offsets(partitions)
            left = {one for one in partitions if ends[one] > begins[one]}
            silent_since = asyncio.get_running_loop().time()
            while left:
                fetched = await consumer.getmany(*left, timeout_ms=FETCH, max_records=BATCH)
                for partition, records in fetched.items():
                    yield [event for record in records if record.offset < ends[partition] for event in _event(record)]
                if fetched:
                    silent_since = asyncio.get_running_loop().time()
                elif asyncio.get_running_loop().time() - silent_since > WITHIN:
                    raise LogAway("it has not answered")
                # The position, not the last record: a compacted topic ends in gaps.
                left = {one for one in left if await consumer.position(one) < ends[one]}
        except (KafkaError, OSError) as error:
            raise LogAway(str(error)) from error
        finally:
            await consumer.stop()

    async def is_empty(self) -> bool:
        await self._topics.ready(*SOURCES)
        consumer = AIOKafkaConsumer(**self._connection.options())
        try:
            await consumer.start()
            return not any((await consumer.end_offsets(self._partitions())).values())
        except (KafkaError, OSError) as error:
            raise LogAway(str(error)) from error
        finally:
            await consumer.stop()

    async def append(self, events: Sequence[Event]) -> None:
        """Side by side: whoever calls gives up at the first failure, so that none overtakes one that was lost."""
        await self._topics.ready(*{event.source for event in events})
        producer = AIOKafkaProducer(
            **self._connection.options(), enable_idempotence=True, acks="all", max_request_size=4 * LARGEST_EVENT
        )
        try:
            async with asyncio.timeout(WITHIN):
                await producer.start()
                sent = [
                    await producer.send(
                        self._connection.named(event.source),
                        value_of(event),
                        key=event.partitionkey.encode(),
                        headers=headers_of(event),
                    )
                    for event in events
                ]
                await asyncio.gather(*sent)
        except (KafkaError, OSError, TimeoutError) as error:
            raise LogAway(str(error) or type(error).__name__) from error
        finally:
            await producer.stop()

    def _partitions(self) -> list[TopicPartition]:
        return [TopicPartition(self._connection.named(topic), n) for topic in SOURCES for n in range(PARTITIONS)]


def _event(record: object) -> list[Event]:
    try:
        return [event_of(record.headers, record.value)]  # type: ignore[attr-defined]
    except NotAnEvent:
        return []
