"""Declared indexes are made by the migration and verified before a collection is used."""

from typing import Any

import pymongo
from pymongo.asynchronous.collection import AsyncCollection

from shared.store.documents import entries
from shared.store.mongo.queries import Filter, Keys, keys_of, lacking
from shared.store.port import Collection, NotJson, StoreUnprepared, completed

OUTBOX_TIME = "outbox.time"  # sparse: the entry vanishes with the outbox's last event
_OUTBOX_INDEX = "outbox"

_SEEN = {"version": 1, "body": 1}

BUILT = 3600.0  # seconds until an index of a large collection is made

Documents = AsyncCollection[dict[str, Any]]


def declared(collection: Collection) -> dict[str, Keys]:
    return {index.name: keys_of(index) for index in collection.indexes} | {_OUTBOX_INDEX: [(OUTBOX_TIME, 1)]}


async def verify(documents: Documents, collection: Collection) -> None:
    """Raises StoreUnprepared."""
    if different := await _differences(documents, collection):
        raise StoreUnprepared(
            f"{collection.name}: {', '.join(sorted(different))} missing or not as declared. "
            "Run: python -m services.prepare"
        )


async def prepare(documents: Documents, collection: Collection) -> None:
    """Completes documents of an older release. Idempotent. Raises NotJson for one that an index cannot hold.

    An index of an older release stays: its replicas may still be running.
    """
    with pymongo.timeout(BUILT):
        await _prepare(documents, collection)


async def _prepare(documents: Documents, collection: Collection) -> None:
    there = await documents.index_information()
    different = await _differences(documents, collection)
    if collection.fields:
        chosen = {"live": 1} if different - {_OUTBOX_INDEX} else lacking(collection)
        await _complete_documents(documents, collection, chosen)
    for name in different:
        if name in there:
            await documents.drop_index(name)
        await documents.create_index(declared(collection)[name], name=name, sparse=name == _OUTBOX_INDEX)


async def _differences(documents: Documents, collection: Collection) -> set[str]:
    there = {name: list(index["key"]) for name, index in (await documents.index_information()).items()}
    return {name for name, keys in declared(collection).items() if there.get(name) != keys}


async def _complete_documents(documents: Documents, collection: Collection, chosen: Filter) -> None:
    async for found in documents.find(chosen, _SEEN):
        document: dict[str, Any] | None = found
        while document and not await _complete(documents, collection, document):
            document = await documents.find_one({"_id": found["_id"], "live": 1}, _SEEN)


async def _complete(documents: Documents, collection: Collection, document: dict[str, Any]) -> bool:
    """False when somebody else has saved it meanwhile. Its version stays: it says what it said before."""
    try:
        body = completed(collection, document["body"])
        entries(collection, body)
    except ValueError as error:
        raise NotJson(f"{collection.name} {document['_id']}: {error}") from error
    if body == document["body"]:
        return True
    same = {"_id": document["_id"], "version": document["version"], "live": 1}
    return bool((await documents.update_one(same, {"$set": {"body": body}})).matched_count)
