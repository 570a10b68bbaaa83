"""How far groups have come in the topics.

Asked again and again (for rights, at a start, by rebuilds), and to sign in to Kafka costs a hundred times what the
answer does: so one pair of clients is kept, made when first needed and anew after a failure.
"""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from shared.ending import Unwaited
from shared.log.kafka.connection import Connection


class Positions:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._kept = AsyncExitStack()
        self._clients: tuple[AIOKafkaAdminClient, AIOKafkaConsumer] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._closing = Unwaited()

    async def left(self, group: str, partitions: Sequence[TopicPartition]) -> int:
        """Events the group has yet to hear. Raises KafkaError."""
        async with self._one_at_a_time:
            try:
                admin, reader = self._clients or await self._open()
                heard = await admin.list_consumer_group_offsets(group)
                ends = await reader.end_offsets(partitions)
            except BaseException:  # also when whoever asked has given up: nobody knows what these still wait for
                self._drop()
                raise
        return sum(end - (heard[partition].offset if partition in heard else 0) for partition, end in ends.items())

    async def close(self) -> None:
        self._drop()
        await self._closing.over()

    def _drop(self) -> None:
        """A broker that has fallen silent lets a TLS connection close after half a minute; nobody waits for it here."""
        kept, self._kept, self._clients = self._kept, AsyncExitStack(), None
        self._closing.begin(kept.aclose())

    async def _open(self) -> tuple[AIOKafkaAdminClient, AIOKafkaConsumer]:
        admin = AIOKafkaAdminClient(**self._connection.options())
        self._kept.push_async_callback(admin.close)
        await admin.start()
        reader = AIOKafkaConsumer(**self._connection.options())
        self._kept.push_async_callback(reader.stop)
        await reader.start()
        self._clients = admin, reader
        return self._clients
