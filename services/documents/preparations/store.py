"""For which units somebody prepares papers, and what they were asked for."""

from services.documents.preparations.model import units_asked
from services.documents.world import World
from shared.auth import Caller
from shared.directory import ANCESTOR
from shared.store.port import Document, every
from shared.words import RoleName


def prepares_anywhere(caller: Caller) -> bool:
    return any(held.role is RoleName.PREPARER for held in caller.roles)


async def own_units(world: World, caller: Caller, asked: set[str]) -> set[str]:
    """Those of `asked` for which the caller prepares papers."""
    if not asked or not prepares_anywhere(caller):
        return set()
    found = await world.directory.organisations.get_many(sorted(asked))
    return {unit for unit, body in found.items() if caller.holds(RoleName.PREPARER, body["path"])}


async def units_below(world: World, caller: Caller) -> dict[str, Document]:
    """All bodies for which the caller prepares papers, by id."""
    organisations = world.directory.organisations
    roots = {held.organisation_id for held in caller.roles if held.role is RoleName.PREPARER}
    return {
        stored.id: stored.body
        for root in sorted(roots)
        async for stored in every(world.store, organisations.collection, ANCESTOR, each=root)
    }


async def meetings_that_asked(world: World, units: dict[str, Document]) -> list[Document]:
    """By start; those that take papers no more are not among them."""
    meetings = world.membership.meetings
    found = {
        stored.id: stored.body
        for unit in units
        async for stored in every(world.store, meetings.collection, "by_asked_unit", each=unit)
    }
    living = [meeting for meeting in found.values() if units_asked(meeting) & units.keys()]
    return sorted(living, key=lambda meeting: (meeting["starts_at"], meeting["id"]))
