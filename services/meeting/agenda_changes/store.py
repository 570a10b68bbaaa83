"""What was said of each agenda, fact by fact, and when each person last looked at it.

The history follows from the log alone. A look is a person's own: nobody else is told of it.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from services.meeting.agenda_changes.model import HEADER, HEADER_ITSELF, Entry, Said, State, about, taken_back
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

HISTORY = Collection(
    "meeting.agenda_entries",
    (
        Index("by_meeting", ("meeting_id",), order="sequence"),
        Index("by_thing", ("meeting_id", "about"), order="sequence"),
    ),
)
PAGE = 20  # entries read at once; few looks have more behind them
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

    async def since(self, meeting_id: str, reached: Callable[[Entry], bool]) -> tuple[list[Entry], Entry | None]:
        """What was said after the newest entry that is `reached`, in order, and that entry. Reads no further back."""
        later: list[Entry] = []
        found = every(self._store, HISTORY, "by_meeting", meeting_id, descending=True, limit=PAGE)
        async for stored in found:
            entry = _entry(stored.body)
            if reached(entry):
                return later[::-1], entry
            later.append(entry)
        return later[::-1], None

    async def rewound(self, meeting_id: str, state: State, later: Sequence[Entry]) -> State:
        """The state before all of `later` was said, with one read for each thing it was said of."""
        first = {entry.about: entry for entry in reversed(later) if entry.said is not Said.NOTE}
        return taken_back(state, {key: await self._before(meeting_id, entry) for key, entry in first.items()})

    async def _before(self, meeting_id: str, entry: Entry) -> Entry | None:
        page = await self._store.find(
            HISTORY, "by_thing", meeting_id, entry.about, until=entry.number, limit=1, descending=True
        )
        return _entry(page.items[0].body) if page.items else None

    async def first_call(self, meeting_id: str) -> str | None:
        """When the meeting was called the first time; None while that was not heard of."""
        async for stored in every(self._store, HISTORY, "by_thing", meeting_id, HEADER_ITSELF):
            if stored.body["said"] == Said.CALL:
                return str(stored.body["at"])
        return None

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
                await self._store.save(LOOKS, stored, body)
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
            "about": about(said, data),
            "at": to_text(event.time),
            "by": event.actor,
            "said": said.value,
            "data": data,
        }
        with suppress(AlreadyThere):
            await self._store.insert(HISTORY, event.id, body)


def _entry(body: Document) -> Entry:
    return Entry(Said(body["said"]), body["at"], body["by"], body["data"], body["sequence"])
