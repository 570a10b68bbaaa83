"""Who brings papers for the unit that owns an agenda item, as far as we know now."""

from collections.abc import Iterable

from services.notify.audiences.commands import is_withheld
from services.notify.audiences.model import item_of
from services.notify.world import World
from shared.store.port import Document, every


async def preparers_of(world: World, unit_id: str) -> list[str]:
    """Those who have the role for the unit itself; where nobody has, for the nearest body above it."""
    for body in reversed(await world.directory.path_of(unit_id)):
        found = every(world.store, world.audiences.preparers.collection, "by_unit", each=body)
        if active := await world.directory.active_among([stored.id async for stored in found]):
            return active
    return []


async def preparers_among(world: World, meeting_id: str, item_id: str, people: Iterable[str]) -> list[str]:
    """Those of `people` who bring papers for the item's owner unit, which was asked for them.

    By all that was heard, also while facts that decide it are parked: what they are told waits for those.
    """
    return [one for one in people if await _prepared(world, meeting_id, item_id, one)]


async def prepared_meeting(world: World, meeting_id: str, item_id: str, person_id: str) -> Document | None:
    """The meeting of an item whose papers the person prepares; None also while facts that decide it are parked."""
    meeting = await _prepared(world, meeting_id, item_id, person_id)
    return None if await is_withheld(world, meeting_id, person_id) else meeting


async def _prepared(world: World, meeting_id: str, item_id: str, person_id: str) -> Document | None:
    meeting = await world.membership.meetings.get(meeting_id)
    item = item_of(meeting, item_id) if meeting and "chair_id" in meeting else None
    if item is None or not item["papers_asked_at"]:
        return None
    path = await world.directory.path_of(item["owner_organisation_id"])
    prepares = await world.audiences.preparers.get(person_id)
    if prepares is None or set(path).isdisjoint(prepares["units"]):
        return None
    return meeting
