"""The chain in the store. An entry's number is its id: of two replicas that append at once, one begins anew."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from services.gateway.audit.model import FIRST, Act, entry_of, key_of
from shared.metrics import Counter
from shared.store.port import AlreadyThere, Collection, Document, Index, Page, Position, Store, every

ENTRIES = Collection(
    "gateway.audit",
    (Index("by_number", order="number"), Index("by_source", ("source",)), Index("by_key", each="keys")),
)

# deed: as in audit/model.py
ENTRIES_WRITTEN = Counter("hop_audit_entries", "Entries of the audit record.", ["deed"])


class AuditRecord:
    """Append-only: there is no way to change an entry here."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turn = asyncio.Lock()
        self._end: tuple[int, str] | None = None  # of the chain when we wrote last: number and hash

    async def append(self, act: Act, organisations: list[str]) -> None:
        """The same source again changes nothing.

        The end is known before the look for the source: whoever wrote it in between took the number we try for, or one
        before it.
        """
        async with self._turn:
            while True:
                number, previous = self._end or await self._read_end()
                if (await self._store.find(ENTRIES, "by_source", act.source, limit=1)).items:
                    return
                body = entry_of(number + 1, previous, act, organisations)
                try:
                    await self._store.insert(ENTRIES, _id(number + 1), body)
                except AlreadyThere:
                    self._end = None
                    continue
                self._end = number + 1, body["hash"]
                ENTRIES_WRITTEN.labels(act.deed).inc()
                return

    async def page(
        self, organisation_id: str, deed: str | None, person_id: str | None, after: Position | None, limit: int
    ) -> Page:
        """The newest first."""
        key = key_of(organisation_id, deed, person_id)
        return await self._store.find(ENTRIES, "by_key", each=key, after=after, limit=limit, descending=True)

    async def of(self, organisation_id: str) -> AsyncIterator[Document]:
        """All entries of a subtree, the oldest first."""
        async for stored in every(self._store, ENTRIES, "by_key", each=key_of(organisation_id, None, None)):
            yield stored.body

    async def whole(self) -> AsyncIterator[dict[str, Any]]:
        async for stored in every(self._store, ENTRIES, "by_number"):
            yield stored.body

    async def _read_end(self) -> tuple[int, str]:
        page = await self._store.find(ENTRIES, "by_number", limit=1, descending=True)
        return (page.items[0].body["number"], page.items[0].body["hash"]) if page.items else (0, FIRST)


def _id(number: int) -> str:
    return f"{number:015}"
