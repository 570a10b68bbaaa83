"""What rows are judged by, as it stands now, and within what the officer may do."""

from collections.abc import Iterable, Mapping, Sequence

from services.gateway.imports.model import Directory, ImportRow, folded_unit
from services.gateway.organisations.model import Organisation
from services.gateway.organisations.store import ORGANISATIONS
from services.gateway.people.model import Person
from services.gateway.people.names import person_id_of
from services.gateway.standing import standings_to, standings_to_person
from services.gateway.world import World
from shared.auth import Caller, Role
from shared.permissions import Permission, allows
from shared.problems import NotFound
from shared.store.port import every

Units = Mapping[str, tuple[str, ...]]
"""Ids by folded name and short name, and by id."""


async def directory_of(
    world: World, caller: Caller, home: Organisation, units: Units, rows: Sequence[ImportRow]
) -> Directory:
    """What there is of the people these rows speak of."""
    ids = sorted({person_id_of(row.handle) for row in rows})
    people = await world.people.get_many(ids)
    contacts = await world.contacts.get_many(sorted(people))
    closed = {one.id for one in people.values() if not await _may_manage(world, one, caller)}
    return Directory(home.id, home.root_id, units, people, contacts, frozenset(closed))


async def _may_manage(world: World, person: Person, caller: Caller) -> bool:
    return allows(Permission.MANAGE_PERSON, await standings_to_person(world, person, caller))


async def units_of(world: World, root_id: str, caller: Caller) -> Units:
    store = world.organisations.store
    all_ = [Organisation.load(one) async for one in every(store, ORGANISATIONS, "by_root", root_id, limit=500)]
    return _by_name(one for one in all_ if _may_fill(one, caller))


async def units_named(world: World, root_id: str, caller: Caller, ids: set[str]) -> Units:
    found = (await world.organisations.get_many(sorted(ids))).values()
    return _by_name(one for one in found if one.root_id == root_id and _may_fill(one, caller))


def _may_fill(organisation: Organisation, caller: Caller) -> bool:
    return organisation.active and allows(Permission.MANAGE_PERSON, standings_to(organisation.path, caller))


def _by_name(organisations: Iterable[Organisation]) -> Units:
    named: dict[str, tuple[str, ...]] = {}
    for one in organisations:
        for name in {folded_unit(one.name), folded_unit(one.short_name), one.id}:
            named[name] = (*named.get(name, ()), one.id)
    return named


async def officer_of(world: World, person_id: str) -> Caller:
    """With the roles he holds now. Raises NotFound when he was deactivated."""
    person = await world.people.get(person_id)
    if not person.active:
        raise NotFound
    roles = tuple(Role(role.role, role.organisation_id) for role in person.roles)
    return Caller(person.id, "", person.language, roles, float("inf"))
