"""Counts what is read of a collection, to say that it does not grow with what is there."""

from typing import Any

from shared.store.port import Collection, Page, Store


class CountedReads:
    """A store in front of a real one; `documents` were found in `collection` since it was made."""

    def __init__(self, store: Store, collection: Collection) -> None:
        self._store = store
        self._collection = collection
        self.documents = 0

    async def find(self, collection: Collection, *arguments: Any, **named: Any) -> Page:
        page = await self._store.find(collection, *arguments, **named)
        self.documents += len(page.items) if collection is self._collection else 0
        return page

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)
