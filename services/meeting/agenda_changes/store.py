"""What was said of each agenda, fact by fact, and when each person last looked at it.

The history follows from the log alone. A look is a person's own: nobody else is told of it.
"""

from contextlib import suppress
from typing import Any

from services.meeting.agenda_changes.model import HEADER, Entry, Said
from shared.clock import to_text
from shared.events.envelope import Event, Fact
from shared.events.meeting import (
    HEADERS,
    AgendaItemAdded,
    AgendaItemChanged,
    AgendaItemMoved,
    AgendaItemRemoved,
    AgendaNoted,
    MeetingCalled,
)
from shared.ids import participation_id
from shared.reactions import Handler
from shared.store.port import AlreadyThere, Collection, Document, Index, Store, VersionConflict, every

HISTORY = Collection("meeting.agenda_history", (Index("by_meeting", ("meeting_id",), order="sequence"),))
LOOKS = Collection("meeting.agenda_looks")


class AgendaHistory:
    def __init__(self, store: Store) -> None:
        self._store = store

    def handlers(self) -> dict[type[Fact], Handler]:
        items = (AgendaItemAdded, AgendaItemChanged, AgendaItemMoved)
        return {
            **dict.fromkeys(HEADERS, self._header),
            **dict.fromkeys(items, self._item),
            AgendaItemRemoved: self._item_removed,
            AgendaNoted: self._noted,
        }

    async def of(self, meeting_id: str) -> list[Entry]:
        """In the order in which it was said."""
        found = every(self._store, HISTORY, "by_meeting", meeting_id, limit=500)
        return [Entry(Said(one.body["said"]), one.body["at"], one.body["by"], one.body["data"]) async for one in found]

    async def looked_at(self, meeting_id: str, person_id: str) -> str | None:
        stored = await self._store.get(LOOKS, participation_id(meeting_id, person_id))
        return stored.body["at"] if stored else None

    async def look(self, meeting_id: str, person_id: str, at: str) -> None:
        """At the agenda as it was then. A look never goes back, whichever device comes last."""
        look_id = participation_id(meeting_id, person_id)
        body: Document = {"meeting_id": meeting_id, "person_id": person_id, "at": at}
        stored = await self._store.get(LOOKS, look_id)
        try:
            if stored is None:
                await self._store.insert(LOOKS, look_id, body)
            elif stored.body["at"] < at:
                await self._store.save(LOOKS, look_id, body, stored.version)
        except (AlreadyThere, VersionConflict):
            await self.look(meeting_id, person_id, at)

    async def _header(self, fact: Any, event: Event) -> None:
        facts = fact.meeting.model_dump(mode="json", include=set(HEADER))
        await self._enter(fact.meeting.id, Said.CALL if isinstance(fact, MeetingCalled) else Said.HEADER, facts, event)

    async def _item(self, fact: Any, event: Event) -> None:
        await self._enter(fact.item.meeting_id, Said.ITEM, fact.item.model_dump(mode="json"), event)

    async def _item_removed(self, fact: AgendaItemRemoved, event: Event) -> None:
        await self._enter(fact.item.meeting_id, Said.REMOVED, fact.item.model_dump(mode="json"), event)

    async def _noted(self, fact: AgendaNoted, event: Event) -> None:
        await self._enter(fact.meeting.id, Said.NOTE, {"note": fact.note}, event)

    async def _enter(self, meeting_id: str, said: Said, data: Document, event: Event) -> None:
        body: Document = {
            "meeting_id": meeting_id,
            "sequence": event.sequence,
            "at": to_text(event.time),
            "by": event.actor,
            "said": said.value,
            "data": data,
        }
        with suppress(AlreadyThere):
            await self._store.insert(HISTORY, event.id, body)
