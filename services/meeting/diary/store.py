"""The diary: which meetings a person has, by their start. Kept from the meeting service's own facts.

A meeting's time stands in every entry, so that a person's week is one range of one index; entries are rewritten
when a meeting moves. Participations stay untouched by that, and answers do not meet it.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from services.meeting.meetings.store import MEETINGS
from services.meeting.participants.store import PARTICIPATIONS
from shared.bounded import Bounded
from shared.events.envelope import Event, Fact
from shared.events.meeting import (
    HEADERS,
    AgendaItemAdded,
    AgendaItemChanged,
    AgendaItemRemoved,
    ParticipantAdded,
    ParticipantRemoved,
    SeatReturned,
    SubstituteAgreed,
)
from shared.ids import participation_id
from shared.membership import has_seat, is_replaced
from shared.reactions import Handler
from shared.store.derived import put_derived
from shared.store.port import Collection, Document, Index, Page, Position, Store, Stored, every

ENTRIES = Collection(
    "meeting.diary",
    (Index("by_person", ("person_id", "listed"), order="starts_at"), Index("by_meeting", ("meeting_id",))),
)
PAGE = 500
MEETINGS_REMEMBERED = 64

Presenters = dict[str, list[str]]  # by item


class Diary:
    """Entries follow from the present state of meeting and participation, never from the fact heard.

    So hearing twice, late or in another order ends in the same entries. An item matters to those who present it or did;
    who that was is remembered with the sequence of the fact it was heard from, and where something was heard elsewhere
    since, all entries of the meeting are looked through.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._presenters: Bounded[str, tuple[int, Presenters]] = Bounded(MEETINGS_REMEMBERED)

    async def page(
        self, person_id: str, since: str | None, until: str | None, after: Position | None, limit: int
    ) -> Page:
        """Entries of meetings the person may know of, by start (UTC text)."""
        return await self._store.find(
            ENTRIES, "by_person", person_id, 1, since=since, until=until, after=after, limit=limit
        )

    async def between(self, person_id: str, since: str, until: str) -> AsyncIterator[str]:
        """Ids of the meetings that the person may know of and that begin in this time, by start."""
        async for stored in every(self._store, ENTRIES, "by_person", person_id, 1, since=since, until=until):
            yield stored.body["meeting_id"]

    def handlers(self) -> dict[type[Fact], Handler]:
        items = (AgendaItemAdded, AgendaItemChanged, AgendaItemRemoved)
        seats = (ParticipantAdded, ParticipantRemoved, SubstituteAgreed, SeatReturned)
        return {
            **dict.fromkeys(HEADERS, self._meeting_changed),
            **dict.fromkeys(items, self._item_changed),
            **dict.fromkeys(seats, self._participant_changed),
        }

    async def _meeting_changed(self, fact: Any, event: Event) -> None:
        self._presenters.pop(fact.meeting.id, None)
        presenters = await self._settle_all(fact.meeting.id, {*fact.meeting.secretary_ids, fact.meeting.chair_id})
        self._presenters[fact.meeting.id] = event.sequence, presenters

    async def _item_changed(self, fact: Any, event: Event) -> None:
        item = fact.item
        last, presenters = self._presenters.pop(item.meeting_id, (0, {}))
        if event.sequence != last + 1:
            presenters = await self._settle_all(item.meeting_id, item.presenter_ids)
        elif concerned := {*item.presenter_ids, *presenters.get(item.id, ())}:
            await self._settle(item.meeting_id, concerned)
        self._presenters[item.meeting_id] = event.sequence, presenters | {item.id: list(item.presenter_ids)}

    async def _participant_changed(self, fact: Any, event: Event) -> None:
        await self._settle(fact.participation.meeting_id, [fact.participation.person_id])

    async def _settle_all(self, meeting_id: str, people: Iterable[str]) -> Presenters:
        """Of `people`, and of everybody who has an entry. Who presents by the state that was settled."""
        before: dict[str, Stored | None] = dict.fromkeys(people)
        async for entry in every(self._store, ENTRIES, "by_meeting", meeting_id, limit=PAGE):
            before[entry.body["person_id"]] = entry
        meeting = await self._write(meeting_id, before)
        return {item["id"]: item["presenter_ids"] for item in meeting["items"]}

    async def _settle(self, meeting_id: str, people: Iterable[str]) -> None:
        ids = {person_id: participation_id(meeting_id, person_id) for person_id in people}
        found = await self._store.get_many(ENTRIES, list(ids.values()))
        await self._write(meeting_id, {person_id: found.get(id_) for person_id, id_ in ids.items()})

    async def _write(self, meeting_id: str, before: Mapping[str, Stored | None]) -> Document:
        """By person his entry, read before what it follows from. The meeting it was written by."""
        ids = {participation_id(meeting_id, person_id): person_id for person_id in before}
        stored, participations = await asyncio.gather(
            self._store.get(MEETINGS, meeting_id), self._store.get_many(PARTICIPATIONS, list(ids))
        )
        assert stored is not None, "a meeting's fact is heard after the meeting was saved"
        entries = {id_: _entry(stored, person_id, participations.get(id_)) for id_, person_id in ids.items()}
        there = {id_: before[person_id] for id_, person_id in ids.items()}
        if late := await put_derived(self._store, ENTRIES, there, entries):
            await self._settle(meeting_id, [ids[entry_id] for entry_id in late])
        return stored.body


def _entry(stored: Stored, person_id: str, found: Stored | None) -> Document:
    meeting, participation = stored.body, found.body if found else None
    takes_part = participation is not None and has_seat(participation)
    leads = person_id in meeting["secretary_ids"] or person_id == meeting["chair_id"]
    presents = any(person_id in item["presenter_ids"] for item in meeting["items"])
    knows = leads or (meeting["called_at"] is not None and (takes_part or presents))
    kept = None if knows or participation is None else _kept(participation)
    return {
        "meeting_id": stored.id,
        "person_id": person_id,
        "starts_at": (kept or meeting)["starts_at"],
        "listed": int(knows or kept is not None),
    }


def _kept(participation: Document) -> Document | None:
    """The meeting as one who was replaced knows it."""
    if participation["removed"] or not is_replaced(participation):
        return None
    kept: Document = participation["kept"]
    return kept
