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
from shared.problems import Conflict, KeyReused, Unavailable
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
        await settle(world, organisation.id, organisation.parent_id, act)
    return await world.organisations.get(organisation.id)


async def move_organisation(world: World, organisation_id: str, parent_id: str, job_id: str, act: Act) -> None:
    """Raises NotFound, TreeCycle, OtherTree, OrganisationInactive, MoveUnderWay."""
    organisation = await world.organisations.get(organisation_id)
    last = await world.moves.look_up(organisation.root_id)
    if await _is_running(world, last, act):
        raise MoveUnderWay
    organisation.check_place_below(await world.organisations.get(parent_id))
    move = await _go(world, last, job_id, organisation_id, parent_id, act)
    await _begin(world, move, act)
    await world.jobs.finished(job_id, WAIT_FOR_MOVE)


async def is_rearranged(world: World, root_id: str, act: Act) -> bool:
    """Whether the last move within the tree is not settled yet."""
    return await _is_running(world, await world.moves.look_up(root_id), act)


async def claim(world: World, root_id: str, job_id: str, act: Act) -> None:
    """The tree is this job's until it is done; claimed again changes nothing. Raises Unavailable if it is another's."""
    last = await world.moves.look_up(root_id)
    if last and last.job_id == job_id:
        return
    if await _is_running(world, last, act):
        raise Unavailable
    try:
        await _go(world, last, job_id, root_id, root_id, act)
    except MoveUnderWay:
        raise Unavailable from None


async def _go(world: World, last: Move | None, job_id: str, organisation_id: str, parent_id: str, act: Act) -> Move:
    """Claims the tree. Raises MoveUnderWay when somebody did since `last` was read."""
    move = last or Move(id=(await world.organisations.get(organisation_id)).root_id, fingerprint=job_id)
    move.go(job_id, organisation_id, parent_id, act)
    try:
        return await (world.moves.save(move, act) if last else world.moves.add(move, act))
    except (Conflict, KeyReused):
        raise MoveUnderWay from None


async def _is_running(world: World, last: Move | None, act: Act) -> bool:
    return last is not None and (await _begin(world, last, act))["state"] == "running"


async def _begin(world: World, move: Move, act: Act) -> Document:
    """The move's job; begun here if whoever claimed the tree has not come to it, or died before."""
    his = replace(act, actor_id=move.actor_id, request_id=move.request_id)
    return await world.jobs.begin(move.job_id, RESETTLE, {"parent_id": move.parent_id}, [move.organisation_id], his)


def resettle(world: World) -> RowWork:
    """The job's work: the moved unit, then all below it; after a crash from the start, which changes nothing twice."""

    async def work(about: Document, organisation_id: str, act: Act) -> None:
        await settle(world, organisation_id, about["parent_id"], act)

    return work


async def settle(world: World, organisation_id: str, parent_id: str, act: Act) -> None:
    """Units created below meanwhile are found by their parent, or look at the parent again themselves."""
    parent = await world.organisations.get(parent_id)
    await world.organisations.change(organisation_id, lambda organisation: organisation.stand_below(parent), act)
    async for child in children(world, organisation_id):
        await settle(world, child.id, organisation_id, act)


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
