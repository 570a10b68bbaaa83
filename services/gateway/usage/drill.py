"""From a figure down to its meetings, for those who may know of them."""

from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from services.gateway.standing import standings_to
from services.gateway.usage.model import state
from services.gateway.usage.store import RECORDS, record_id
from services.gateway.world import World
from shared.auth import Caller
from shared.ids import participation_id
from shared.permissions import Standing
from shared.store.port import Position

LOOKED_AT = 100  # rows at once


@dataclass(frozen=True, slots=True)
class Known:
    row: dict[str, Any]
    title: str


@dataclass(slots=True)
class KnownPage:
    items: list[Known] = field(default_factory=list)
    next: Position | None = None


async def known_meetings(
    world: World, caller: Caller, organisation_id: str, since: date, until: date, after: Position | None, limit: int
) -> KnownPage:
    rows = world.usage.snapshot.cells.meetings(organisation_id, since, until)
    ahead = (row for row in rows if after is None or _place(row) > _place_of(after))
    page = KnownPage()
    while few := list(islice(ahead, LOOKED_AT)):
        for known in await _known(world, caller, few):
            if len(page.items) == limit:
                page.next = (page.items[-1].row["day"], page.items[-1].row["meeting_id"])
                return page
            page.items.append(known)
    return page


async def _known(world: World, caller: Caller, rows: list[dict[str, Any]]) -> list[Known]:
    names = [record_id(f"meeting/{row['meeting_id']}") for row in rows]
    seats = [record_id(f"participation/{participation_id(row['meeting_id'], caller.person_id)}") for row in rows]
    stored = await world.usage.records.store.get_many(RECORDS, names + seats)
    found = []
    for row, name, seat in zip(rows, names, seats, strict=True):
        header = state(stored[name].body["history"]) if name in stored else {}
        sits = seat in stored and state(stored[seat].body["history"])["takes_part"]
        if header and (sits or _leads(header, caller) or _lists(row, header, caller)):
            found.append(Known(row, header["title"]))
    return found


def _leads(header: dict[str, Any], caller: Caller) -> bool:
    return caller.person_id == header["chair_id"] or caller.person_id in header["secretary_ids"]


def _lists(row: dict[str, Any], header: dict[str, Any], caller: Caller) -> bool:
    """A secretary of the organisation has its meetings by list."""
    return Standing.ORGANISATION_SECRETARY in standings_to(row["path"], caller)


def _place(row: dict[str, Any]) -> tuple[int, str]:
    """Newest day first, then by id."""
    return -date.fromisoformat(row["day"]).toordinal(), str(row["meeting_id"])


def _place_of(position: Position) -> tuple[int, str]:
    return -date.fromisoformat(str(position[0])).toordinal(), position[1]
