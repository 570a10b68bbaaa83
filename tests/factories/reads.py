"""Counts what a store is asked, to say that it does not grow with what is there."""

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


class CountedCalls:
    """A store in front of a real one that notes what it is asked, by method and collection."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Any:
        ask = getattr(self._store, name)

        def counted(*arguments: Any, **named: Any) -> Any:
            of = arguments[0].name if isinstance(arguments[0], Collection) else ""
            self.calls.append(f"{name} {of}".strip())
            return ask(*arguments, **named)

        return counted
