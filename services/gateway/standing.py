"""What a caller is to organisations and people, from the roles in his token."""

from collections.abc import Sequence

from services.gateway.people.model import Person
from services.gateway.roles.model import stands_above
from services.gateway.world import World
from shared.auth import Caller
from shared.permissions import Standing
from shared.words import RoleName

_OFFICERS = {RoleName.ADMINISTRATOR, RoleName.SECRETARY}


def standings_to(path: Sequence[str], caller: Caller) -> frozenset[Standing]:
    """To the organisation at the end of `path`."""
    standings = set()
    if caller.holds(RoleName.ADMINISTRATOR, path):
        standings.add(Standing.ADMINISTRATOR)
    if caller.holds(RoleName.SECRETARY, path):
        standings.add(Standing.ORGANISATION_SECRETARY)
    if caller.holds(RoleName.LEADER, path):
        standings.add(Standing.LEADER)
    return frozenset(standings)


async def standings_at(world: World, organisation_id: str, caller: Caller) -> frozenset[Standing]:
    """For what belongs to an organisation. Raises NotFound."""
    return standings_to((await world.organisations.get(organisation_id)).path, caller)


async def root_of(world: World, caller: Caller) -> tuple[str, frozenset[Standing]]:
    """The root of the tree the caller belongs to, and what he is to that tree. Raises NotFound."""
    person = await world.people.get(caller.person_id)
    standings = {Standing.PERSON}
    roles = {role.role for role in caller.roles}
    if roles & _OFFICERS:
        standings.add(Standing.OFFICER)
    if RoleName.ADMINISTRATOR in roles:
        standings.add(Standing.ADMINISTRATOR)
    return person.root_id, frozenset(standings)


async def standings_to_person(world: World, person: Person, caller: Caller) -> frozenset[Standing]:
    """ADMINISTRATOR only who administers the home organisation and stands above every office the person holds.

    Otherwise the administrator of a small unit could take over the account of a higher one that lives there.
    """
    root_id, of_tree = await root_of(world, caller)
    if person.id == caller.person_id:
        own = await _administers_home(world, person, caller)
        return frozenset({Standing.HIMSELF} | ({Standing.ADMINISTRATOR} if own else set()))
    if person.root_id != root_id:
        return frozenset()
    standings = of_tree - {Standing.ADMINISTRATOR, Standing.PERSON}
    if await _administers_home(world, person, caller) and await _stands_above(world, person, caller):
        return standings | {Standing.ADMINISTRATOR}
    return standings


async def _administers_home(world: World, person: Person, caller: Caller) -> bool:
    home = await world.organisations.get(person.organisation_id)
    return caller.holds(RoleName.ADMINISTRATOR, home.path)


async def _stands_above(world: World, person: Person, caller: Caller) -> bool:
    offices = await world.organisations.get_many([role.organisation_id for role in person.roles])
    return all(stands_above(caller, role, offices[role.organisation_id].path) for role in person.roles)
