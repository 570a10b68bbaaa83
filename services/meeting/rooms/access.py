"""What a caller is to a room, and to the rooms of his tree."""

from dataclasses import dataclass
from typing import Any

from services.meeting.rooms.model import Room
from services.meeting.rooms.store import ROOMS
from services.meeting.world import World
from shared.http import Call, Found
from shared.permissions import Standing
from shared.words import RoleName

_OFFICERS = {RoleName.ADMINISTRATOR, RoleName.SECRETARY}


@dataclass(frozen=True, slots=True)
class SeenRoom:
    room: Room
    person_id: str


async def caller_root(world: World, person_id: str) -> str:
    """The tree somebody belongs to; empty for one we have not heard of."""
    path = await world.directory.path_of_person(person_id)
    return path[0] if path else ""


@dataclass(frozen=True, slots=True)
class Tree:
    """`keeps_only`: the caller is in charge of rooms, and sees no others."""

    root_id: str
    person_id: str
    keeps_only: bool


async def tree_of(call: Call[World, Any]) -> Found[Tree]:
    """Resolver of lists of rooms."""
    person_id = call.caller.person_id
    root_id = await caller_root(call.world, person_id)
    standings = await _offices(call, root_id)
    if standings:
        return Found(Tree(root_id, person_id, keeps_only=False), standings)
    kept = await call.world.store.find(ROOMS, "by_keeper", person_id, 1, limit=1)
    return Found(Tree(root_id, person_id, keeps_only=True), frozenset({Standing.KEEPER} if kept.items else ()))


async def room_of(call: Call[World, Any]) -> Found[SeenRoom]:
    """Resolver of every route below /api/rooms/{room}. Raises NotFound."""
    room, caller = await call.world.rooms.get(call.path("room")), call.caller
    standings = await _offices(call, room.root_id) - {Standing.ADMINISTRATOR}
    standings |= await call.world.directory.standings(caller, room.organisation_id)
    if room.keeper_id == caller.person_id:
        standings |= {Standing.KEEPER}
    return Found(SeenRoom(room, caller.person_id), standings)


async def _offices(call: Call[World, Any], root_id: str) -> frozenset[Standing]:
    """Administrators and secretaries of whatever body in the tree."""
    held = [role for role in call.caller.roles if role.role in _OFFICERS]
    bodies = await call.world.directory.organisations.get_many([role.organisation_id for role in held])
    here = {role.role for role in held if bodies.get(role.organisation_id, {"path": [""]})["path"][0] == root_id}
    standings = {Standing.OFFICER} if here else set()
    return frozenset(standings | ({Standing.ADMINISTRATOR} if RoleName.ADMINISTRATOR in here else set()))
