"""The store in MongoDB: state, version and outbox are one document, changed by one update.

A document is `{_id, live, version, sequence, body, outbox: [{id, time, event}], saves: [the newest save ids]}`;
a tombstone has lost `live` and `body`.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pymongo.errors import BulkWriteError, DuplicateKeyError

from shared.clock import SystemClock, to_text
from shared.events.envelope import Event, decode, encode
from shared.ids import new_id
from shared.store.documents import check_id, check_query, entries, key_of, sequence_after
from shared.store.documents import encode as encode_body
from shared.store.mongo.databases import Databases
from shared.store.mongo.errors import DUPLICATE, codes_of, insist
from shared.store.mongo.indexes import Documents, prepare, verify
from shared.store.mongo.queries import Filter, Keys, finds, sort_of
from shared.store.outbox import Place
from shared.store.port import (
    DATA_VERSION,
    AlreadyThere,
    Collection,
    Document,
    Known,
    NewerData,
    NotJson,
    Page,
    Position,
    Stored,
    VersionConflict,
)

T = TypeVar("T")

VERSION = "data_version"
_WRITTEN = {"$max": {"version": DATA_VERSION}}

SAVES_KEPT = 8  # so many others may save before an unanswered save is asked for again

Saved = Callable[[Place, Sequence[Event]], None]

_SEEN = {"version": 1, "sequence": 1, "body": 1}
# Asked for by the id alone, for with a second field no shortcut leads to one document: tombstones come too.
_SEEN_BY_ID = {"outbox": 0, "saves": 0}


class MongoStore:
    """`saved` is told of each document whose outbox has something new, with what was added to it.

    `deadline` is for one operation, in seconds. With `prepares`, missing indexes are made when a collection is first
    used; without, that raises StoreUnprepared.
    """

    def __init__(self, database: Databases, saved: Saved, *, deadline: float, prepares: bool) -> None:
        self._database = database
        self._saved = saved
        self._deadline = deadline
        self._prepares = prepares
        self._declared: dict[str, tuple[Collection, Documents]] = {}
        self._clock = SystemClock()

    async def prepare(self, collections: Iterable[Collection]) -> None:
        """Makes the declared indexes. Idempotent. Raises StoreAway, NotJson, NewerData."""
        await self._check_version()
        await self._insist(lambda: self._database[VERSION].update_one({"_id": VERSION}, _WRITTEN, upsert=True))
        for collection in collections:
            await prepare(self._database[collection.name], collection)

    async def verify(self, collections: Iterable[Collection]) -> None:
        """Raises StoreUnprepared, StoreAway."""
        await self._check_version()
        for collection in collections:
            await self._documents(collection)

    async def _check_version(self) -> None:
        """Raises NewerData."""
        found = await self._insist(lambda: self._database[VERSION].find_one({"_id": VERSION}))
        if found and found["version"] > DATA_VERSION:
            raise NewerData(found["version"])

    async def get(self, collection: Collection, document_id: str) -> Stored | None:
        return (await self.get_many(collection, [document_id])).get(document_id)

    async def get_each(self, *wanted: tuple[Collection, str]) -> list[Stored | None]:
        ids: dict[str, list[str]] = defaultdict(list)
        for collection, document_id in wanted:
            ids[collection.name].append(document_id)
        collections = {collection.name: collection for collection, _ in wanted}
        answers = await asyncio.gather(*(self.get_many(collections[name], ids[name]) for name in collections))
        found = dict(zip(collections, answers, strict=True))
        return [found[collection.name].get(document_id) for collection, document_id in wanted]

    async def get_many(self, collection: Collection, ids: Sequence[str]) -> dict[str, Stored]:
        possible = [document_id for document_id in dict.fromkeys(ids) if _is_id(document_id)]
        if not possible:
            return {}
        documents = await self._documents(collection)
        if len(possible) == 1:
            found = await self._insist(lambda: _find_one(documents, possible[0]))
        else:
            found = await self._insist(lambda: documents.find({"_id": {"$in": possible}}, _SEEN_BY_ID).to_list())
        return {document["_id"]: _stored(document) for document in found if "live" in document}

    async def insert(
        self, collection: Collection, document_id: str, body: Document, events: Sequence[Event] = ()
    ) -> Stored:
        check_id(document_id)
        _check_body(collection, body)
        sequence = events[-1].sequence if events else 0
        save_id = new_id()
        outbox = self._outbox(events)
        document = _first(document_id, sequence, body, [save_id])
        documents = await self._documents(collection)

        async def work() -> None:
            try:
                await documents.insert_one(document | ({"outbox": outbox} if outbox else {}))
            except DuplicateKeyError:
                if not await _was_made(documents, document_id, save_id):
                    raise AlreadyThere(document_id) from None

        await self._insist(work)
        if events:
            self._saved(Place(collection.name, document_id), events)
        return Stored(document_id, 1, sequence, body)

    async def insert_many(self, collection: Collection, bodies: Mapping[str, Document]) -> set[str]:
        for document_id, body in bodies.items():
            check_id(document_id)
            _check_body(collection, body)
        whole = [_first(document_id, 0, body, []) for document_id, body in bodies.items()]
        documents = await self._documents(collection)

        async def work() -> set[str]:
            try:
                await documents.insert_many(whole, ordered=False)
            except BulkWriteError as error:
                if codes_of(error) != {DUPLICATE}:
                    raise
                return {whole[one["index"]]["_id"] for one in error.details["writeErrors"]}
            return set()

        return await self._insist(work) if whole else set()

    async def save(self, collection: Collection, before: Known, body: Document, events: Sequence[Event] = ()) -> Stored:
        _check_body(collection, body)
        after = Stored(before.id, before.version + 1, sequence_after(before, events), body)
        await self._update(collection, before, events, {"$set": {"body": body, "sequence": after.sequence}})
        return after

    async def delete(self, collection: Collection, before: Known, events: Sequence[Event] = ()) -> None:
        change = {"$unset": {"body": 1, "live": 1}, "$set": {"sequence": sequence_after(before, events)}}
        await self._update(collection, before, events, change)

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
        key_of([value for value in (*equal, each, since, until) if value is not None])  # raises NotJson
        documents = await self._documents(collection)
        rows: list[dict[str, Any]] = []
        for query in finds(declared, equal, each, since, until, after, descending):
            if left := limit + 1 - len(rows):
                rows += await self._read(documents, query, sort_of(declared, descending), left)
        items = [_stored(row) for row in rows[:limit]]
        if len(rows) <= limit:
            return Page(items)
        last = items[-1]
        return Page(items, (last.body[declared.order] if declared.order else "", last.id))

    async def _update(
        self, collection: Collection, before: Known, events: Sequence[Event], change: dict[str, Any]
    ) -> None:
        """Asks for no document back: there are servers that look for one in another, slower way.

        Raises VersionConflict.
        """
        save_id = new_id()
        pushed: dict[str, Any] = {"saves": {"$each": [save_id], "$slice": -SAVES_KEPT}}
        if outbox := self._outbox(events):
            pushed["outbox"] = {"$each": outbox}
        if not _is_id(before.id):
            raise VersionConflict(before.id)
        documents = await self._documents(collection)
        there = {"_id": before.id, "version": before.version, "live": 1}

        async def work() -> None:
            updated = await documents.update_one(there, change | {"$inc": {"version": 1}, "$push": pushed})
            if not (updated.matched_count or await _was_made(documents, before.id, save_id)):
                raise VersionConflict(before.id)

        await self._insist(work)
        if events:
            self._saved(Place(collection.name, before.id), events)

    async def _read(self, documents: Documents, query: Filter, sort: Keys, limit: int) -> list[dict[str, Any]]:
        return await self._insist(lambda: documents.find(query, _SEEN, sort=sort, limit=limit).to_list())

    async def _insist(self, work: Callable[[], Awaitable[T]]) -> T:
        return await insist(work, self._deadline)

    def _outbox(self, events: Sequence[Event]) -> list[dict[str, Any]]:
        """Raises EventTooLarge."""
        time = to_text(self._clock.now())
        return [{"id": event.id, "time": time, "event": encode(event)} for event in events]

    async def _documents(self, collection: Collection) -> Documents:
        """Raises StoreUnprepared, and ValueError when one name is declared in two ways."""
        known, documents = self._declared.get(collection.name) or (None, self._database[collection.name])
        if known is None:
            if self._prepares:
                await prepare(documents, collection)
            await self._insist(lambda: verify(documents, collection))
            self._declared[collection.name] = collection, documents
        elif known.indexes != collection.indexes:
            raise ValueError(f"{collection.name} is declared twice, with different indexes")
        return documents


async def _find_one(documents: Documents, document_id: str) -> list[dict[str, Any]]:
    """By a plain command: for one document at most, the driver's cursor costs more than the rest of it.

    A command is never repeated by the driver, as a find would be; `insist` does that.
    """
    query = {"_id": document_id}
    wanted = {"find": documents.name, "filter": query, "projection": _SEEN_BY_ID, "limit": 1, "singleBatch": True}
    concern = {"readConcern": documents.read_concern.document}
    answer = await documents.database.command(wanted | concern, codec_options=documents.codec_options)
    found: list[dict[str, Any]] = answer["cursor"]["firstBatch"]
    return found


async def _was_made(documents: Documents, document_id: str, save_id: str) -> bool:
    """Whether a save that found nothing to change had been made before, and its answer was lost."""
    return await documents.find_one({"_id": document_id, "saves": save_id}, {"_id": 1}) is not None


def events_in(document: dict[str, Any]) -> list[Event]:
    """What waits in a document's outbox, in order."""
    return [decode(waiting["event"]) for waiting in document.get("outbox", ())]


def _stored(document: dict[str, Any]) -> Stored:
    return Stored(document["_id"], document["version"], document["sequence"], document["body"])


def _first(document_id: str, sequence: int, body: Document, saves: list[str]) -> dict[str, Any]:
    return {"_id": document_id, "live": 1, "version": 1, "sequence": sequence, "body": body, "saves": saves}


def _check_body(collection: Collection, body: Document) -> None:
    """Raises NotJson."""
    encode_body(body)
    entries(collection, body)


def _is_id(document_id: str) -> bool:
    try:
        check_id(document_id)
    except NotJson:
        return False
    return True
