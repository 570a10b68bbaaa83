"""What a caller is to a meeting: found once per request, from the meeting and his own participation."""

from dataclasses import dataclass, replace
from typing import Any

from services.meeting.meetings.store import MEETINGS
from services.meeting.participants.store import PARTICIPATIONS
from services.meeting.world import World
from shared.audience import Part
from shared.http import Call, Found
from shared.ids import participation_id
from shared.membership import is_replaced, may_read_item, role_of, standings_in
from shared.permissions import Standing
from shared.problems import NotFound
from shared.store.port import Document, Stored


@dataclass(frozen=True, slots=True)
class Seen:
    """A meeting as JSON, and in which part one person sees it."""

    stored: Stored
    person_id: str
    standings: frozenset[Standing]
    part: Part | None
    participation: Document | None

    @property
    def meeting(self) -> Document:
        return self.stored.body

    @property
    def leads(self) -> bool:
        return Standing.SECRETARY in self.standings or Standing.CHAIR in self.standings

    def as_registered(self) -> "Seen":
        """As the secretary of its organisation has it in his register: that it is there, and nothing of his own."""
        return replace(self, standings=frozenset({Standing.ORGANISATION_SECRETARY}))

    def items(self) -> list[Document]:
        """The agenda items this person may know of; a presenter who takes no part knows his own, out of their tree."""
        items: list[Document] = self.meeting["items"]
        if self.leads:
            return items
        known = [item for item in items if may_read_item(item, self.part, self.person_id)]
        return [item | {"parent_id": None} for item in known] if self.part is Part.PRESENTER else known


async def signed_in(call: Call[World, Any]) -> Found[None]:
    """Resolver of routes that anybody with an account may ask."""
    return Found(None, frozenset({Standing.PERSON}))


async def meeting_of(call: Call[World, Any]) -> Found[Seen]:
    """Resolver of every route below /api/meetings/{meeting}. Raises NotFound."""
    meeting_id, person_id = call.path("meeting"), call.caller.person_id
    stored, participation = await call.world.store.get_each(
        (MEETINGS, meeting_id), (PARTICIPATIONS, participation_id(meeting_id, person_id))
    )
    if stored is None:
        raise NotFound
    meeting = call.world.newest.get(meeting_id, stored.version, lambda: stored)
    versions = stored.version, participation.version if participation else None
    seen = call.world.seen.get((meeting_id, person_id), versions, lambda: _seen(meeting, person_id, participation))
    return Found(seen, seen.standings)


async def see(world: World, stored: Stored, person_id: str) -> Seen:
    return _seen(stored, person_id, await world.store.get(PARTICIPATIONS, participation_id(stored.id, person_id)))


def _seen(stored: Stored, person_id: str, found: Stored | None) -> Seen:
    participation = found.body if found and not found.body["removed"] else None
    standings, part = standings_in(stored.body, role_of(participation), person_id)
    if participation and is_replaced(participation) and not standings:
        return _seen_before(stored, person_id, participation)
    return Seen(stored, person_id, standings, part, participation)


def _seen_before(stored: Stored, person_id: str, participation: Document) -> Seen:
    """As a delegate knew the meeting when his substitute took the seat: he is told nothing later."""
    kept, part = participation["kept"], Part(participation["role"])
    before = Stored(stored.id, 0, 0, kept)
    return Seen(before, person_id, frozenset({Standing.REPLACED}), part, participation)
