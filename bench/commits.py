"""SQLite store: commits a second with waiting writers, beside bare sqlite3 that commits in groups of the same size."""

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import orjson

from bench.rows import Row, compare
from shared.database import LARGEST_BATCH, Database
from shared.events.envelope import Event
from shared.log import sqlite as sqlite_log
from shared.store import sqlite as sqlite_store
from shared.store.port import Collection, Index

SAVES = 4000
DELIVERIES = 2000
THINGS = Collection("bench.things", (Index("by_owner", ("owner",), order="at"),))


def _body(number: int) -> dict[str, object]:
    return {"owner": f"o{number % 50}", "at": f"{number:09}", "text": "x" * 300}


def _event(number: int, subject: str) -> Event:
    return Event(
        id=f"e{number}",
        source="hop.bench",
        type="vn.hop.thing.ThingMade.v1",
        time="2026-11-23T01:00:00.000000Z",
        subject=subject,
        partitionkey=subject,
        sequence=1,
        data={"text": "x" * 100},
    )


async def rows() -> list[Row]:
    return [*[await _row(writers) for writers in (1, 100, 1000)], await _delivery()]


async def _row(writers: int) -> Row:
    saves = SAVES if writers > 1 else SAVES // 8
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "ours.db")
        await database.start(sqlite_store.SCHEMA, sqlite_log.SCHEMA)
        store = sqlite_store.SqliteStore(database)
        peer = _Bare(Path(folder) / "peer.db", min(writers, LARGEST_BATCH))
        made = iter(range(10_000_000))

        async def ours() -> float:
            begun = time.perf_counter()

            async def write(count: int) -> None:
                for _ in range(count):
                    number = next(made)
                    name = f"t{number:09}"
                    await store.insert(THINGS, name, _body(number), [_event(number, f"thing/{name}")])

            await asyncio.gather(*(write(saves // writers) for _ in range(writers)))
            return saves / (time.perf_counter() - begun)

        async def bare() -> float:
            return await asyncio.to_thread(peer.run, saves)

        mine, theirs, ratio = await compare(ours, bare)
        peer.close()
        await database.stop()
    return Row(
        f"SQLite store: saves/s with {writers} waiting writers ÷ bare group commit",
        ratio,
        0.5,
        figures={"ours_per_s": round(mine), "bare_per_s": round(theirs)},
    )


async def _delivery() -> Row:
    """From the call that saves an event to its consumer in the same process; printed only."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "ours.db")
        await database.start(sqlite_store.SCHEMA, sqlite_log.SCHEMA)
        store, log = sqlite_store.SqliteStore(database), sqlite_log.SqliteLog(database)
        saved: dict[str, float] = {}
        taken: list[float] = []
        complete = asyncio.Event()

        async def hear(events: Sequence[Event]) -> None:
            taken.extend(time.perf_counter() - saved[event.id] for event in events)
            if len(taken) == DELIVERIES:
                complete.set()

        consumer = asyncio.create_task(log.consume("bench", ["hop.bench"], hear))
        for number in range(DELIVERIES):
            saved[f"e{number}"] = time.perf_counter()
            await store.insert(THINGS, f"t{number:09}", _body(number), [_event(number, f"thing/t{number:09}")])
        await complete.wait()
        consumer.cancel()
        await asyncio.gather(consumer, return_exceptions=True)
        await database.stop()
    middle, highest = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
    figures = {"p50_ms": round(middle * 1000, 2), "p99_ms": round(highest * 1000, 2)}
    return Row("event to in-process consumer", None, figures=figures)


class _Bare:
    """The same rows by hand: document, its index entry, its event; one transaction for each group."""

    def __init__(self, path: Path, group: int) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute("pragma journal_mode=wal")
        self._connection.execute("pragma synchronous=full")
        for schema in (sqlite_store.SCHEMA, sqlite_log.SCHEMA):
            self._connection.executescript(schema)
        self._group = group
        self._number = 0

    def run(self, saves: int) -> float:
        begun = time.perf_counter()
        for _ in range(saves // self._group):
            self._connection.execute("begin immediate")
            for _ in range(self._group):
                self._write()
            self._connection.execute("commit")
        return saves / (time.perf_counter() - begun)

    def _write(self) -> None:
        self._number += 1
        name, body = f"t{self._number:09}", _body(self._number)
        event = _event(self._number, f"thing/{name}").model_dump(mode="json")
        execute = self._connection.execute
        execute("insert into documents values ('bench.things', ?, 1, 1, ?)", (name, orjson.dumps(body)))
        key = orjson.dumps([body["owner"]]).decode()
        execute("insert into entries values ('bench.things', 'by_owner', ?, ?, ?)", (key, body["at"], name))
        execute("insert into log (topic, event) values ('hop.bench', ?)", (orjson.dumps(event),))

    def close(self) -> None:
        self._connection.close()
