"""Records of what was heard, one per aggregate; and rows, one per meeting, which the figures are sums of."""

import contextlib
from collections.abc import AsyncIterator

from services.gateway.usage.facts import Kept, Record
from services.gateway.usage.history import fold
from services.gateway.yardsticks.model import Yardsticks
from services.gateway.yardsticks.store import all_yardsticks
from shared.clock import Clock, to_text
from shared.events.envelope import Event
from shared.ids import derived_id
from shared.reactions import Projections
from shared.store.port import AlreadyThere, Collection, Document, Index, Store, Stored, VersionConflict, every

RECORDS = Collection(
    "gateway.usage_records",
    (
        Index("by_meeting", ("meeting_id",)),
        Index("by_kind", ("meeting_id", "kind")),
        Index("by_change", order="changed_at"),
    ),
)
ROWS = Collection(
    "gateway.usage_rows", (Index("by_organisation", ("organisation_id",)), Index("by_change", order="changed_at"))
)
PROGRESS = Collection("gateway.usage_progress")
SETTLED = "settled"
PAGE = 500


def record_id(subject: str) -> str:
    return derived_id("usage", subject)


class Records:
    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self._clock = clock
        self._projections = Projections(store, RECORDS)

    async def hear(self, event: Event, kept: Kept) -> None:
        def change(before: Document) -> Document:
            return fold(before, event, kept) | {"changed_at": to_text(self._clock.now())}

        await self._projections.apply(event, change, record_id(event.subject))

    async def get(self, subject: str) -> Document | None:
        return await self._projections.get(record_id(subject))

    async def of_meeting(self, meeting_id: str) -> list[Document]:
        return [stored.body async for stored in every(self.store, RECORDS, "by_meeting", meeting_id, limit=PAGE)]

    async def of_kind(self, meeting_id: str, kind: Record) -> list[Document]:
        found = every(self.store, RECORDS, "by_kind", meeting_id, kind.value, limit=PAGE)
        return [stored.body async for stored in found]

    async def changed_since(self, moment: str) -> AsyncIterator[tuple[str, Document]]:
        """Id and body."""
        async for stored in every(self.store, RECORDS, "by_change", since=moment, limit=PAGE):
            yield stored.id, stored.body


class Rows:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def get(self, meeting_id: str) -> Stored | None:
        return await self._store.get(ROWS, meeting_id)

    async def put(self, before: Stored | None, row: Document) -> bool:
        """False when somebody else put one since `before` was read. An equal row is left alone."""
        if before and {name: value for name, value in before.body.items() if name != "changed_at"} == row:
            return True
        body = row | {"changed_at": to_text(self._clock.now())}
        try:
            if before:
                await self._store.save(ROWS, before, body)
            else:
                await self._store.insert(ROWS, row["meeting_id"], body)
        except (VersionConflict, AlreadyThere):
            return False
        return True

    async def settled_until(self) -> str:
        """Rows follow from all records changed before that; empty before the first was settled."""
        stored = await self._store.get(PROGRESS, SETTLED)
        return stored.body["until"] if stored else ""

    async def note_settled(self, until: str) -> None:
        """A replica that was faster has noted its own."""
        stored = await self._store.get(PROGRESS, SETTLED)
        with contextlib.suppress(VersionConflict, AlreadyThere):
            if stored:
                await self._store.save(PROGRESS, stored, {"until": until})
            else:
                await self._store.insert(PROGRESS, SETTLED, {"until": until})

    async def meetings_of(self, organisation_id: str) -> AsyncIterator[str]:
        async for stored in every(self._store, ROWS, "by_organisation", organisation_id, limit=PAGE):
            yield stored.id

    async def yardsticks(self) -> dict[str, Yardsticks]:
        """What bodies hold their figures against, by organisation."""
        return await all_yardsticks(self._store)

    async def changed_since(self, moment: str) -> AsyncIterator[Document]:
        async for stored in every(self._store, ROWS, "by_change", since=moment, limit=PAGE):
            yield stored.body
