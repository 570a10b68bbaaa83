"""Asking for a link. Whether there is such an account shows neither in the answer nor in how long it takes."""

from typing import Any

from services.gateway.attempts.commands import Failed
from services.gateway.handles.commands import ids_of
from services.gateway.people.names import sign_in_name
from services.gateway.resets.model import Reset, lanes, reset_id
from services.gateway.world import World
from shared.aggregates import Act
from shared.ids import derived_id
from shared.jobs import RowWork
from shared.store.port import Document

RESET = "reset"  # the job that issues links


async def ask_for_reset(world: World, handle: str, address: str, asking_id: str, act: Act) -> None:
    """By sign-in name or address. Raises TooMany, whether there is anybody or not."""
    try:
        async with world.attempts.attempt(lanes(sign_in_name(handle), address), act):
            raise Failed  # each asking counts
    except Failed:
        people = await ids_of(world, handle)
    await world.jobs.begin(asking_id, RESET, {"seed": asking_id}, [people], act)


def issuing(world: World) -> RowWork:
    async def row(about: Document, people: Any, act: Act) -> None:
        for person_id in people:
            await _issue(world, person_id, derived_id(about["seed"], person_id), act)

    return row


async def _issue(world: World, person_id: str, seed: str, act: Act) -> None:
    """Voids the link before; the same seed again changes nothing. Nothing for whom no mail can reach."""
    person = await world.people.look_up(person_id)
    contact = await world.contacts.look_up(person_id)
    if person is None or not person.active or contact is None or not contact.email:
        return
    key = reset_id(person_id)
    if await world.resets.look_up(key) is None:
        await world.resets.add(Reset.none(key, person_id, person.name, act.at), act)
    now = world.clock.now()
    await world.resets.change(key, lambda reset: reset.replace(world.key, seed, now), act)
