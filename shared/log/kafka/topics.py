"""Topics are made by the migration and verified before they are used.

The number of partitions decides where a key goes: a change would break the order of what is there already. Facts are
kept for ever: copies are made anew from the first one on, and a broker keeps a week unless it is told otherwise.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import structlog
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaConnectionError, KafkaError

from shared.events.registry import COMPACTED, SOURCES
from shared.log.kafka.connection import Connection, refuses
from shared.log.port import LogAway, LogUnprepared

log = structlog.get_logger()

PARTITIONS = 12
REPLICAS = 3
KNOWN_WITHIN = 5.0  # seconds
LOOK_AGAIN = 0.02

_EXISTS, _FORBIDDEN = 36, 29


class Topics:
    """With `prepares`, missing topics are made when they are first used; without, that raises LogUnprepared."""

    def __init__(self, connection: Connection, *, prepares: bool) -> None:
        self._connection = connection
        self._prepares = prepares
        self._ready: set[str] = set()
        self._one_at_a_time = asyncio.Lock()

    async def prepare(self, names: Iterable[str] = tuple(SOURCES)) -> None:
        """Makes what is missing. Idempotent. Raises LogAway, LogUnprepared."""
        async with self._admin() as admin:
            brokers = len((await admin.describe_cluster())["brokers"])
            new = [self._new(name, min(REPLICAS, brokers)) for name in names]
            for _, code, message in (await admin.create_topics(new)).topic_errors:
                if code not in {0, _EXISTS}:
                    raise LogUnprepared(message)
            await self._until_known(admin, [topic.name for topic in new])
        await self._look_at(names)

    async def verify(self) -> None:
        """All topics. Raises LogAway, LogUnprepared."""
        await self.ready(*SOURCES)

    async def _look_at(self, names: Iterable[str]) -> None:
        wanted = {self._connection.named(name): name for name in names}
        async with self._admin() as admin:
            _check_partitions(await admin.describe_topics(list(wanted)))
            _check_keeping(wanted, await admin.describe_configs([_settings_of(*topic) for topic in wanted.items()]))
        self._ready |= set(wanted.values())

    async def ready(self, *names: str) -> None:
        """Looks once per topic. Raises LogAway, LogUnprepared."""
        if self._ready.issuperset(names):
            return
        async with self._one_at_a_time:
            if missing := [name for name in names if name not in self._ready]:
                await (self.prepare(missing) if self._prepares else self._look_at(missing))

    async def _until_known(self, admin: AIOKafkaAdminClient, topics: list[str]) -> None:
        """A broker learns of new topics a little after they were made. Raises LogAway."""
        try:
            async with asyncio.timeout(KNOWN_WITHIN):
                while True:
                    if set(topics).issubset(await admin.list_topics()):
                        return
                    await asyncio.sleep(LOOK_AGAIN)
        except TimeoutError:
            raise LogAway("new topics are not known yet") from None

    def _new(self, name: str, replicas: int) -> NewTopic:
        options = _keeping(name) | {
            # A service's own stamp would be refused while its clock is an hour ahead; an event has a time of its own.
            "message.timestamp.type": "LogAppendTime",
            "min.insync.replicas": str(max(1, replicas - 1)),
            "unclean.leader.election.enable": "false",
        }
        return NewTopic(self._connection.named(name), PARTITIONS, replicas, topic_configs=options)

    @asynccontextmanager
    async def _admin(self) -> AsyncIterator[AIOKafkaAdminClient]:
        admin = AIOKafkaAdminClient(**self._connection.options())
        try:
            await admin.start()
            yield admin
        except (KafkaError, KafkaConnectionError, OSError) as error:
            if isinstance(error, KafkaConnectionError) and await refuses(self._connection):
                raise LogUnprepared(
                    "Kafka at EVENTS_URL refuses our user. Check EVENTS_USER and EVENTS_PASSWORD."
                ) from error
            raise LogAway(str(error)) from error
        finally:
            await admin.close()


def _keeping(name: str) -> dict[str, str]:
    """By these settings a broker takes away what is older, more, or of the same key."""
    return {
        "retention.ms": "-1",
        "retention.bytes": "-1",
        "cleanup.policy": "compact" if name in COMPACTED else "delete",
    }


def _settings_of(topic: str, name: str) -> ConfigResource:
    return ConfigResource(ConfigResourceType.TOPIC, topic, dict.fromkeys(_keeping(name)))


def _check_partitions(described: Iterable[Any]) -> None:
    for topic in described:
        if (count := len(topic["partitions"])) != PARTITIONS:
            raise LogUnprepared(
                f"topic {topic['topic']} has {count} partitions, not {PARTITIONS}. "
                "If it has none, run: python -m services.prepare. If it has others, its events must be moved."
            )


def _check_keeping(names: Mapping[str, str], answers: Iterable[Any]) -> None:
    """`names` by topic. A user that may not look goes on: rights given for an older release do not have that one."""
    for code, message, _, topic, entries in (resource for answer in answers for resource in answer.resources):
        if code == _FORBIDDEN:
            log.warning("topic's settings cannot be read: our user lacks DescribeConfigs", topic=topic)
            continue
        if code:
            raise LogAway(f"{topic}: {message}")
        there = {entry[0]: entry[1] for entry in entries}
        for setting, value in _keeping(names[topic]).items():
            if there[setting] != value:
                raise LogUnprepared(
                    f"topic {topic} has {setting}={there[setting]}, not {value}: Kafka takes facts away. "
                    f"Set it to {value} (kafka-configs --alter); what is gone already is in a backup made before."
                )
