"""A service's own copy of meetings, their agenda and who takes part, fed by the meeting service's facts.

From it follows what a person is to a meeting, and in which part he reads.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any

from shared.audience import Audience, Part
from shared.bounded import Bounded
from shared.events.envelope import Event, Fact
from shared.events.meeting import (
    HEADERS,
    AgendaItemAdded,
    AgendaItemChanged,
    AgendaItemMoved,
    AgendaItemRemoved,
    AttendanceRecorded,
    InvitationAnswered,
    PapersAsked,
    ParticipantAdded,
    ParticipantRemoved,
    ParticipantRoleChanged,
    SeatReturned,
    SiteAssigned,
    SubstituteAgreed,
    SubstituteProposed,
    SubstituteRefused,
    SubstituteWithdrawn,
)
from shared.ids import participation_id
from shared.permissions import Standing
from shared.reactions import Handler, Projections
from shared.store.port import Collection, Document, Index, Store, every
from shared.words import MeetingState, SubstitutionState

SUBSTITUTIONS = (SubstituteProposed, SubstituteWithdrawn, SubstituteAgreed, SubstituteRefused, SeatReturned)
TAKES_PAPERS = frozenset({MeetingState.DRAFT, MeetingState.CALLED, MeetingState.POSTPONED})
MEETINGS_REMEMBERED = 64
MANY = 32  # people of a meeting
LARGEST_PAGE = 1000
_LEADERS = {Standing.SECRETARY, Standing.CHAIR}


@dataclass(frozen=True, slots=True)
class Member:
    """What somebody is to a meeting. `meeting` is MeetingFacts as JSON, with the list of its `items`."""

    person_id: str
    meeting: Document
    standings: frozenset[Standing]
    part: Part | None

    @property
    def leads(self) -> bool:
        """Secretary and chair see all of it."""
        return not self.standings.isdisjoint(_LEADERS)


def is_replaced(participation: Document) -> bool:
    """Whether a substitute has the seat: such a delegate is on the list, and takes no part."""
    substitution = participation.get("substitution")  # copies may be older than substitutes
    return substitution is not None and substitution["state"] == SubstitutionState.AGREED


def has_seat(participation: Document) -> bool:
    return not (participation["removed"] or is_replaced(participation))


def role_of(participation: Document | None) -> str | None:
    """The role in which somebody takes part now; None for one who does not."""
    return participation["role"] if participation and has_seat(participation) else None


def standings_in(meeting: Document, role: str | None, person_id: str) -> tuple[frozenset[Standing], Part | None]:
    """`meeting` needs chair_id, secretary_ids, called_at and items; `role` is the person's participation, if any.

    Until the meeting is called only secretaries and chair know of it.
    """
    standings = set()
    if person_id in meeting["secretary_ids"]:
        standings.add(Standing.SECRETARY)
    if person_id == meeting["chair_id"]:
        standings.add(Standing.CHAIR)
    part = None
    if meeting["called_at"] is not None or standings:
        part = Part(role) if role else _presenter(meeting, person_id)
    if part:
        standings.add(Standing(part.value))
    return frozenset(standings), part


def _presenter(meeting: Document, person_id: str) -> Part | None:
    return Part.PRESENTER if any(person_id in item["presenter_ids"] for item in meeting["items"]) else None


def may_read_item(item: Document, part: Part | None, person_id: str) -> bool:
    """Of one who does not lead the meeting; a presenter who takes no part knows his own items."""
    if part is Part.PRESENTER:
        return person_id in item["presenter_ids"]
    audience = item["audience"]
    if audience["people"] is None and part is Part.DELEGATE:
        return True
    return part is not None and Audience.model_validate(audience).admits(part, person_id)


def member_of(meeting: Document, person_id: str, participation: Document | None) -> Member | None:
    """None for one who has nothing to do with the meeting."""
    standings, part = standings_in(meeting, role_of(participation), person_id)
    return Member(person_id, meeting, standings, part) if standings else None


class Membership:
    def __init__(self, service: str, store: Store) -> None:
        self._store = store
        self._larger_than: Bounded[str, int] = Bounded(MEETINGS_REMEMBERED)  # people, by meeting
        self._read: Bounded[str, tuple[float, dict[str, Document]]] = Bounded(MEETINGS_REMEMBERED)  # when, by id
        self.meetings = Projections(
            store,
            Collection(f"{service}.meetings_heard", (Index("by_asked_unit", each="asked_units"),)),
            remembers=MEETINGS_REMEMBERED,
        )
        self.participations = Projections(
            store,
            Collection(
                f"{service}.participations_heard",
                (
                    Index("by_meeting", ("meeting_id",), order="person_id"),
                    Index("by_person", ("person_id",)),
                    Index("by_site", each="sites"),
                ),
            ),
        )

    @property
    def projections(self) -> list[Projections]:
        return [self.meetings, self.participations]

    def handlers(self) -> dict[type[Fact], Handler]:
        items = (AgendaItemAdded, AgendaItemChanged, AgendaItemMoved, PapersAsked)
        answers = (ParticipantAdded, ParticipantRoleChanged, InvitationAnswered, AttendanceRecorded, SiteAssigned)
        return {
            **dict.fromkeys(HEADERS, self._meeting),
            **dict.fromkeys(items, self._item),
            AgendaItemRemoved: self._item_removed,
            **dict.fromkeys((*answers, *SUBSTITUTIONS), self._participation),
            ParticipantRemoved: self._participant_removed,
        }

    async def member(self, meeting_id: str, person_id: str) -> Member | None:
        """None for a meeting we have not heard of, or that the person has nothing to do with."""
        meeting, participation = await self._place(meeting_id, person_id)
        if meeting is None or "chair_id" not in meeting:
            return None
        return member_of(meeting, person_id, participation)

    async def among(
        self, meeting_id: str, people: Iterable[str], *, within: float = 0
    ) -> tuple[Document, dict[str, Member]] | None:
        """The meeting, and those of `people` who have to do with it, in two reads made together.

        Who takes part in a large meeting may have been read `within` so many seconds; the meeting is always read.
        None for a meeting we have not heard of.
        """
        ids = {person_id: participation_id(meeting_id, person_id) for person_id in people}
        parts = self._parts(meeting_id, [*ids.values()], within)
        meeting, found = await asyncio.gather(self.meetings.get(meeting_id), parts)
        if meeting is None or "chair_id" not in meeting:
            return None
        members = {person_id: member_of(meeting, person_id, found.get(id_)) for person_id, id_ in ids.items()}
        return meeting, {person_id: member for person_id, member in members.items() if member}

    async def _parts(self, meeting_id: str, ids: list[str], within: float) -> dict[str, Document]:
        """By id. For many, the whole meeting's if it is not much more: one range costs less than each by its id."""
        limit = min(2 * len(ids), LARGEST_PAGE)
        if len(ids) < MANY or limit <= self._larger_than.get(meeting_id, 0):
            return await self.participations.get_many(ids)
        now = time.monotonic()
        read_at, known = self._read.get(meeting_id, (now, {}))
        if now - read_at < within and known:
            return known
        page = await self._store.find(self.participations.collection, "by_meeting", meeting_id, limit=limit)
        if page.next is not None:
            self._larger_than[meeting_id] = limit
            return await self.participations.get_many(ids)
        whole = {stored.id: stored.body for stored in page.items}
        if within or meeting_id in self._read:  # what is remembered is never older than what was read since
            self._read[meeting_id] = now, whole
        return whole

    async def replaced_member(self, meeting_id: str, person_id: str) -> Member | None:
        """A delegate whose substitute has the seat, and who has nothing else to do with the meeting any more.

        `part` is the one he had: it decides what he keeps of what was his before.
        """
        meeting, participation = await self._place(meeting_id, person_id)
        if meeting is None or "chair_id" not in meeting or participation is None or participation["removed"]:
            return None
        if not is_replaced(participation) or standings_in(meeting, None, person_id)[0]:
            return None
        return Member(person_id, meeting, frozenset({Standing.REPLACED}), Part(participation["role"]))

    async def _place(self, meeting_id: str, person_id: str) -> tuple[Document | None, Document | None]:
        """The meeting and the person's participation, asked for together."""
        meeting, participation = await self._store.get_each(
            (self.meetings.collection, meeting_id),
            (self.participations.collection, participation_id(meeting_id, person_id)),
        )
        return meeting.body if meeting else None, participation.body if participation else None

    async def participants(self, meeting_id: str) -> AsyncIterator[Document]:
        """Those who take part now, by person id."""
        async for stored in every(self._store, self.participations.collection, "by_meeting", meeting_id):
            if has_seat(stored.body):
                yield stored.body

    async def participants_at(self, site_id: str) -> AsyncIterator[Document]:
        """Those who take part now at a connecting site."""
        async for stored in every(self._store, self.participations.collection, "by_site", each=site_id):
            if has_seat(stored.body):
                yield stored.body

    async def meetings_of(self, person_id: str) -> AsyncIterator[str]:
        """Ids of the meetings the person takes part in."""
        async for stored in every(self._store, self.participations.collection, "by_person", person_id):
            if has_seat(stored.body):
                yield stored.body["meeting_id"]

    async def _meeting(self, fact: Any, event: Event) -> None:
        await self.meetings.apply(
            event, lambda before: _indexed({"items": before.get("items", [])} | fact.meeting.model_dump(mode="json"))
        )

    async def _item(self, fact: Any, event: Event) -> None:
        item = fact.item.model_dump(mode="json")
        await self.meetings.apply(
            event, lambda before: _indexed(before | {"items": [*_others(before, item["id"]), item]})
        )

    async def _item_removed(self, fact: AgendaItemRemoved, event: Event) -> None:
        await self.meetings.apply(event, lambda before: _indexed(before | {"items": _others(before, fact.item.id)}))

    async def _participation(self, fact: Any, event: Event) -> None:
        body = _at_site(fact.participation.model_dump(mode="json")) | {"removed": False}
        await self.participations.apply(event, lambda _: body)

    async def _participant_removed(self, fact: ParticipantRemoved, event: Event) -> None:
        body = _at_site(fact.participation.model_dump(mode="json")) | {"removed": True}
        await self.participations.apply(event, lambda _: body)


def _indexed(meeting: Document) -> Document:
    """With the units that were asked for papers, while the meeting still takes some.

    Copies of items may be older than that papers are asked for.
    """
    takes = meeting.get("state") in TAKES_PAPERS
    asked = {item["owner_organisation_id"] for item in meeting["items"] if takes and item.get("papers_asked_at")}
    return meeting | {"asked_units": sorted(asked - {None})}


def _at_site(participation: Document) -> Document:
    """With the site he takes part at, if it is not the main room, as a list."""
    site_id = participation.get("site_id")
    return participation | {"sites": [site_id] if site_id else []}


def _others(meeting: Document, item_id: str) -> list[Document]:
    return [item for item in meeting.get("items", []) if item["id"] != item_id]
