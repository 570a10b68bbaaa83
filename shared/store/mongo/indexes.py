"""Declared indexes are made by the migration and verified before a collection is used."""

from typing import Any

import pymongo
from pymongo.asynchronous.collection import AsyncCollection

from shared.store.documents import entries
from shared.store.mongo.queries import Keys, keys_of
from shared.store.port import Collection, NotJson, StoreUnprepared

OUTBOX_TIME = "outbox.time"  # sparse: the entry vanishes with the outbox's last event
_OUTBOX_INDEX = "outbox"

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
    """Idempotent. Raises NotJson for a stored document that lacks what a new index needs.

    An index of an older release stays: its replicas may still be running.
    """
    with pymongo.timeout(BUILT):
        await _prepare(documents, collection)


async def _prepare(documents: Documents, collection: Collection) -> None:
    there = await documents.index_information()
    different = await _differences(documents, collection)
    if different - {_OUTBOX_INDEX}:
        await _check_documents(documents, collection)
    for name in different:
        if name in there:
            await documents.drop_index(name)
        await documents.create_index(declared(collection)[name], name=name, sparse=name == _OUTBOX_INDEX)


async def _differences(documents: Documents, collection: Collection) -> set[str]:
    there = {name: list(index["key"]) for name, index in (await documents.index_information()).items()}
    return {name for name, keys in declared(collection).items() if there.get(name) != keys}


async def _check_documents(documents: Documents, collection: Collection) -> None:
    async for document in documents.find({"live": 1}, {"body": 1}):
        try:
            entries(collection, document["body"])
        except NotJson as error:
            raise NotJson(f"{collection.name} {document['_id']}: {error}") from error
