"""What delegates keep whose seat a substitute took over: the papers that were theirs then, and nothing later."""

from dataclasses import dataclass

from shared.events.envelope import Event
from shared.ids import participation_id
from shared.reactions import Projections
from shared.store.port import Collection, Index, Store


@dataclass(frozen=True, slots=True)
class Kept:
    """One paper as it was: its version, title and place."""

    document_id: str
    version_id: str
    title: str
    item_id: str | None


class Keepsakes:
    """One list per delegate and meeting, under the participation's id."""

    def __init__(self, store: Store) -> None:
        self._lists = Projections(store, Collection("documents.keepsakes", (Index("by_version", each="version_ids"),)))

    async def of(self, meeting_id: str, person_id: str) -> dict[str, Kept]:
        """By document id."""
        found = await self._lists.get(participation_id(meeting_id, person_id))
        kept = [Kept(*row) for row in found["papers"]] if found else []
        return {one.document_id: one for one in kept}

    async def holds(self, version_id: str) -> bool:
        """Whether anybody keeps this version."""
        page = await self._lists.store.find(self._lists.collection, "by_version", each=version_id, limit=1)
        return bool(page.items)

    async def put(self, event: Event, papers: list[Kept]) -> None:
        """In place of what the event's participation had; heard again, nothing changes."""
        rows = [[one.document_id, one.version_id, one.title, one.item_id] for one in papers]
        body = {"papers": rows, "version_ids": sorted({one.version_id for one in papers})}
        await self._lists.apply(event, lambda _: body)
