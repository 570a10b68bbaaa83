"""A consumer that has nothing to hear costs next to nothing."""

import sqlite3
from pathlib import Path

from shared.database import Database, Work
from shared.log.sqlite import SCHEMA, SqliteLog
from tests.factories.events import TOPIC, Listener


class CountingDatabase(Database):
    reads = 0

    async def read(self, work: Work[object]) -> object:  # type: ignore[override]
        self.reads += 1
        return await super().read(work)


async def test_idle_consumer_reads_now_and_then_only(tmp_path: Path) -> None:
    database = CountingDatabase(tmp_path / "test.db")
    await database.start(SCHEMA)
    listeners = [Listener(SqliteLog(database), f"group-{number}", [TOPIC]) for number in range(3)]
    async with listeners[0].listening(), listeners[1].listening(), listeners[2].listening():
        await database.write(_nothing, tells={(TOPIC, "thing")})
        for _ in range(50):
            await database.write(_nothing)
        reads = database.reads
    await database.stop()
    assert 3 <= reads <= 12, "what adds nothing to the log wakes nobody"


def _nothing(connection: sqlite3.Connection) -> None:
    connection.execute("create table if not exists idle (id)")
