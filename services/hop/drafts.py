"""A store that keeps what one writer writes in memory, and lays it down many documents at a time.

Copies made anew from a log are written once for each fact and read for each fact; only the last writing counts. What
is there already was laid down from here, so a document that was never laid down is looked for nowhere.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.backends import Backends
from shared.events.envelope import Event
from shared.keeping import Kept
from shared.store.port import AlreadyThere, Collection, Document, Known, Page, Stored, UndeclaredQuery, VersionConflict

MOST = 20_000  # documents in memory

Place = tuple[str, str]  # collection, id


class Drafts:
    """Over an empty store that nobody else writes to. Events are none of its business."""

    def __init__(self, below: Backends) -> None:
        self._below = below
        self._fresh: dict[Place, Stored] = {}
        self._laid: set[Place] = set()

    async def lay_down(self) -> None:
        whole = [Kept(name, one.id, one.version, 0, one.body) for (name, _), one in self._fresh.items()]
        await self._below.keeping.write(whole)
        self._laid |= self._fresh.keys()
        self._fresh.clear()

    async def get(self, collection: Collection, document_id: str) -> Stored | None:
        place = collection.name, document_id
        if place in self._laid and place not in self._fresh:
            return await self._below.store.get(collection, document_id)
        return self._fresh.get(place)

    async def get_each(self, *wanted: tuple[Collection, str]) -> list[Stored | None]:
        return [await self.get(*one) for one in wanted]

    async def get_many(self, collection: Collection, ids: Sequence[str]) -> dict[str, Stored]:
        found = [await self.get(collection, document_id) for document_id in dict.fromkeys(ids)]
        return {stored.id: stored for stored in found if stored}

    async def insert(
        self, collection: Collection, document_id: str, body: Document, events: Sequence[Event] = ()
    ) -> Stored:
        if await self.get(collection, document_id):
            raise AlreadyThere(document_id)
        return await self._put(collection, document_id, 1, body)

    async def insert_many(self, collection: Collection, bodies: Mapping[str, Document]) -> set[str]:
        taken = set(await self.get_many(collection, list(bodies)))
        for document_id in bodies.keys() - taken:
            await self._put(collection, document_id, 1, bodies[document_id])
        return taken

    async def save(self, collection: Collection, before: Known, body: Document, events: Sequence[Event] = ()) -> Stored:
        there = await self.get(collection, before.id)
        if there is None or there.version != before.version:
            raise VersionConflict(before.id)
        return await self._put(collection, before.id, before.version + 1, body)

    async def delete(self, collection: Collection, before: Known, events: Sequence[Event] = ()) -> None:
        await self.lay_down()
        await self._below.store.delete(collection, before)

    async def find(self, collection: Collection, index: str, *equal: str | int, **more: Any) -> Page:
        """Raises UndeclaredQuery: what is in memory has no index, and a fact changes the copy that it names."""
        raise UndeclaredQuery(f"{collection.name} is being made anew, and found by id only")

    async def _put(self, collection: Collection, document_id: str, version: int, body: Document) -> Stored:
        if len(self._fresh) >= MOST:
            await self.lay_down()
        stored = self._fresh[collection.name, document_id] = Stored(document_id, version, 0, body)
        return stored
