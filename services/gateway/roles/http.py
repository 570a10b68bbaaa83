"""Roles hold for a subtree of organisations and are given from above."""

from typing import Any

from services.gateway.organisations.model import Organisation
from services.gateway.people.model import Person
from services.gateway.people.views import PersonView, directory_entry, organisations_of
from services.gateway.roles import commands
from services.gateway.roles.model import stands_above
from services.gateway.standing import root_of
from services.gateway.world import World
from shared.events.gateway import RoleFacts
from shared.http import Answer, Body, Call, Found, Routes
from shared.permissions import Permission, Standing
from shared.problems import NotFound
from shared.words import RoleName


class NewRole(Body):
    role: RoleName
    organisation_id: str


async def resolve(call: Call[World, Person]) -> Found[Any]:
    """Somebody of the same tree, whom the caller sees in the directory; what he may give him is asked of the role."""
    person = await call.world.people.get(call.path("id"))
    root_id, standings = await root_of(call.world, call.caller)
    return Found(person, standings if person.root_id == root_id else frozenset())


routes = Routes(resolve)


@routes.post("/api/people/{id}/roles", Permission.GRANT_ROLE, answer=PersonView, status=201)
async def grant_role(call: Call[World, Person], body: NewRole) -> Answer:
    """Given again changes nothing."""
    role = RoleFacts(role=body.role, organisation_id=body.organisation_id)
    await _require_to_stand_above(call, role)
    return await _answer(call, await commands.grant_role(call.world, call.thing.id, role, call.act), 201)


@routes.delete("/api/people/{id}/roles/{role}/{organisation}", Permission.GRANT_ROLE, answer=PersonView)
async def take_role(call: Call[World, Person]) -> Answer:
    """Taken again changes nothing."""
    if call.path("role") not in set(RoleName):
        raise NotFound
    role = RoleFacts(role=RoleName(call.path("role")), organisation_id=call.path("organisation"))
    await _require_to_stand_above(call, role)
    return await _answer(call, await commands.take_role(call.world, call.thing.id, role, call.act), 200)


async def _require_to_stand_above(call: Call[World, Person], role: RoleFacts) -> None:
    organisation: Organisation = await call.world.organisations.get(role.organisation_id)
    may = stands_above(call.caller, role, organisation.path)
    call.require(frozenset({Standing.ADMINISTRATOR}) if may else frozenset())


async def _answer(call: Call[World, Person], person: Person, status: int) -> Answer:
    return Answer(directory_entry(person, await organisations_of(call.world, [person])), status)
