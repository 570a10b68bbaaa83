"""A store that goes away in the middle of things, as a killed process or a full disk makes it."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.events.envelope import Event
from shared.store.port import Collection, Document, Known, Page, Store, StoreAway, Stored


class BreakingStore:
    """Passes everything on; write number `at` and all after it fail, before they change anything.

    With `after`, write number `at` is made and its caller is told that it failed: its answer was lost.
    """

    def __init__(self, store: Store, at: int, *, after: bool = False) -> None:
        self._store = store
        self._left = at
        self._after = after

    async def insert(
        self, collection: Collection, document_id: str, body: Document, events: Sequence[Event] = ()
    ) -> Stored:
        stored: Stored = await self._write(self._store.insert, collection, document_id, body, events)
        return stored

    async def insert_many(self, collection: Collection, bodies: Mapping[str, Document]) -> set[str]:
        taken: set[str] = await self._write(self._store.insert_many, collection, bodies)
        return taken

    async def save(self, collection: Collection, before: Known, body: Document, events: Sequence[Event] = ()) -> Stored:
        stored: Stored = await self._write(self._store.save, collection, before, body, events)
        return stored

    async def delete(self, collection: Collection, before: Known, events: Sequence[Event] = ()) -> None:
        await self._write(self._store.delete, collection, before, events)

    async def get(self, collection: Collection, document_id: str) -> Stored | None:
        return await self._store.get(collection, document_id)

    async def get_each(self, *wanted: tuple[Collection, str]) -> list[Stored | None]:
        return await self._store.get_each(*wanted)

    async def get_many(self, collection: Collection, ids: Sequence[str]) -> dict[str, Stored]:
        return await self._store.get_many(collection, ids)

    async def find(self, collection: Collection, index: str, *equal: str | int, **named: Any) -> Page:
        return await self._store.find(collection, index, *equal, **named)

    async def _write(self, write: Any, *arguments: Any) -> Any:
        if self._left <= 0:
            raise StoreAway("broken on purpose")
        self._left -= 1
        answer = await write(*arguments)
        if self._left == 0 and self._after:
            raise StoreAway("broken on purpose, afterwards")
        return answer
