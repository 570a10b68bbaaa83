"""The store in one SQLite file. Index entries stand in a side table, so that lists can be found element by element."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import astuple
from typing import Any, TypeVar

import orjson
import structlog

from shared.database import Database, DatabaseAway, Told, Work
from shared.events.envelope import Event
from shared.log.sqlite import append, rows_of, told_by
from shared.store.documents import Entry, check_id, check_query, encode, entries, key_of, sequence_after
from shared.store.port import (
    AlreadyThere,
    At,
    Collection,
    Document,
    Index,
    Known,
    Page,
    Position,
    StoreAway,
    Stored,
    StoreUnprepared,
    VersionConflict,
    completed,
)

log = structlog.get_logger()

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
) without rowid;
create table if not exists declarations (
  collection text primary key, indexes text not null -- what the entries were made by
) without rowid
"""

_GET = "select id, version, sequence, body from documents where collection = ? and id = ? and body is not null"
_COMPLETE = "update documents set body = ? where collection = ? and id = ?"
_PUT_ENTRY = "insert into entries (collection, name, key, position, id) values (?, ?, ?, ?, ?)"
_DROP_ENTRY = "delete from entries where collection = ? and name = ? and key = ? and position = ? and id = ?"


class SqliteStore:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._declared: dict[str, tuple[Index, ...]] = {}

    async def prepare(self, collections: Iterable[Collection]) -> None:
        """Completes what another release declared otherwise, and indexes it. Raises StoreUnprepared, StoreAway."""
        for collection in collections:
            try:
                await self._declare(collection)
            except ValueError as error:
                raise StoreUnprepared(str(error)) from error

    async def get(self, collection: Collection, document_id: str) -> Stored | None:
        return (await self.get_each((collection, document_id)))[0]

    async def get_each(self, *wanted: tuple[Collection, str]) -> list[Stored | None]:
        keys = [(collection.name, document_id) for collection, document_id in wanted]
        rows = await self._read(lambda connection: [_fetch(connection, *key) for key in keys])
        return [_stored(row) if row else None for row in rows]

    async def get_many(self, collection: Collection, ids: Sequence[str]) -> dict[str, Stored]:
        found = await self.get_each(*((collection, wish) for wish in dict.fromkeys(ids)))
        return {stored.id: stored for stored in found if stored}

    async def insert(
        self, collection: Collection, document_id: str, body: Document, events: Sequence[Event] = ()
    ) -> Stored:
        check_id(document_id)
        encoded = encode(body)
        sequence = events[-1].sequence if events else 0
        made = entries(collection, body)
        rows = rows_of(events)
        await self._declare(collection)

        def work(connection: sqlite3.Connection) -> None:
            if not _insert(connection, collection, document_id, sequence, encoded, made):
                raise AlreadyThere(document_id)
            append(connection, rows)

        await self._write(work, tells=told_by(events))
        return Stored(document_id, 1, sequence, body)

    async def insert_many(self, collection: Collection, bodies: Mapping[str, Document]) -> set[str]:
        for document_id in bodies:
            check_id(document_id)
        rows = [(document_id, 0, encode(body), entries(collection, body)) for document_id, body in bodies.items()]
        await self._declare(collection)

        def work(connection: sqlite3.Connection) -> set[str]:
            return {row[0] for row in rows if not _insert(connection, collection, *row)}

        return await self._write(work)

    async def save(self, collection: Collection, before: Known, body: Document, events: Sequence[Event] = ()) -> Stored:
        encoded = encode(body)
        after = Stored(before.id, before.version + 1, sequence_after(before, events), body)
        await self._replace(collection, before, after, encoded, entries(collection, body), events)
        return after

    async def delete(self, collection: Collection, before: Known, events: Sequence[Event] = ()) -> None:
        after = At(before.id, before.version + 1, sequence_after(before, events))
        await self._replace(collection, before, after, None, set(), events)

    async def _replace(
        self,
        collection: Collection,
        before: Known,
        after: Known,
        encoded: bytes | None,
        made: set[Entry],
        events: Sequence[Event],
    ) -> None:
        rows = rows_of(events)
        await self._declare(collection)

        def work(connection: sqlite3.Connection) -> None:
            row = _fetch(connection, collection.name, before.id)
            if row is None or row[1] != before.version:
                raise VersionConflict(before.id)
            there = entries(collection, _stored(row).body)
            connection.execute(
                "update documents set version = ?, sequence = ?, body = ? where collection = ? and id = ?",
                (after.version, after.sequence, encoded, collection.name, before.id),
            )
            _drop(connection, collection, before.id, there - made)
            _put(connection, collection, before.id, made - there)
            append(connection, rows)

        await self._write(work, tells=told_by(events))

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
        check_query(declared, equal, each, since, until, limit)
        await self._declare(collection)
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

    async def _declare(self, collection: Collection) -> None:
        """On a collection's first use its documents are completed if another release declared other indexes.

        Raises ValueError when one name is declared in two ways, and for a document that lacks a declared field then.
        """
        if collection.name not in self._declared:
            if not await self._read(lambda connection: _is_declared(connection, collection)):
                await self._write(lambda connection: _rebuild(connection, collection))
            self._declared.setdefault(collection.name, collection.indexes)
        if self._declared[collection.name] != collection.indexes:
            raise ValueError(f"{collection.name} is declared twice, with different indexes")

    async def _read(self, work: Work[T]) -> T:
        try:
            return await self._database.read(work)
        except DatabaseAway as error:
            raise StoreAway(str(error)) from error

    async def _write(self, work: Work[T], *, tells: Set[Told] = frozenset()) -> T:
        try:
            return await self._database.write(work, tells=tells)
        except DatabaseAway as error:
            raise StoreAway(str(error)) from error


def _stored(row: Sequence[Any]) -> Stored:
    return Stored(*row[:4])


def _fetch(connection: sqlite3.Connection, collection: str, document_id: str) -> Sequence[Any] | None:
    try:
        row: Sequence[Any] | None = connection.execute(_GET, (collection, document_id)).fetchone()
    except UnicodeEncodeError:  # a lone surrogate: no document has such an id
        return None
    return row


def _insert(
    connection: sqlite3.Connection,
    collection: Collection,
    document_id: str,
    sequence: int,
    encoded: bytes,
    made: set[Entry],
) -> bool:
    """False for an id that is taken."""
    inserted = connection.execute(
        "insert or ignore into documents (collection, id, version, sequence, body) values (?, ?, 1, ?, ?)",
        (collection.name, document_id, sequence, encoded),
    )
    if inserted.rowcount:
        _put(connection, collection, document_id, made)
    return bool(inserted.rowcount)


def _put(connection: sqlite3.Connection, collection: Collection, document_id: str, made: set[Entry]) -> None:
    connection.executemany(_PUT_ENTRY, [(collection.name, *entry, document_id) for entry in made])


def _drop(connection: sqlite3.Connection, collection: Collection, document_id: str, made: set[Entry]) -> None:
    connection.executemany(_DROP_ENTRY, [(collection.name, *entry, document_id) for entry in made])


def _declaration(collection: Collection) -> str:
    return orjson.dumps([astuple(index) for index in collection.indexes]).decode()


def _is_declared(connection: sqlite3.Connection, collection: Collection) -> bool:
    row = connection.execute("select indexes from declarations where collection = ?", (collection.name,)).fetchone()
    return bool(row == (_declaration(collection),))


def _rebuild(connection: sqlite3.Connection, collection: Collection) -> None:
    documents = connection.execute(
        "select id, body from documents where collection = ? and body is not null", (collection.name,)
    )
    bodies = {document_id: (body, *_completed(collection, document_id, body)) for document_id, body in documents}
    connection.execute("delete from entries where collection = ?", (collection.name,))
    for document_id, (before, body, made) in bodies.items():
        if body != before:
            connection.execute(_COMPLETE, (body, collection.name, document_id))
        _put(connection, collection, document_id, made)
    connection.execute(
        "insert or replace into declarations (collection, indexes) values (?, ?)",
        (collection.name, _declaration(collection)),
    )


def _completed(collection: Collection, document_id: str, held: bytes) -> tuple[bytes, set[Entry]]:
    try:
        body = completed(collection, orjson.loads(held))
        return encode(body), entries(collection, body)
    except ValueError as error:
        log.error("document cannot be indexed", collection=collection.name, document_id=document_id, reason=str(error))
        raise ValueError(f"{collection.name} {document_id}: {error}") from error


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
    """The cursor's clause comes first: of several bounds on one column SQLite seeks by the one it reads first."""
    clauses = ["e.collection = ?", "e.name = ?", "e.key = ?"]
    values: list[str | int] = [collection.name, index.name, key_of([*equal, each] if each is not None else equal)]
    if after is not None:
        clauses.append(f"(e.position, e.id) {'<' if descending else '>'} (?, ?)")
        values += after
    for clause, bound in (("e.position >= ?", since), ("e.position < ?", until)):
        if bound is not None:
            clauses.append(clause)
            values.append(bound)
    # Integers sort before text: an open range ends where the other type begins.
    if isinstance(since, int):
        clauses.append("e.position < ''")
    if isinstance(until, str):
        clauses.append("e.position >= ''")
    return clauses, values
