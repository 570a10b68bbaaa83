"""The store in one SQLite file. Index entries stand in a side table, so that lists can be found element by element."""

import math
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import orjson

from shared.database import Database, DatabaseAway, Work
from shared.events.envelope import Event
from shared.log.sqlite import append, rows_of
from shared.store.port import (
    AlreadyThere,
    Collection,
    Document,
    Index,
    NotJson,
    Page,
    Position,
    StoreAway,
    Stored,
    UndeclaredQuery,
    VersionConflict,
)

T = TypeVar("T")

SCHEMA = """
create table if not exists documents (
  collection text not null, id text not null, version integer not null, sequence integer not null,
  body blob, -- null is a tombstone
  primary key (collection, id)
) without rowid;
create table if not exists entries (
  collection text not null, name text not null, key text not null, position not null, id text not null,
  primary key (collection, name, key, position, id)
) without rowid
"""

_GET = "select id, version, sequence, body from documents where collection = ? and id = ? and body is not null"
_PUT_ENTRY = "insert into entries (collection, name, key, position, id) values (?, ?, ?, ?, ?)"
_DROP_ENTRY = "delete from entries where collection = ? and name = ? and key = ? and position = ? and id = ?"

Entry = tuple[str, str, str, str | int, str]


class SqliteStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, collection: Collection, document_id: str) -> Stored | None:
        return (await self.get_each((collection, document_id)))[0]

    async def get_each(self, *wanted: tuple[Collection, str]) -> list[Stored | None]:
        keys = [(collection.name, document_id) for collection, document_id in wanted]
        rows = await self._read(lambda connection: [connection.execute(_GET, key).fetchone() for key in keys])
        return [_stored(row) if row else None for row in rows]

    async def get_many(self, collection: Collection, ids: Sequence[str]) -> dict[str, Stored]:
        found = await self.get_each(*((collection, wish) for wish in dict.fromkeys(ids)))
        return {stored.id: stored for stored in found if stored}

    async def insert(
        self, collection: Collection, document_id: str, body: Document, events: Sequence[Event] = ()
    ) -> Stored:
        encoded = _encode(body)
        sequence = events[-1].sequence if events else 0
        entries = _entries(collection, document_id, body)
        rows = rows_of(events)

        def work(connection: sqlite3.Connection) -> None:
            if connection.execute(
                "select 1 from documents where collection = ? and id = ?", (collection.name, document_id)
            ).fetchone():
                raise AlreadyThere(document_id)
            connection.execute(
                "insert into documents (collection, id, version, sequence, body) values (?, ?, 1, ?, ?)",
                (collection.name, document_id, sequence, encoded),
            )
            connection.executemany(_PUT_ENTRY, entries)
            append(connection, rows)

        await self._write(work)
        return Stored(document_id, 1, sequence, body)

    async def save(
        self,
        collection: Collection,
        document_id: str,
        body: Document,
        expected_version: int,
        events: Sequence[Event] = (),
    ) -> Stored:
        encoded = _encode(body)
        entries = _entries(collection, document_id, body)
        sequence = await self._replace(collection, document_id, expected_version, events, encoded, entries)
        return Stored(document_id, expected_version + 1, sequence, body)

    async def delete(
        self, collection: Collection, document_id: str, expected_version: int, events: Sequence[Event] = ()
    ) -> None:
        await self._replace(collection, document_id, expected_version, events, None, set())

    async def _replace(
        self,
        collection: Collection,
        document_id: str,
        expected_version: int,
        events: Sequence[Event],
        encoded: bytes | None,
        entries: set[Entry],
    ) -> int:
        """The sequence after it."""
        rows = rows_of(events)

        def work(connection: sqlite3.Connection) -> int:
            row = connection.execute(_GET, (collection.name, document_id)).fetchone()
            if row is None or row[1] != expected_version:
                raise VersionConflict(document_id)
            before = _stored(row)
            old_entries = _entries(collection, document_id, before.body)
            sequence = events[-1].sequence if events else before.sequence
            connection.execute(
                "update documents set version = ?, sequence = ?, body = ? where collection = ? and id = ?",
                (expected_version + 1, sequence, encoded, collection.name, document_id),
            )
            connection.executemany(_DROP_ENTRY, old_entries - entries)
            connection.executemany(_PUT_ENTRY, entries - old_entries)
            append(connection, rows)
            return sequence

        return await self._write(work)

    async def find(
        self,
        collection: Collection,
        index: str,
        *equal: str | int,
        each: str | int | None = None,
        since: str | int | None = None,
        until: str | int | None = None,
        after: Position | None = None,
        limit: int = 100,
        descending: bool = False,
    ) -> Page:
        declared = collection.index(index)
        _check(declared, equal, each, since, until)
        clauses, values = _where(collection, declared, equal, each, since, until, after, descending)
        direction = "desc" if descending else "asc"
        query = (
            "select d.id, d.version, d.sequence, d.body, e.position from entries e "
            "join documents d on d.collection = e.collection and d.id = e.id "
            f"where {' and '.join(clauses)} order by e.position {direction}, e.id {direction} limit ?"
        )
        rows = await self._read(lambda connection: connection.execute(query, (*values, limit + 1)).fetchall())
        items = [_stored(row) for row in rows[:limit]]
        return Page(items, (rows[limit - 1][4], rows[limit - 1][0]) if len(rows) > limit else None)

    async def _read(self, work: Work[T]) -> T:
        try:
            return await self._database.read(work)
        except DatabaseAway as error:
            raise StoreAway(str(error)) from error

    async def _write(self, work: Work[T]) -> T:
        try:
            return await self._database.write(work)
        except DatabaseAway as error:
            raise StoreAway(str(error)) from error


def _stored(row: Sequence[Any]) -> Stored:
    return Stored(row[0], row[1], row[2], orjson.loads(row[3]))


def _entries(collection: Collection, document_id: str, body: Document) -> set[Entry]:
    """Raises NotJson when a declared field is missing or neither text nor integer."""
    return {
        (collection.name, index.name, _key(values), position, document_id)
        for index in collection.indexes
        for values, position in _keys(index, body)
    }


def _keys(index: Index, body: Document) -> Iterator[tuple[list[str | int], str | int]]:
    equal = [_scalar(body, name) for name in index.equal]
    if index.each is None:
        yield equal, _scalar(body, index.order) if index.order else ""
        return
    for element in body[index.each]:
        yield [*equal, element], ""


def _scalar(body: Document, name: str) -> str | int:
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise NotJson(f"declared field {name} is {type(value).__name__}, not text or integer")
    return value


def _key(values: Sequence[str | int]) -> str:
    return orjson.dumps(values).decode()


def _encode(body: Document) -> bytes:
    """Raises NotJson for what orjson would change silently (NaN, tuples' kin) or a store cannot keep."""
    _check_json(body)
    try:
        return orjson.dumps(body)
    except (TypeError, ValueError) as error:
        raise NotJson(str(error)) from error


def _check_json(value: Any) -> None:
    match value:
        case None | bool():
            return
        case str():
            if "\0" in value:
                raise NotJson("text holds NUL")
        case int():
            if not -(2**63) <= value < 2**63:
                raise NotJson("integer beyond 64 bits")
        case float():
            if not math.isfinite(value):
                raise NotJson("number is not finite")
        case dict():
            for name, inner in value.items():
                if not isinstance(name, str):
                    raise NotJson("field name is not text")
                _check_json(inner)
        case list():
            for inner in value:
                _check_json(inner)
        case _:
            raise NotJson(f"{type(value).__name__} is not JSON")


def _check(
    index: Index, equal: tuple[str | int, ...], each: str | int | None, since: str | int | None, until: str | int | None
) -> None:
    if len(equal) != len(index.equal):
        raise UndeclaredQuery(f"index {index.name} wants a value for each of {index.equal}")
    if (each is None) != (index.each is None):
        raise UndeclaredQuery(f"index {index.name}: `each` goes with a list index, and only with it")
    if (since is not None or until is not None) and index.order is None:
        raise UndeclaredQuery(f"index {index.name} has no order to range on")


def _where(
    collection: Collection,
    index: Index,
    equal: tuple[str | int, ...],
    each: str | int | None,
    since: str | int | None,
    until: str | int | None,
    after: Position | None,
    descending: bool,
) -> tuple[list[str], list[str | int]]:
    """A row-value comparison does not seek here, hence the two-step bound on (position, id)."""
    key = _key([*equal, each] if each is not None else equal)
    clauses = ["e.collection = ?", "e.name = ?", "e.key = ?"]
    values: list[str | int] = [collection.name, index.name, key]
    for clause, bound in (("e.position >= ?", since), ("e.position < ?", until)):
        if bound is not None:
            clauses.append(clause)
            values.append(bound)
    if after is not None:
        beyond = "<" if descending else ">"
        clauses.append(f"e.position {beyond}= ? and (e.position {beyond} ? or e.id {beyond} ?)")
        values += [after[0], after[0], after[1]]
    return clauses, values
