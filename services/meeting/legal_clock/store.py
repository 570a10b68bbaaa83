"""When each paper of a meeting was first handed out, heard from the documents service."""

from datetime import datetime
from typing import Any

from shared.clock import from_text, to_text
from shared.events.documents import DocumentRecalled, DocumentReleased, DocumentRemoved
from shared.events.envelope import Event, Fact
from shared.reactions import Handler, Projections
from shared.store.port import Collection, Document, Index, Store, every


class PaperReleases:
    def __init__(self, store: Store) -> None:
        self._store = store
        self.papers = Projections(store, Collection("meeting.papers_heard", (Index("by_meeting", ("meeting_id",)),)))

    def handlers(self) -> dict[type[Fact], Handler]:
        return {DocumentReleased: self._released, DocumentRecalled: self._gone, DocumentRemoved: self._gone}

    async def first_releases(self, meeting_id: str) -> list[datetime]:
        """One moment for each paper that readers have now."""
        found = every(self._store, self.papers.collection, "by_meeting", meeting_id)
        return [from_text(stored.body["released_at"]) async for stored in found if stored.body["released_at"]]

    async def _released(self, fact: DocumentReleased, event: Event) -> None:
        def change(before: Document) -> Document:
            at = before.get("released_at") or to_text(event.time)
            return {"meeting_id": fact.document.meeting_id, "released_at": at}

        await self.papers.apply(event, change)

    async def _gone(self, fact: Any, event: Event) -> None:
        await self.papers.apply(event, lambda _: {"meeting_id": fact.document.meeting_id, "released_at": ""})
