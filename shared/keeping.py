"""The keeping port: the whole of store and log as it lies there, for backup, restore and move."""

from collections.abc import AsyncGenerator, Callable, Container, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from shared.events.envelope import Event
from shared.store.port import Collection, Document, Store

Rank = Callable[[str], Any]

# What is done to an installation as a whole: while it is under way nothing may start on it.
KEEPING = Collection("hop.keeping")
UNDER_WAY = "under_way"


@dataclass(frozen=True, slots=True)
class Kept:
    """A document whole; without `body` it is a tombstone. `waiting` are its events that the log does not have yet."""

    collection: str
    id: str
    version: int
    sequence: int
    body: Document | None
    waiting: tuple[Event, ...] = ()


class Keeping(Protocol):
    def documents(self, rank: Rank, only: Container[str] | None = None) -> AsyncGenerator[Sequence[Kept]]:
        """All documents in batches, tombstones too, by collection in the order of `rank` and then by id;
        `only` some collections, by name.

        While others write, each document is whole, and of a later collection it is at least as new as of an earlier
        one; an engine that can shows all of them at one moment. Raises StoreAway.
        """
        ...

    def events(self) -> AsyncGenerator[Sequence[Event]]:
        """From the earliest to the last there was at the call, in order per key; some may come twice.

        Raises LogAway.
        """
        ...

    async def is_empty(self) -> bool:
        """Neither a document nor an event, but for what KEEPING itself holds. Raises StoreAway, LogAway."""
        ...

    async def write(self, documents: Sequence[Kept]) -> None:
        """As they are, without `waiting`, in place of what is there. Raises StoreAway."""
        ...

    async def forget(self, collection: str, document_id: str, version: int) -> bool:
        """Whether it was there in this version; no tombstone stays, so this is for copies only. Raises StoreAway."""
        ...

    async def append(self, events: Sequence[Event]) -> None:
        """In this order. Raises LogAway, after which some of them may be there."""
        ...


async def trouble_of(store: Store) -> str | None:
    """Why nothing may start on these data, if so."""
    stored = await store.get(KEEPING, UNDER_WAY)
    if stored is None or stored.body["state"] == "done":
        return None
    what = stored.body["what"]
    return f"unfinished-{what}: a {what} into this store was broken off, so it is not whole. " + (
        "Run it again." if what == "move" else "Empty store, log and objects, and run it again."
    )
