"""Plans a merger or a split, and carries it out on its day."""

import asyncio
from contextlib import suppress
from datetime import date, timedelta

from services.gateway.organisations.commands import is_rearranged
from services.gateway.organisations.levels import level_in_force, levels
from services.gateway.organisations.model import LevelNotInForce, MoveUnderWay
from services.gateway.people.model import Person
from services.gateway.people.store import PEOPLE
from services.gateway.reorganisations.model import (
    PeopleElsewhere,
    Reorganisation,
    ReorganisationBegun,
    ReorganisationKind,
    ReorganisationState,
    check,
)
from services.gateway.reorganisations.store import REORGANISATIONS
from services.gateway.reorganisations.work import REORGANISE
from services.gateway.world import World
from shared.aggregates import Act
from shared.problems import FieldError
from shared.store.port import every
from shared.zones import home_day

WAIT = 5.0  # seconds; after that the answer shows that it goes on
LOOK_AGAIN = 60.0  # seconds


async def plan(world: World, wish: Reorganisation, act: Act) -> Reorganisation:
    """Carried out at once when its day has come. Planned again is the same one.

    Raises NotFound, OrganisationInactive, OtherTree, TreeCycle, LevelNotInForce, PeopleElsewhere, MoveUnderWay,
    KeyReused.
    """
    there = await world.reorganisations.look_up(wish.id)
    if there is None:
        await _check(world, wish)
    planned = await world.reorganisations.add(wish, act)
    if planned.on <= today(world) and planned.state is not ReorganisationState.DONE:
        if there is None and await is_rearranged(world, wish.root_id, act):
            await world.reorganisations.change(wish.id, lambda one: one.withdraw(), act)
            raise MoveUnderWay
        await _start(world, planned, act)
    return await world.reorganisations.get(planned.id)


async def withdraw(world: World, reorganisation_id: str, act: Act) -> Reorganisation:
    """Withdrawn again changes nothing. Raises NotFound, ReorganisationBegun."""
    return await world.reorganisations.change(reorganisation_id, lambda one: one.withdraw(), act)


async def begin_due(world: World) -> None:
    """For ever: what was planned for a day begins on it, and what began and has no job yet gets one."""
    while True:
        await begin_those_due(world, today(world))
        await asyncio.sleep(LOOK_AGAIN)


async def begin_those_due(world: World, day: date) -> None:
    store, tomorrow = world.reorganisations.store, (day + timedelta(days=1)).isoformat()
    for state in (ReorganisationState.RUNNING, ReorganisationState.PLANNED):
        async for stored in every(store, REORGANISATIONS, "by_state", state, until=tomorrow):
            one = Reorganisation.load(stored)
            with suppress(ReorganisationBegun):  # withdrawn since we looked
                await _start(world, one, Act(world.clock.now(), actor_id=one.made_by))


def today(world: World) -> date:
    return home_day(world.clock.now())


async def _start(world: World, planned: Reorganisation, act: Act) -> None:
    await world.reorganisations.change(planned.id, lambda one: one.begin(), act)
    await world.jobs.begin(planned.id, REORGANISE, {}, [planned.id], act)
    await world.jobs.finished(planned.id, WAIT)


async def _check(world: World, wish: Reorganisation) -> None:
    sources = [await world.organisations.get(one) for one in wish.sources]
    check(sources, await world.organisations.get(wish.parent_id if wish.bodies else wish.into))
    for body in wish.bodies:
        if not level_in_force(body.level, wish.on, levels()):
            raise LevelNotInForce(errors=(FieldError("/bodies", "not-in-force"),))
    if wish.kind is ReorganisationKind.SPLIT:
        people = await people_of(world, wish.sources[0])
        chosen = {one for body in wish.bodies for one in body.people}
        if not chosen <= {one.id for one in people}:
            raise PeopleElsewhere(errors=(FieldError("/bodies", "elsewhere"),))


async def people_of(world: World, organisation_id: str) -> list[Person]:
    """Whoever has his home or a post there."""
    store = world.people.store
    found = every(store, PEOPLE, "by_organisation", each=organisation_id, limit=500)
    return [Person.load(stored) async for stored in found]
