"""The log in Kafka."""

import asyncio
from collections.abc import Callable, Sequence

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from shared.log.kafka.connection import Connection
from shared.log.kafka.listening import Member, membership
from shared.log.kafka.positions import Positions
from shared.log.kafka.topics import PARTITIONS, Topics
from shared.log.port import MOST_COUNTED, Hear, LogAway, Urgent

log = structlog.get_logger()

JOIN_AGAIN = 1.0  # seconds
ANSWER_WITHIN = 10.0  # seconds
ASK_AGAIN = 0.1
LOOKS = 20


class KafkaLog:
    """`unsent` counts the events of topics that this process has saved and not yet published."""

    def __init__(self, connection: Connection, topics: Topics, unsent: Callable[[Sequence[str]], int]) -> None:
        self._connection = connection
        self._topics = topics
        self._unsent = unsent
        self._positions = Positions(connection)
        self._away: set[str] = set()  # groups that wait for it
        self._members: dict[str, Member] = {}  # by group, while they listen

    async def consume(self, group: str, topics: Sequence[str], hear: Hear, *, urgent: Urgent | None = None) -> None:
        """While Kafka is away it is asked again and again.

        Raises LogUnprepared besides what `hear` raises.
        """
        while True:
            try:
                await self._topics.ready(*topics)
                async with membership(self._connection, group, topics) as member:
                    self._away.discard(group)
                    self._members[group] = member
                    await member.listen(hear, urgent)
            except LogAway as error:
                self._away.add(group)
                log.warning("log away", group=group, reason=str(error))
            finally:
                self._members.pop(group, None)
            await asyncio.sleep(JOIN_AGAIN)

    async def troubles(self) -> list[str]:
        """For /readyz."""
        away = self._away or any(member.is_unanswered for member in self._members.values())
        return ["log: does not answer"] if away else []

    async def close(self) -> None:
        """What was kept for `behind`."""
        await self._positions.close()

    async def behind(self, group: str, topics: Sequence[str]) -> int:
        """What other processes have saved and not yet published is not counted. Raises LogAway, LogUnprepared."""
        if not topics:
            return 0
        await self._topics.ready(*topics)
        partitions = [
            TopicPartition(self._connection.named(topic), number) for topic in topics for number in range(PARTITIONS)
        ]
        deadline = asyncio.get_running_loop().time() + ANSWER_WITHIN
        while True:
            try:
                async with asyncio.timeout_at(deadline):
                    return min(await self._left(group, topics, partitions), MOST_COUNTED)
            except (KafkaError, TimeoutError) as error:
                # A group's first coordinator, and one that moves, are asked for again.
                if isinstance(error, TimeoutError) or not error.retriable:
                    raise LogAway(str(error)) from error
            await asyncio.sleep(ASK_AGAIN)

    async def _left(self, group: str, topics: Sequence[str], partitions: list[TopicPartition]) -> int:
        """Looks again while events leave: one that was published meanwhile would count twice."""
        for _ in range(LOOKS):
            unsent = self._unsent(topics)
            left = unsent + await self._positions.left(self._connection.named(group), partitions)
            if self._unsent(topics) == unsent:
                break
        return left
