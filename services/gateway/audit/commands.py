"""What is entered, and under which organisation."""

from typing import Any

from services.gateway.audit.model import Act, Deed
from services.gateway.world import World
from shared import aggregates
from shared.clock import to_text
from shared.ids import new_id
from shared.jobs import RowWork
from shared.store.port import Document

REFUSED_SIGN_IN = "refused_sign_in"  # the job that enters it


async def enter(world: World, act: Act, body: str = "") -> None:
    """Under the home of whoever did it. What a schedule did, nobody's act, stands under the `body` it did it for.

    Nobody known is nobody to account for. The same source again does nothing.
    """
    home = await _home_of(world, act.person_id) if act.person_id else body
    if home:
        organisation = await world.organisations.get(home)
        await world.audit.append(act, list(organisation.path))


async def _home_of(world: World, person_id: str) -> str:
    person = await world.people.look_up(person_id)
    return person.organisation_id if person else ""


async def note_refused_sign_in(world: World, person_id: str, act: aggregates.Act) -> None:
    """Entered by a job, so that the answer takes as long for a name that nobody has; those are not entered.

    Tries that were slowed down are counted only (hop_sign_ins): a stranger could fill the record with them.
    """
    await world.jobs.begin(new_id(), REFUSED_SIGN_IN, {}, [[person_id, to_text(act.at)]], act)


def refused_sign_in_row(world: World) -> RowWork:
    async def row(about: Document, refused: Any, act: aggregates.Act) -> None:
        person_id, at = refused
        source = f"sign-in {act.request_id} {at}"
        await enter(world, Act(Deed.SIGN_IN_REFUSED, at, person_id, source))

    return row
