"""notify's own copies of what decides who may see what, besides directory and membership.

Where a fact changes who sees an object, the copy keeps who saw it before: a handler that runs again after a crash
then still knows whom to tell that it is gone.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from services.notify.audiences.model import standings_of
from shared.events.documents import (
    DocumentAdded,
    DocumentChanged,
    DocumentRecalled,
    DocumentReleased,
    DocumentRemoved,
    VersionOpened,
)
from shared.events.envelope import Event, Fact
from shared.events.gateway import ContactChanged, RolesChanged, SessionEnded
from shared.events.meeting import (
    AgendaItemAdded,
    AgendaItemChanged,
    AgendaItemRemoved,
    RoomAdded,
    RoomChanged,
    SiteAdded,
    SiteChanged,
    SiteRemoved,
    SiteReported,
)
from shared.ids import derived_id, participation_id
from shared.reactions import Handler, Projections
from shared.store.port import AlreadyThere, Collection, Document, Index, Store, VersionConflict, every
from shared.words import RoleName

REMEMBERED = 256  # copies of a kind
_NOT_OF_HEADER = {"items", "asked_units", "_heard"}


class Involvement(NamedTuple):
    """Who leads or presents after an event and before it, and the meeting's own fields before it."""

    standings: Document
    standings_before: Document
    header_before: Document


class Audiences:
    def __init__(self, store: Store) -> None:
        self._store = store
        self.documents = Projections(
            store,
            Collection("notify.documents_heard", (Index("by_meeting", ("meeting_id",), order="position"),)),
            remembers=REMEMBERED,
        )
        self.items = Projections(store, Collection("notify.items_heard"), remembers=REMEMBERED)
        self.involvements = Projections(
            store, Collection("notify.involvements", (Index("by_person", each="people"),)), remembers=REMEMBERED
        )
        self.contacts = Projections(store, Collection("notify.contacts"))
        self.sites = Projections(
            store, Collection("notify.sites_heard", (Index("by_meeting", ("meeting_id",), order="id"),))
        )
        self.rooms = Projections(store, Collection("notify.rooms_heard"))
        self.openings = Projections(store, Collection("notify.openings"))
        self.sessions = Projections(store, Collection("notify.sessions_ended"))
        self.preparers = Projections(store, Collection("notify.preparers", (Index("by_unit", each="units"),)))
        self._departures = Collection("notify.departures")

    @property
    def projections(self) -> list[Projections]:
        return [
            self.documents,
            self.items,
            self.involvements,
            self.contacts,
            self.sites,
            self.rooms,
            self.openings,
            self.sessions,
            self.preparers,
        ]

    def handlers(self) -> dict[type[Fact], Handler]:
        documents = (DocumentAdded, DocumentChanged, DocumentReleased, DocumentRecalled, DocumentRemoved)
        return {
            **dict.fromkeys(documents, self._document),
            **dict.fromkeys((AgendaItemAdded, AgendaItemChanged, AgendaItemRemoved), self._item),
            **dict.fromkeys((SiteAdded, SiteChanged, SiteRemoved, SiteReported), self._site),
            **dict.fromkeys((RoomAdded, RoomChanged), self._room),
            VersionOpened: self._opening,
            ContactChanged: self._contact,
            SessionEnded: self._session,
            RolesChanged: self._roles,
        }

    async def documents_of(self, meeting_id: str) -> list[Document]:
        """By position, without those that were taken out."""
        found = every(self._store, self.documents.collection, "by_meeting", meeting_id)
        return [stored.body async for stored in found if not stored.body["removed"]]

    async def unopened(self, person_id: str, documents: Sequence[Document]) -> int:
        """How many of the released `documents` the person has not opened in the version that is released now."""
        ids = [opening_id(document["version"]["id"], person_id) for document in documents]
        return len(ids) - len(await self.openings.get_many(ids))

    async def involve(self, event: Event, meeting: Document, *, called: bool) -> Involvement:
        """Notes who leads or presents, and the meeting's own fields. `called`: the event is the call.

        For an event heard again after later ones nothing differs any more.
        """
        header = {name: value for name, value in meeting.items() if name not in _NOT_OF_HEADER}

        def change(before: Document) -> Document:
            standings = standings_of(meeting)
            call = {"id": event.id, "time": event.model_dump(mode="json")["time"]} if called else before.get("call")
            return {
                "people": sorted(standings),
                "standings": standings,
                "before": before.get("standings", {}),
                "header": header,
                "header_before": before.get("header", header),
                "call": call,
            }

        await self.involvements.apply(event, change)
        noted = await self.involvements.after(event, event.aggregate_id)
        assert noted is not None
        latest = noted["_heard"] == event.sequence
        if not latest:
            return Involvement(noted["standings"], noted["standings"], noted.get("header", header))
        return Involvement(noted["standings"], noted["before"], noted.get("header_before", header))

    async def involved_in(self, person_id: str) -> list[str]:
        """Ids of meetings the person leads or presents in."""
        found = every(self._store, self.involvements.collection, "by_person", each=person_id)
        return [stored.id async for stored in found]

    async def depart(self, meeting_id: str, person_id: str, event_id: str) -> None:
        """Counts once per event that somebody is out of a meeting he was invited to."""
        document_id = participation_id(meeting_id, person_id)
        while True:
            stored = await self._store.get(self._departures, document_id)
            events = stored.body["events"] if stored else []
            if event_id in events:
                return
            try:
                if stored:
                    body = {"events": [*events, event_id]}
                    await self._store.save(self._departures, stored, body)
                else:
                    await self._store.insert(self._departures, document_id, {"events": [event_id]})
            except (VersionConflict, AlreadyThere):
                continue
            return

    async def departures(self, meeting_id: str, person_id: str) -> int:
        stored = await self._store.get(self._departures, participation_id(meeting_id, person_id))
        return len(stored.body["events"]) if stored else 0

    async def _document(self, fact: Any, event: Event) -> None:
        facts: Document = fact.document.model_dump(mode="json")

        def change(before: Document) -> Document:
            shown = bool(before) and not before["removed"] and before["version"] is not None
            gone = isinstance(fact, DocumentRemoved)
            return facts | {"removed": gone, "readers_before": before["readers"] if shown else None}

        await self.documents.apply(event, change)

    async def _item(self, fact: Any, event: Event) -> None:
        sight = fact.item.model_dump(mode="json", include={"audience", "presenter_ids"})

        def change(before: Document) -> Document:
            there = bool(before) and not before["removed"]
            gone = isinstance(fact, AgendaItemRemoved)
            return {"sight": sight, "removed": gone, "before": before["sight"] if there else None}

        await self.items.apply(event, change, fact.item.id)

    async def _contact(self, fact: ContactChanged, event: Event) -> None:
        facts: Document = fact.model_dump(mode="json")
        await self.contacts.apply(event, lambda before: facts | {"email_before": before.get("email")}, fact.person_id)

    async def _site(self, fact: Any, event: Event) -> None:
        facts: Document = fact.site.model_dump(mode="json")
        await self.sites.apply(event, lambda _: facts | {"removed": isinstance(fact, SiteRemoved)})

    async def _room(self, fact: Any, event: Event) -> None:
        facts: Document = fact.room.model_dump(mode="json")
        await self.rooms.apply(event, lambda _: facts)

    async def _roles(self, fact: RolesChanged, event: Event) -> None:
        units = [held.organisation_id for held in fact.roles if held.role is RoleName.PREPARER]
        await self.preparers.apply(event, lambda _: {"units": units}, fact.person_id)

    async def _opening(self, fact: VersionOpened, event: Event) -> None:
        await self.openings.apply(event, lambda _: {}, opening_id(fact.version_id, fact.person_id))

    async def _session(self, fact: SessionEnded, event: Event) -> None:
        await self.sessions.apply(event, lambda _: {"person_id": fact.person_id}, fact.session_id)


def opening_id(version_id: str, person_id: str) -> str:
    return derived_id("opening", version_id, person_id)
