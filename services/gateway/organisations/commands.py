"""Changes of the tree. A move is settled unit by unit in a job, because a subtree can be thousands of units."""

from collections.abc import AsyncIterator
from dataclasses import replace

from services.gateway.organisations.levels import levels
from services.gateway.organisations.model import (
    Move,
    MoveUnderWay,
    Organisation,
    OrganisationInactive,
    OrganisationInUse,
)
from services.gateway.people.store import lives_in
from services.gateway.world import World
from shared.aggregates import Act
from shared.events.gateway import LevelSince
from shared.jobs import RowWork
from shared.problems import Conflict, KeyReused
from shared.store.port import Document, every

RESETTLE = "resettle"
WAIT_FOR_MOVE = 5.0  # seconds; after that the answer shows what is settled so far


async def create_organisation(
    world: World,
    organisation_id: str,
    name: str,
    short_name: str,
    parent_id: str | None,
    level: LevelSince,
    act: Act,
    fingerprint: str = "",
) -> Organisation:
    """Raises NotFound, LevelNotInForce, OrganisationInactive, KeyReused."""
    parent = await world.organisations.get(parent_id) if parent_id else None
    organisation = Organisation.create(organisation_id, name, short_name, parent, level, levels(), fingerprint)
    organisation = await world.organisations.add(organisation, act)
    if organisation.parent_id:  # it may have been moved while we read it
        await _settle(world, organisation.id, organisation.parent_id, act)
    return await world.organisations.get(organisation.id)


async def move_organisation(world: World, organisation_id: str, parent_id: str, job_id: str, act: Act) -> None:
    """Raises NotFound, TreeCycle, OtherTree, OrganisationInactive, MoveUnderWay."""
    organisation = await world.organisations.get(organisation_id)
    last = await world.moves.look_up(organisation.root_id)
    if last and (await _begin(world, last, act))["state"] == "running":
        raise MoveUnderWay
    organisation.check_place_below(await world.organisations.get(parent_id))
    move = last or Move(id=organisation.root_id, fingerprint=job_id)
    move.go(job_id, organisation_id, parent_id, act)
    try:  # whoever is second finds the tree claimed since he looked
        await (world.moves.save(move, act) if last else world.moves.add(move, act))
    except (Conflict, KeyReused):
        raise MoveUnderWay from None
    await _begin(world, move, act)
    await world.jobs.finished(job_id, WAIT_FOR_MOVE)


async def _begin(world: World, move: Move, act: Act) -> Document:
    """The move's job; begun here if whoever claimed the tree has not come to it, or died before."""
    his = replace(act, actor_id=move.actor_id, request_id=move.request_id)
    return await world.jobs.begin(move.job_id, RESETTLE, {"parent_id": move.parent_id}, [move.organisation_id], his)


def resettle(world: World) -> RowWork:
    """The job's work: the moved unit, then all below it; after a crash from the start, which changes nothing twice."""

    async def work(about: Document, organisation_id: str, act: Act) -> None:
        await _settle(world, organisation_id, about["parent_id"], act)

    return work


async def _settle(world: World, organisation_id: str, parent_id: str, act: Act) -> None:
    """Units created below meanwhile are found by their parent, or look at the parent again themselves."""
    parent = await world.organisations.get(parent_id)
    await world.organisations.change(organisation_id, lambda organisation: organisation.stand_below(parent), act)
    async for child in children(world, organisation_id):
        await _settle(world, child.id, organisation_id, act)


async def describe(
    world: World, organisation_id: str, name: str | None, short_name: str | None, level: LevelSince | None, act: Act
) -> None:
    """Raises LevelNotInForce."""

    def decide(organisation: Organisation) -> None:
        organisation.rename(name, short_name)
        if level:
            organisation.take_level(level, levels())

    await world.organisations.change(organisation_id, decide, act)


async def set_active(world: World, organisation_id: str, active: bool, act: Act) -> None:
    """Raises OrganisationInUse, OrganisationInactive when it stands below an inactive one."""
    organisation = await world.organisations.get(organisation_id)
    if active and organisation.parent_id and not (await world.organisations.get(organisation.parent_id)).active:
        raise OrganisationInactive
    if not active and await _is_in_use(world, organisation):
        raise OrganisationInUse
    await world.organisations.change(organisation_id, lambda one: one.set_active(active), act)


async def _is_in_use(world: World, organisation: Organisation) -> bool:
    async for child in children(world, organisation.id):
        if child.active:
            return True
    return organisation.parent_id is None or await lives_in(world.people, organisation.id)


async def children(world: World, organisation_id: str) -> AsyncIterator[Organisation]:
    async for stored in every(world.organisations.store, world.organisations.collection, "by_parent", organisation_id):
        yield Organisation.load(stored)
