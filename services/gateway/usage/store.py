"""One contribution per aggregate that was heard of: hearing a fact twice counts it once."""

from collections.abc import AsyncIterator, Callable

from services.gateway.usage.model import Measure
from shared.clock import Clock, to_text
from shared.events.envelope import Event
from shared.ids import derived_id
from shared.reactions import Projections
from shared.store.port import Collection, Document, Index, Store, every

CONTRIBUTIONS = Collection(
    "gateway.contributions", (Index("by_meeting", ("meeting_id",)), Index("by_change", order="changed_at"))
)


class Contributions:
    def __init__(self, store: Store, clock: Clock) -> None:
        self.projections = Projections(store, CONTRIBUTIONS)
        self._clock = clock

    async def put(
        self, event: Event, meeting_id: str, measure: Measure, change: Callable[[Document], Document]
    ) -> None:
        """`change` gives what is to be kept beside meeting, measure and `count`, which begins at 0."""

        def contribute(before: Document) -> Document:
            kept = {"count": 0} | before
            return kept | change(kept) | {"meeting_id": meeting_id, "measure": measure.value, "changed_at": now}

        now = to_text(self._clock.now())
        await self.projections.apply(event, contribute, contribution_id(event.subject))

    async def of_meeting(self, meeting_id: str) -> list[Document]:
        store = self.projections.store
        return [stored.body async for stored in every(store, CONTRIBUTIONS, "by_meeting", meeting_id, limit=500)]

    async def meeting(self, meeting_id: str) -> Document | None:
        """The meeting's own contribution, which knows its organisation, day and mode."""
        return await self.projections.get(contribution_id(f"meeting/{meeting_id}"))

    async def changed_since(self, moment: str) -> AsyncIterator[Document]:
        store = self.projections.store
        async for stored in every(store, CONTRIBUTIONS, "by_change", since=moment, limit=500):
            yield stored.body


def contribution_id(subject: str) -> str:
    return derived_id("contribution", subject)
