"""Who chairs which meeting, as the meeting service tells it: a chair is no role that anybody grants."""

from datetime import datetime

from shared.clock import to_text
from shared.reactions import Projections
from shared.store.port import Collection, Index, Store

CHAIRS = Collection("gateway.chairs", (Index("by_chair", ("chair_id", "state"), order="ends_at"),))
TO_COME, OVER = "to_come", "over"


class Chairs(Projections):
    """One document per meeting: its chair, whether it is over, and when it ends by its plan."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, CHAIRS)

    async def chairs(self, person_id: str, now: datetime) -> bool:
        """Whether the person leads a meeting that is to come or goes on, drafts included."""
        page = await self.store.find(CHAIRS, "by_chair", person_id, TO_COME, since=to_text(now), limit=1)
        return bool(page.items)
