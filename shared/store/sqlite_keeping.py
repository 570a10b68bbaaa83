"""Store and log of the embedded profile as a whole: documents are read at one moment, beside the running product."""

import contextlib
import sqlite3
from collections.abc import AsyncGenerator, Container, Iterator, Sequence

import orjson

from shared.database import Database, DatabaseAway
from shared.events.envelope import Event, decode
from shared.keeping import KEEPING, Kept, Rank
from shared.log.port import LogAway
from shared.log.sqlite import append, rows_of
from shared.store.documents import encode
from shared.store.port import StoreAway

BATCH = 500

_NAMES = "select distinct collection from documents"
_DOCUMENTS = "select id, version, sequence, body from documents where collection = ? and id > ? order by id limit ?"
_EVENTS = "select position, event from log where position > ? and position <= ? order by position limit ?"


class SqliteKeeping:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def documents(self, rank: Rank, only: Container[str] | None = None) -> AsyncGenerator[Sequence[Kept]]:
        with _trouble(StoreAway):
            async with self._database.snapshot() as read:
                names = await read(lambda connection: [row[0] for row in connection.execute(_NAMES)])
                names = [name for name in names if name != KEEPING.name and (only is None or name in only)]
                for name in sorted(names, key=lambda name: (rank(name), name)):
                    after = ""
                    while rows := await read(
                        lambda connection, name=name, after=after: connection.execute(  # type: ignore[misc]
                            _DOCUMENTS, (name, after, BATCH)
                        ).fetchall()
                    ):
                        yield [_kept(name, row) for row in rows]
                        after = rows[-1][0]

    async def events(self) -> AsyncGenerator[Sequence[Event]]:
        end = await self._read_log("select coalesce(max(position), 0) from log")
        after = 0
        while rows := await self._read_log(_EVENTS, after, end[0][0], BATCH):
            yield [decode(encoded) for _, encoded in rows]
            after = rows[-1][0]

    async def is_empty(self) -> bool:
        with _trouble(StoreAway):
            return await self._database.read(_is_empty)

    async def write(self, documents: Sequence[Kept]) -> None:
        """Index entries are made when a collection is first used."""
        rows = [
            (one.collection, one.id, one.version, one.sequence, None if one.body is None else encode(one.body))
            for one in documents
        ]
        names = [(name,) for name in sorted({one.collection for one in documents})]

        def work(connection: sqlite3.Connection) -> None:
            connection.executemany("insert or replace into documents values (?, ?, ?, ?, ?)", rows)
            connection.executemany("delete from declarations where collection = ?", names)

        with _trouble(StoreAway):
            await self._database.write(work)

    async def forget(self, collection: str, document_id: str, version: int) -> bool:
        def work(connection: sqlite3.Connection) -> bool:
            gone = connection.execute(
                "delete from documents where collection = ? and id = ? and version = ?",
                (collection, document_id, version),
            )
            if gone.rowcount:
                connection.execute("delete from entries where collection = ? and id = ?", (collection, document_id))
            return bool(gone.rowcount)

        with _trouble(StoreAway):
            return await self._database.write(work)

    async def append(self, events: Sequence[Event]) -> None:
        rows = rows_of(events)
        with _trouble(LogAway):
            await self._database.write(lambda connection: append(connection, rows))

    async def _read_log(self, query: str, *values: int) -> list[tuple[int, bytes]]:
        with _trouble(LogAway):
            return await self._database.read(lambda connection: connection.execute(query, values).fetchall())


def _kept(name: str, row: tuple[str, int, int, bytes | None]) -> Kept:
    document_id, version, sequence, body = row
    return Kept(name, document_id, version, sequence, orjson.loads(body) if body else None)


def _is_empty(connection: sqlite3.Connection) -> bool:
    return not connection.execute(
        "select 1 from documents where collection != ? union all select 1 from log limit 1", (KEEPING.name,)
    ).fetchone()


@contextlib.contextmanager
def _trouble(kind: type[StoreAway] | type[LogAway]) -> Iterator[None]:
    try:
        yield
    except (DatabaseAway, sqlite3.Error) as error:
        raise kind(str(error)) from error
