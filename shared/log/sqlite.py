"""The log in the store's own SQLite file: an event is in the log the moment its state is saved."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence, Set

from shared.database import Database, DatabaseAway, Told
from shared.events.envelope import Event, decode, encode
from shared.log.port import BEHIND, MOST_COUNTED, Hear, LogAway, Urgent

SCHEMA = """
create table if not exists log (
  position integer primary key autoincrement, topic text not null, event blob not null
);
create index if not exists log_by_topic on log (topic, position);
create table if not exists offsets (
  name text not null, topic text not null, position integer not null, primary key (name, topic)
) without rowid
"""

BATCH = 200
LOOK_AGAIN = 0.5  # seconds; another process on the same file does not wake us


Row = tuple[str, bytes]


def rows_of(events: Sequence[Event]) -> list[Row]:
    """Raises EventTooLarge, which must happen before anything is written."""
    return [(event.source, encode(event)) for event in events]


def told_by(events: Sequence[Event]) -> set[Told]:
    return {(event.source, event.aggregate) for event in events}


def append(connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
    connection.executemany("insert into log (topic, event) values (?, ?)", rows)


class SqliteLog:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._readers: dict[asyncio.Event, Callable[[Told], bool]] = {}
        database.after_commit.append(self._wake)

    async def consume(self, group: str, topics: Sequence[str], hear: Hear, *, urgent: Urgent | None = None) -> None:
        written = urgent.awaited if urgent else asyncio.Event()
        self._readers[written] = lambda told: told[0] in topics and (urgent is None or told[1] in urgent.aggregates)
        try:
            while True:
                written.clear()
                if await self._hear_batch(group, topics, hear) == BATCH:
                    BEHIND.labels(group).set(await self.behind(group, topics))
                else:
                    BEHIND.labels(group).set(0)
                    await _wait(written)
        finally:
            del self._readers[written]

    async def _hear_batch(self, group: str, topics: Sequence[str], hear: Hear) -> int:
        """How many there were; fewer than BATCH were all that was written so far."""
        with _trouble():
            batch = await self._database.read(lambda connection: _next_batch(connection, group, topics))
        if batch:
            await hear([decode(encoded) for _, _, encoded in batch])
            with _trouble():
                await self._database.write(lambda connection: _commit(connection, group, batch))
        return len(batch)

    def _wake(self, told: Set[Told]) -> None:
        """A hall that signs in must not set every group to look for what is not meant for it."""
        for written, is_urgent in self._readers.items():
            if any(map(is_urgent, told)):
                written.set()

    async def behind(self, group: str, topics: Sequence[str]) -> int:
        with _trouble():
            return await self._database.read(lambda connection: _count(connection, group, topics))


@contextlib.contextmanager
def _trouble() -> Iterator[None]:
    try:
        yield
    except DatabaseAway as error:
        raise LogAway(str(error)) from error


async def _wait(written: asyncio.Event) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LOOK_AGAIN):
            await written.wait()


def _offset(connection: sqlite3.Connection, group: str, topic: str) -> int:
    row = connection.execute("select position from offsets where name = ? and topic = ?", (group, topic)).fetchone()
    return row[0] if row else 0


def _count(connection: sqlite3.Connection, group: str, topics: Sequence[str]) -> int:
    count = 0
    for topic in topics:
        ahead = connection.execute(
            "select count(*) from (select 1 from log where topic = ? and position > ? limit ?)",
            (topic, _offset(connection, group, topic), MOST_COUNTED - count),
        )
        count += int(ahead.fetchone()[0])
    return count


def _next_batch(connection: sqlite3.Connection, group: str, topics: Sequence[str]) -> list[tuple[int, str, bytes]]:
    """At most BATCH events over all topics, in the order they were written."""
    rows: list[tuple[int, str, bytes]] = []
    for topic in topics:
        rows += connection.execute(
            "select position, topic, event from log where topic = ? and position > ? order by position limit ?",
            (topic, _offset(connection, group, topic), BATCH),
        ).fetchall()
    return sorted(rows)[:BATCH]


def _commit(connection: sqlite3.Connection, group: str, batch: list[tuple[int, str, bytes]]) -> None:
    heard = {topic: position for position, topic, _ in batch}
    connection.executemany(
        "insert into offsets (name, topic, position) values (?, ?, ?) "
        "on conflict (name, topic) do update set position = max(position, excluded.position)",
        [(group, topic, position) for topic, position in heard.items()],
    )
