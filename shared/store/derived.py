"""Documents that follow from others, each made anew from the present state: written side by side, and only where they
differ.
"""

import asyncio
from collections.abc import Mapping

from shared.groups import task_group
from shared.store.port import AlreadyThere, Collection, Document, Store, Stored, VersionConflict

AT_ONCE = 16


async def put_derived(
    store: Store, collection: Collection, before: Mapping[str, Stored | None], wanted: Mapping[str, Document]
) -> list[str]:
    """Gives the ids that somebody else has written since: they have to be read and made again.

    Both by id. `before` must have been read before the state `wanted` follows from: then whoever saves last has seen
    the newest.
    """
    gate, late = asyncio.Semaphore(AT_ONCE), list[str]()

    async def put(document_id: str, body: Document) -> None:
        async with gate:
            if not await _put(store, collection, document_id, before[document_id], body):
                late.append(document_id)

    async with task_group() as tasks:
        for document_id, body in wanted.items():
            there = before[document_id]
            if there is None or there.body != body:
                tasks.create_task(put(document_id, body))
    return late


async def _put(store: Store, collection: Collection, document_id: str, before: Stored | None, body: Document) -> bool:
    try:
        if before is None:
            await store.insert(collection, document_id, body)
        else:
            await store.save(collection, before, body)
    except (AlreadyThere, VersionConflict):
        return False
    return True
