"""An engine that does not answer is no reason not to start, and /readyz names it."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from shared.backends import open_backends
from shared.ending import end
from shared.log.kafka.connection import Connection
from shared.log.kafka.log import KafkaLog
from shared.log.kafka.topics import Topics
from shared.settings import Settings
from tests.factories.installation import until

NOBODY = "127.0.0.1:1"


async def test_object_store_that_does_not_answer_is_told(tmp_path: Path) -> None:
    nobody = {"objects_url": f"s3://hop?endpoint=https://{NOBODY}", "objects_user": "u", "objects_password": "p"}
    async with open_backends(Settings.model_validate({"data": tmp_path / "data", **nobody})) as backends:
        await backends.verify()
        (degraded,) = backends.degraded
        await until(says(degraded, "objects: do not answer"))


async def test_log_that_does_not_answer_is_told_by_whoever_wants_to_hear_it() -> None:
    connection = Connection(NOBODY)
    log = KafkaLog(connection, Topics(connection, prepares=False), lambda _: 0)
    hearing = asyncio.create_task(log.consume("listener", ["hop.meeting"], _hear))
    try:
        await until(says(log.troubles, "log: does not answer"))
    finally:
        await end(hearing)


def says(degraded: Callable[[], Awaitable[list[str]]], told: str) -> Callable[[], Awaitable[bool]]:
    async def is_told() -> bool:
        return await degraded() == [told]

    return is_told


async def _hear(_: object) -> None: ...
