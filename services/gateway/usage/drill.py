"""From a figure down to its meetings, for those who may know of them, and to the facts behind a meeting's paper."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from services.gateway.standing import standings_to
from services.gateway.usage.facts import Record
from services.gateway.usage.history import state
from services.gateway.usage.store import RECORDS, record_id
from services.gateway.usage.story import Story, has_seat, is_told
from services.gateway.world import World
from shared.auth import Caller
from shared.ids import participation_id
from shared.permissions import Standing
from shared.store.port import Position
from shared.words import ParticipantRole

LOOKED_AT = 100  # rows at once
_OF_PAPER = (
    Record.MEETING,
    Record.PARTICIPATION,
    Record.DOCUMENT,
    Record.PRINT,
    Record.PRINT_COUNT,
    Record.BOOK,
    Record.FORM,
)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """`header` is what is known of the meeting now; `seated`: whoever asks leads it, or is a delegate."""

    row: Row
    header: dict[str, Any]
    seated: bool = False


@dataclass(slots=True)
class KnownPage:
    items: list[Known] = field(default_factory=list)
    next: Position | None = None


Admit = Callable[[list[Known]], Awaitable[list[Known]]]


async def known_meetings(
    world: World, caller: Caller, organisation_id: str, since: date, until: date, after: Position | None, limit: int
) -> KnownPage:
    rows = world.usage.snapshot.cells.meetings(organisation_id, since, until)
    return await known_page(world, rows, lambda few: known_to(world, caller, few), after, limit)


async def known_page(world: World, rows: Iterator[Row], admit: Admit, after: Position | None, limit: int) -> KnownPage:
    """Of `rows`, newest first, those that `admit` lets through."""
    ahead = (row for row in rows if after is None or _place(row) > _place_of(after))
    page = KnownPage()
    while few := list(islice(ahead, LOOKED_AT)):
        for known in await admit(await _named(world, few)):
            if len(page.items) == limit:
                page.next = (page.items[-1].row["day"], page.items[-1].row["meeting_id"])
                return page
            page.items.append(known)
    return page


async def known_meeting(world: World, caller: Caller, meeting_id: str) -> Known | None:
    row = world.usage.snapshot.cells.rows.get(meeting_id)
    found = await known_to(world, caller, await _named(world, [row])) if row else []
    return found[0] if found else None


async def known_to(world: World, caller: Caller, meetings: list[Known]) -> list[Known]:
    """Those the caller may know of, in the order given: before the call, whoever leads them alone."""
    seats = {one.row["meeting_id"]: _seat(one.row["meeting_id"], caller) for one in meetings}
    stored = await world.usage.records.store.get_many(RECORDS, list(seats.values()))
    found = []
    for one in meetings:
        there = stored.get(seats[one.row["meeting_id"]])
        seat = state(there.body["history"]) if there else {}
        leading, sits = leads(one.header, caller), has_seat(seat)
        if leading or (is_told(one.header) and (sits or _lists(one.row, caller))):
            seated = leading or (sits and seat["role"] == ParticipantRole.DELEGATE)
            found.append(Known(one.row, one.header, seated))
    return found


async def paper_story(world: World, meeting_id: str) -> Story:
    """What the figures of its paper are made of."""
    records = world.usage.records
    return Story([record for kind in _OF_PAPER for record in await records.of_kind(meeting_id, kind)])


def leads(header: dict[str, Any], caller: Caller) -> bool:
    return caller.person_id == header["chair_id"] or caller.person_id in header["secretary_ids"]


async def _named(world: World, rows: Iterable[Row]) -> list[Known]:
    names = {row["meeting_id"]: record_id(f"meeting/{row['meeting_id']}") for row in rows}
    stored = await world.usage.records.store.get_many(RECORDS, list(names.values()))
    return [
        Known(row, state(stored[names[row["meeting_id"]]].body["history"]))
        for row in rows
        if names[row["meeting_id"]] in stored
    ]


def _seat(meeting_id: str, caller: Caller) -> str:
    return record_id(f"participation/{participation_id(meeting_id, caller.person_id)}")


def _lists(row: Row, caller: Caller) -> bool:
    """A secretary of the organisation has its meetings by list."""
    return Standing.ORGANISATION_SECRETARY in standings_to(row["path"], caller)


def _place(row: Row) -> tuple[int, str]:
    """Newest day first, then by id."""
    return -date.fromisoformat(row["day"]).toordinal(), str(row["meeting_id"])


def _place_of(position: Position) -> tuple[int, str]:
    return -date.fromisoformat(str(position[0])).toordinal(), position[1]
