"""What years of facts in the log do where services run apart: to a restart, and to copies that are made anew.

The peer of a rebuild reads the same records, decodes them, keeps the newest of each subject, and writes the documents
in bulk. Before each round the copies are taken away, so that all of them have to be written.
"""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

import aiohttp
import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition

from bench.bare import bare_client
from bench.engines import started
from bench.rows import Row, compare
from bench.years_facts import BATCH, FACTS, document, fill, subjects
from services.documents.app import NAME
from services.hop.opened import opened
from services.hop.rebuild import rebuild
from shared.events.meeting import SOURCE
from shared.log.kafka.connection import connection_of
from shared.log.kafka.topics import PARTITIONS
from shared.settings import Settings
from tests.backends.server import free_ports
from tests.factories.installation import until

FEW, MANY = 10_000, 1_000_000
REBUILT = 50_000
GROUP = f"{NAME}.meetings"
COPIES = (f"{NAME}.meetings_heard", f"{NAME}.participations_heard")
PATIENCE = 120.0  # seconds to be ready


async def rows() -> list[Row]:
    async with started() as installation:
        few, many, rebuilt = (installation(name) for name in ("few", "many", "rebuilt"))
        for settings, facts in ((few, FEW), (many, MANY), (rebuilt, REBUILT)):
            await fill(settings, facts, await _prepare(settings))
        return [await _restart(few, many), await _rebuild(rebuilt)]


async def _prepare(settings: Settings) -> list[str]:
    """Indexes, topics and buckets are made. The service's groups that hear meetings."""
    async with opened(settings, NAME, whole=False) as hop:
        await hop.kit.backends.prepare()
        return [group.group for group in hop.groups() if SOURCE in group.topics]


async def _restart(few: Settings, many: Settings) -> Row:
    async with aiohttp.ClientSession() as client:
        mine, theirs, ratio = await compare(lambda: _start(many, client), lambda: _start(few, client))
    figures = {"grown_s": round(mine, 2), "small_s": round(theirs, 2)}
    name = f"restart of documents to ready: {MANY:,} facts in the log ÷ {FEW:,}"
    return Row(name, ratio, 1.3, at_least=False, figures=figures)


async def _start(settings: Settings, client: aiohttp.ClientSession) -> float:
    """Seconds from the process's start until it takes requests; then it is asked to end."""
    (port,) = free_ports(1)
    values = settings.model_copy(update={"port": port, "prepare_engines": False}).model_dump(exclude_none=True)
    environment = os.environ | {name.upper(): str(value) for name, value in values.items()}
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", f"services.{NAME}", env=environment)
    try:
        await until(lambda: _is_ready(client, port), PATIENCE)
        return time.perf_counter() - begun
    finally:
        process.terminate()
        await process.wait()


async def _is_ready(client: aiohttp.ClientSession, port: int) -> bool:
    try:
        async with client.get(f"http://127.0.0.1:{port}/readyz") as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


async def _rebuild(settings: Settings) -> Row:
    async with opened(settings, NAME) as hop, bare_client(settings) as client:
        (group,) = hop.groups(GROUP)
        database = client.get_default_database()

        async def emptied(work: Callable[[], Awaitable[object]]) -> float:
            """Facts a second."""
            for name in COPIES:
                await database[name].delete_many({})
            begun = time.perf_counter()
            await work()
            taken = time.perf_counter() - begun
            made = sum([await database[name].count_documents({}) for name in COPIES])
            assert made == len(list(subjects(""))) * (REBUILT // FACTS)
            return REBUILT / taken

        with redirect_stdout(StringIO()):  # a rebuild says what it has done
            mine, theirs, ratio = await compare(
                lambda: emptied(lambda: rebuild(hop, group)), lambda: emptied(lambda: _bare(settings, database))
            )
    figures = {"ours_facts_per_s": round(mine), "bare_facts_per_s": round(theirs)}
    return Row(f"full rebuild from {REBUILT:,} facts ÷ bare read, decode and bulk write", ratio, 0.3, figures=figures)


async def _bare(settings: Settings, database: Any) -> None:
    newest = await _newest(settings)
    for collection in COPIES:
        kind = "meeting" if collection.endswith("meetings_heard") else "participation"
        copies = [
            document(name, body | {"_heard": sequence}) for (of, name), (sequence, body) in newest.items() if of == kind
        ]
        for begin in range(0, len(copies), BATCH):
            await database[collection].insert_many(copies[begin : begin + BATCH])


async def _newest(settings: Settings) -> dict[tuple[str, str], tuple[int, Any]]:
    """By kind and id of the subject: its last sequence, and what that fact says."""
    connection, newest = connection_of(settings), {}
    consumer = AIOKafkaConsumer(**connection.options(), auto_offset_reset="earliest")
    await consumer.start()
    try:
        partitions = [TopicPartition(connection.named(SOURCE), number) for number in range(PARTITIONS)]
        consumer.assign(partitions)
        left = sum((await consumer.end_offsets(partitions)).values())
        while left > 0:
            for records in (await consumer.getmany(timeout_ms=1000, max_records=500)).values():
                left -= len(records)
                for record in records:
                    headers = dict(record.headers)
                    kind, _, name = headers["ce_subject"].decode().partition("/")
                    newest[kind, name] = int(headers["ce_sequence"]), orjson.loads(record.value)[kind]
    finally:
        await consumer.stop()
    return newest
