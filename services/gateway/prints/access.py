"""What a caller is to the paper of a meeting: its secretary, or somebody at the print desk of its body.

The gateway knows meetings and papers by the records its figures are made of; they follow the facts within seconds.
"""

from dataclasses import dataclass
from typing import Any

from services.gateway.usage.facts import Record
from services.gateway.usage.history import state
from services.gateway.usage.story import is_restricted
from services.gateway.world import World
from shared.http import Call, Found
from shared.permissions import Standing
from shared.problems import NotFound
from shared.words import Classification, MeetingState, RoleName

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """A meeting, and the papers of it that the caller may know of: title and pages by id."""

    meeting_id: str
    header: Json
    papers: dict[str, Json]
    leads: bool

    def knows(self, document_id: str | None) -> bool:
        return document_id is None or document_id in self.papers


async def meeting_of(call: Call[World, Any]) -> Found[Desk]:
    """Resolver of every route below /api/print-desk/meetings/{meeting}. Raises NotFound."""
    world, meeting_id = call.world, call.path("meeting")
    own = await world.usage.records.get(f"meeting/{meeting_id}")
    if own is None:
        raise NotFound
    header = state(own["history"])
    standings = set()
    if call.caller.person_id in header["secretary_ids"]:
        standings.add(Standing.SECRETARY)
    if is_open_to_desk(header) and await _serves(call, header["organisation_id"]):
        standings.add(Standing.PRINT_DESK)
    leads = Standing.SECRETARY in standings
    papers = await _papers(world, meeting_id, leads) if standings else {}
    return Found(Desk(meeting_id, header, papers, leads), frozenset(standings))


def is_open_to_desk(header: Json) -> bool:
    """Drafts and classified meetings are their secretaries' matter."""
    return header["state"] != MeetingState.DRAFT and bool(header["classification"] == Classification.NONE)


async def _serves(call: Call[World, Any], organisation_id: str) -> bool:
    organisation = await call.world.organisations.look_up(organisation_id)
    return organisation is not None and call.caller.holds(RoleName.PRINT_DESK, organisation.path)


async def _papers(world: World, meeting_id: str, leads: bool) -> dict[str, Json]:
    """Of the released ones. Whoever does not lead the meeting knows only those that all delegates read."""
    found = {}
    for record in await world.usage.records.of_kind(meeting_id, Record.DOCUMENT):
        said = state(record["history"])
        if said["version"] and (leads or not is_restricted(record)):
            found[said["id"]] = said
    return found
