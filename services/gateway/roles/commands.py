"""Granting and taking roles, from above only."""

from services.gateway.organisations.model import Organisation, OrganisationInactive
from services.gateway.people.model import Person
from services.gateway.roles.model import RootAdministrators
from services.gateway.world import World
from shared.aggregates import Act
from shared.events.gateway import RoleFacts
from shared.words import RoleName


async def grant_role(world: World, person_id: str, role: RoleFacts, act: Act) -> Person:
    """Granted again changes nothing. Raises NotFound, OrganisationInactive, PersonInactive."""
    organisation = await world.organisations.get(role.organisation_id)
    if not organisation.active:
        raise OrganisationInactive
    person = await world.people.change(person_id, lambda person: person.take_role(role), act)
    if _administers_all(role, organisation):
        await _admit(world, organisation.id, person_id, act)
    world.check.forget_person(person_id)
    return person


async def take_role(world: World, person_id: str, role: RoleFacts, act: Act) -> Person:
    """Taken again changes nothing. Raises NotFound, LastAdministrator."""
    organisation = await world.organisations.get(role.organisation_id)
    if _administers_all(role, organisation):
        await world.root_administrators.change(organisation.id, lambda few: few.dismiss(person_id), act)
    person = await world.people.change(person_id, lambda person: person.lose_role(role), act)
    world.check.forget_person(person_id)
    return person


async def leave_every_root(world: World, person: Person, act: Act) -> None:
    """Before a person is deactivated. Raises LastAdministrator."""
    for role in person.roles:
        organisation = await world.organisations.get(role.organisation_id)
        if _administers_all(role, organisation):
            await world.root_administrators.change(organisation.id, lambda few: few.dismiss(person.id), act)


def _administers_all(role: RoleFacts, organisation: Organisation) -> bool:
    return role.role is RoleName.ADMINISTRATOR and organisation.parent_id is None


async def _admit(world: World, root_id: str, person_id: str, act: Act) -> None:
    if await world.root_administrators.look_up(root_id) is None:
        await world.root_administrators.add(
            RootAdministrators(id=root_id, people=(person_id,), fingerprint=root_id), act
        )
    await world.root_administrators.change(root_id, lambda few: few.admit(person_id), act)
