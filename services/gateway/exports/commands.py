"""The list of people as a spreadsheet: the very columns that an import reads."""

from collections.abc import Iterator
from typing import Literal

from services.gateway.audit.commands import enter
from services.gateway.audit.model import Act, Deed
from services.gateway.contacts.model import Contact
from services.gateway.imports.columns import HEADINGS, Column
from services.gateway.organisations.model import Organisation
from services.gateway.people.model import Person
from services.gateway.people.store import PEOPLE
from services.gateway.world import World
from shared import aggregates
from shared.clock import to_text
from shared.store.port import every
from shared.words import Language

Form = Literal["xlsx", "csv"]


async def export_people(world: World, body: Organisation, form: Form, language: Language, act: aggregates.Act) -> bytes:
    """Active people whose home is the organisation or below it, by given name. That they were taken away is recorded.

    Raises Unavailable.
    """
    found = [
        Person.load(stored) async for stored in every(world.people.store, PEOPLE, "by_root", body.root_id, limit=500)
    ]
    homes = await world.organisations.get_many(sorted({person.organisation_id for person in found}))
    here = [one for one in found if one.active and body.id in homes[one.organisation_id].path]
    contacts = await world.contacts.get_many([one.id for one in here])
    rows = [[heading.to(language) for heading in HEADINGS.values()]]
    rows += [list(_cells(one, homes[one.organisation_id], contacts.get(one.id))) for one in here]
    await _record(world, body, len(here), act)
    return await world.spreadsheets.write(form, rows)


def _cells(person: Person, home: Organisation, contact: Contact | None) -> Iterator[str]:
    post = next((post.title for post in person.posts if post.organisation_id == home.id), "")
    said = {
        Column.FULL_NAME: person.full_name,
        Column.NAME: person.name,
        Column.EMAIL: (contact.email if contact else None) or "",
        Column.PHONE: (contact.phone if contact else None) or "",
        Column.ORGANISATION: home.name,
        Column.POST: post,
    }
    return (said[column] for column in HEADINGS)


async def _record(world: World, body: Organisation, people: int, act: aggregates.Act) -> None:
    source, moment = f"people export {act.request_id}", to_text(act.at)
    entry = Act(Deed.PEOPLE_EXPORTED, moment, act.actor_id or "", source, detail=(body.id, str(people)))
    await enter(world, entry)
