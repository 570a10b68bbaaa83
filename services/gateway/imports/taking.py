"""The job that takes a list's rows into the directory."""

from services.gateway.contacts.commands import keep_contact
from services.gateway.imports.columns import Column
from services.gateway.imports.directories import directory_of, officer_of, units_named
from services.gateway.imports.model import (
    Directory,
    ImportRow,
    PeopleImport,
    RowOutcome,
    email_of,
    judge,
    phone_of,
    posts_of,
)
from services.gateway.imports.store import chunk_id
from services.gateway.people.commands import describe
from services.gateway.people.model import Person
from services.gateway.world import World
from shared.aggregates import Act
from shared.ids import derived_id
from shared.jobs import RowWork
from shared.problems import KeyReused
from shared.store.port import Document
from shared.words import Language


def take_in(world: World) -> RowWork:
    """The job's work: a chunk of rows. Who began it is asked for his roles anew; done again it finds all as it is."""

    async def work(about: Document, place: int, act: Act) -> None:
        made = await world.imports.get(about["import_id"])
        officer = await officer_of(world, made.made_by)
        chunk = await world.import_chunks.get(chunk_id(made.id, place))
        home = await world.organisations.get(made.organisation_id)
        good = [row for row in chunk.rows if row.outcome not in {RowOutcome.BAD, RowOutcome.LEFT_OUT}]
        units = await units_named(world, made.root_id, officer, {home.id, *(row.organisation_id for row in good)})
        directory = await directory_of(world, officer, home, units, good)
        for row in good:  # one after the other: many chunks are taken in at once, and requests come between
            try:
                await _take_in_row(world, made, row, directory, act)
            except KeyReused:  # another list brought him in this very moment, maybe the same one
                as_it_is = await directory_of(world, officer, home, units, [row])
                await _take_in_row(world, made, row, as_it_is, act)
        await world.import_chunks.save(chunk, act)

    return work


async def _take_in_row(world: World, made: PeopleImport, row: ImportRow, directory: Directory, act: Act) -> None:
    """Raises KeyReused when somebody else made the person since the directory was read."""
    creation = derived_id("import", made.id, row.handle)
    person = directory.people.get(row.person_id)
    if person and person.fingerprint == creation:  # a run before this one made him
        await keep_contact(world, person, email_of(row), phone_of(row), act)
        return row.become(RowOutcome.NEW)
    named = row.model_copy(update={"values": row.values | {Column.ORGANISATION: row.organisation_id}})
    judge(named, directory)
    if named.outcome is RowOutcome.BAD:
        return row.refuse(*named.errors)
    if person is None:
        person = await world.people.add(_person_of(row, made, creation), act)
    elif named.changes:
        await describe(
            world,
            person.id,
            act,
            full_name=row.values[Column.FULL_NAME],
            organisation_id=row.organisation_id,
            posts=posts_of(row, person),
        )
    await keep_contact(world, person, email_of(row), phone_of(row), act)
    return row.become(named.outcome, named.changes)


def _person_of(row: ImportRow, made: PeopleImport, creation: str) -> Person:
    return Person.create(
        row.person_id,
        row.handle,
        row.values[Column.FULL_NAME],
        row.organisation_id,
        made.root_id,
        posts_of(row, None),
        Language.VIETNAMESE,
        creation,
    )
