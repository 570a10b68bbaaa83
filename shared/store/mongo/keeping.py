"""All documents of a MongoDB database as they lie there, outboxes included."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Container, Sequence
from typing import Any, TypeVar

import pymongo
from pymongo import ReplaceOne

from shared.keeping import KEEPING, Kept, Rank
from shared.store.mongo.databases import Databases
from shared.store.mongo.errors import insist
from shared.store.mongo.outbox import LEASES
from shared.store.mongo.store import VERSION, events_in

T = TypeVar("T")

BATCH = 200
DEADLINE = 30.0  # seconds for one batch

_NOT_KEPT = {LEASES, VERSION, KEEPING.name}


class MongoKeeping:
    def __init__(self, database: Databases) -> None:
        self._database = database

    async def documents(self, rank: Rank, only: Container[str] | None = None) -> AsyncGenerator[Sequence[Kept]]:
        names = [name for name in await self._names() if only is None or name in only]
        for name in sorted(names, key=lambda name: (rank(name), name)):
            after = ""
            while found := await self._page(name, after):
                yield [_kept(name, document) for document in found]
                after = found[-1]["_id"]

    async def is_empty(self) -> bool:
        return not any([await self._page(name, "", limit=1) for name in await self._names()])

    async def write(self, documents: Sequence[Kept]) -> None:
        for name in {one.collection for one in documents}:
            whole = [_document(one) for one in documents if one.collection == name]
            requests = [ReplaceOne({"_id": one["_id"]}, one, upsert=True) for one in whole]
            await _insist(lambda name=name, requests=requests: self._database[name].bulk_write(requests))  # type: ignore[misc]

    async def forget(self, collection: str, document_id: str, version: int) -> bool:
        chosen = {"_id": document_id, "version": version}
        return bool((await _insist(lambda: self._database[collection].delete_one(chosen))).deleted_count)

    async def _names(self) -> list[str]:
        names = await _insist(self._database.list_collection_names)
        return [name for name in names if name not in _NOT_KEPT and not name.startswith("system.")]

    async def _page(self, name: str, after: str, limit: int = BATCH) -> list[dict[str, Any]]:
        query = {"_id": {"$gt": after}}
        documents = self._database[name]
        return await _insist(lambda: documents.find(query, sort=[("_id", 1)], limit=limit).to_list())


async def _insist(work: Callable[[], Awaitable[T]]) -> T:
    async def patiently() -> T:
        with pymongo.timeout(DEADLINE):
            return await work()

    return await insist(patiently, DEADLINE)


def _kept(name: str, document: dict[str, Any]) -> Kept:
    body, waiting = document.get("body"), tuple(events_in(document))
    return Kept(name, document["_id"], document["version"], document["sequence"], body, waiting)


def _document(one: Kept) -> dict[str, Any]:
    document = {"_id": one.id, "version": one.version, "sequence": one.sequence, "saves": []}
    return document if one.body is None else document | {"live": 1, "body": one.body}
