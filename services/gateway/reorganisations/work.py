"""The job that carries a reorganisation out. Each step can be done again: after a crash all of them are."""

from services.gateway.organisations.commands import children, claim, create_organisation, settle
from services.gateway.people.model import Person
from services.gateway.people.store import PEOPLE
from services.gateway.reorganisations.model import Reorganisation, check
from services.gateway.world import World
from shared.aggregates import Act
from shared.events.gateway import LevelSince
from shared.jobs import RowWork
from shared.problems import Problem, Unavailable
from shared.store.port import Document, every

REORGANISE = "reorganise"


def carry_out(world: World) -> RowWork:
    async def work(about: Document, reorganisation_id: str, act: Act) -> None:
        one = await world.reorganisations.get(reorganisation_id)
        try:
            await _carry_out(world, one, act)
        except Unavailable:
            raise
        except Problem as problem:  # a body ended between the plan and its day
            code = problem.code
            await world.reorganisations.change(one.id, lambda one: one.refuse(code), act)

    return work


async def _carry_out(world: World, one: Reorganisation, act: Act) -> None:
    """Raises Unavailable while somebody rearranges the tree, and what `check` raises."""
    await claim(world, one.root_id, one.id, act)
    await _begin_bodies(world, one, act)
    for source in one.sources:
        await _move_people(world, one, source, act)
        if one.ends:
            await _move_units(world, one, source, act)
            await world.organisations.change(source, lambda old: old.end(one.on, one.successors), act)
            await _move_people(world, one, source, act)  # who was taken in until it ended
    await world.reorganisations.change(one.id, lambda one: one.finish(), act)


async def _begin_bodies(world: World, one: Reorganisation, act: Act) -> None:
    sources = [await world.organisations.get(source) for source in one.sources]
    below = await world.organisations.get(one.parent_id if one.bodies else one.into)
    check([source for source in sources if source.successor_ids != one.successors], below)
    for body in one.bodies:
        level = LevelSince(level=body.level, since=one.on)
        await create_organisation(world, body.id, body.name, body.short_name, one.parent_id, level, act, one.id)


async def _move_people(world: World, one: Reorganisation, source: str, act: Act) -> None:
    async for stored in every(world.people.store, PEOPLE, "by_organisation", each=source, limit=100):
        person = Person.load(stored)
        if destination := one.destination_of(person.id):
            await _follow(world, person.id, source, destination, one.carry_roles, act)


async def _follow(world: World, person_id: str, source: str, destination: str, roles: bool, act: Act) -> None:
    await world.people.change(person_id, lambda person: person.follow(source, destination, roles), act)
    world.check.forget_person(person_id)


async def _move_units(world: World, one: Reorganisation, source: str, act: Act) -> None:
    """What had ended before stays where it was."""
    async for unit in children(world, source):
        if unit.active:
            await settle(world, unit.id, one.into, act)
