"""Reads a list, lets it be corrected, and takes it in as a job: the same list again changes nothing."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, TypeVar

from services.gateway.imports.columns import Column, find_header
from services.gateway.imports.directories import Units, directory_of, units_of
from services.gateway.imports.model import (
    ROWS_IN_CHUNK,
    Chunk,
    Directory,
    ImportRow,
    PeopleImport,
    RowOutcome,
    judge,
    rows_of,
)
from services.gateway.imports.problems import ColumnsUnknown, RowsStillBad
from services.gateway.imports.store import IMPORTS, chunk_id, chunks_of, chunks_with, outcomes_of
from services.gateway.organisations.model import Organisation
from services.gateway.world import World
from shared.aggregates import Act
from shared.auth import Caller
from shared.clock import to_text
from shared.problems import Conflict, NotFound
from shared.store.port import every

TAKE_IN = "people_import"
KEPT_FOR = timedelta(days=7)
LOOK_AGAIN = 3600.0  # seconds
AT_ONCE = 8  # chunks that are saved together

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ListFile:
    """`home` is the unit of those whose row names none."""

    name: str
    content: bytes
    home: Organisation


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was found in a file."""

    encoding: str
    name: str
    header_row: int
    columns: dict[Column, str]
    ignored: tuple[str, ...]
    rows: list[ImportRow] = field(repr=False)


async def read_list(
    world: World, import_id: str, file: ListFile, caller: Caller, act: Act, fingerprint: str
) -> PeopleImport:
    """Raises SpreadsheetUnreadable, SpreadsheetTooLong, ColumnsUnknown, KeyReused, Unavailable."""
    sheet = await asyncio.to_thread(_sheet, await world.spreadsheets.read(file.content))
    chunks = [
        Chunk(id=chunk_id(import_id, place), fingerprint=fingerprint, import_id=import_id, rows=rows)
        for place, rows in enumerate(_divided(sheet.rows))
    ]
    made = PeopleImport(
        id=import_id,
        fingerprint=fingerprint,
        made_by=caller.person_id,
        made_at=act.at,
        root_id=file.home.root_id,
        organisation_id=file.home.id,
        file_name=file.name,
        encoding=sheet.encoding,
        sheet=sheet.name,
        header_row=sheet.header_row,
        columns=sheet.columns,
        ignored=sheet.ignored,
        rows=len(sheet.rows),
        chunks=len(chunks),
    )
    made = await world.imports.add(made, act)  # first: rows of a reading that breaks off are discarded with it
    await _keep(world, chunks, _owners(sheet.rows), file.home, caller, act)
    return made


async def correct_row(
    world: World,
    import_id: str,
    number: int,
    values: dict[Column, str] | None,
    caller: Caller,
    act: Act,
) -> ImportRow:
    """Judges it and the rows it was, or is now, the same as. None leaves the row out. Raises NotFound, ImportBegun."""
    made = await world.imports.get(import_id)
    made.check_open()
    chunk = await _chunk_with_row(world, import_id, number)
    before = _row(chunk, number)
    after = _corrected(before, values)
    home = await world.organisations.get(made.organisation_id)
    units = await units_of(world, made.root_id, caller)

    def decide(one: Chunk) -> None:
        one.rows = [after if row.number == number else row for row in one.rows]

    await world.import_chunks.change(chunk.id, decide, act)
    touched = {chunk.id: chunk}
    for handle in {before.handle, after.handle} - {""}:
        touched |= {one.id: one for one in await chunks_with(world.import_chunks, import_id, handle)}
    for one in touched.values():
        await _judge_again(world, one, caller, home, units, act)
    return _row(await world.import_chunks.get(chunk.id), number)


async def begin(world: World, import_id: str, without_bad: bool, act: Act) -> None:
    """Begun again changes nothing. Raises NotFound, RowsStillBad; Conflict where its rows are not all there."""
    made = await world.imports.get(import_id)
    expected = await tally(world, import_id)
    if expected[RowOutcome.BAD] and not without_bad and not made.begun:
        raise RowsStillBad
    if sum(expected.values()) != made.rows:
        raise Conflict
    made = await world.imports.change(import_id, lambda one: one.begin(expected), act)
    await world.jobs.begin(import_id, TAKE_IN, {"import_id": import_id}, list(range(made.chunks)), act)


async def discard(world: World, import_id: str, act: Act) -> None:
    """With all its rows. Discarded again changes nothing. Raises ImportBegun while it is taken in."""
    made = await world.imports.look_up(import_id)
    if made is None:
        return
    job = await world.jobs.get(import_id)
    if job and job["state"] == "running":
        made.check_open()
    async for chunk in chunks_of(world.import_chunks, import_id):
        await world.import_chunks.remove(chunk, act)
    await world.imports.remove(made, act)


async def discard_old(world: World) -> None:
    """For ever: what a list held of people is not kept longer than its import needs."""
    while True:
        await discard_those_old(world)
        await asyncio.sleep(LOOK_AGAIN)


async def discard_those_old(world: World) -> None:
    now = world.clock.now()
    async for stored in every(world.imports.store, IMPORTS, "by_age", until=to_text(now - KEPT_FOR)):
        with suppress(Conflict):  # it is still taken in, or another replica discards it
            await discard(world, stored.id, Act(now))


async def tally(world: World, import_id: str) -> dict[RowOutcome, int]:
    """Rows by outcome, counted on what is stored: models of 10,000 rows would hold up everybody else."""
    counts = dict.fromkeys(RowOutcome, 0)
    async for outcome in outcomes_of(world.import_chunks, import_id):
        counts[outcome] += 1
    return counts


def _sheet(book: dict[str, Any]) -> Sheet:
    """The first sheet with a header. Raises ColumnsUnknown."""
    for sheet in book["sheets"]:
        try:
            header = find_header(sheet["rows"])
        except ColumnsUnknown:
            continue
        columns: dict[Column, str] = {}
        for place, meaning in header.meanings.items():
            column = Column(meaning) if meaning in set(Column) else Column.FULL_NAME
            columns[column] = (
                f"{columns[column]}, {header.headings[place]}" if column in columns else header.headings[place]
            )
        rows = rows_of(header, sheet["rows"])
        return Sheet(book["encoding"], sheet["name"], header.number, columns, header.ignored, rows)
    raise ColumnsUnknown


async def _keep(
    world: World, chunks: list[Chunk], owners: dict[str, int], home: Organisation, caller: Caller, act: Act
) -> None:
    """Judged. Those that are there already stay as they are."""
    units = await units_of(world, home.root_id, caller)
    for some in _divided(chunks, AT_ONCE):
        directory = await directory_of(world, caller, home, units, [row for one in some for row in one.rows])
        for chunk in some:
            _judge_all(chunk, replace(directory, owners=owners))
        await asyncio.gather(*(world.import_chunks.add(chunk, act) for chunk in some))


def _corrected(before: ImportRow, values: dict[Column, str] | None) -> ImportRow:
    if values is None:
        return before.model_copy(update={"outcome": RowOutcome.LEFT_OUT, "errors": (), "changes": ()})
    kept = {column: text for column, text in values.items() if text}
    return ImportRow(number=before.number, values=kept)


async def _chunk_with_row(world: World, import_id: str, number: int) -> Chunk:
    """Raises NotFound."""
    async for chunk in chunks_of(world.import_chunks, import_id):
        if chunk.row(number):
            return chunk
    raise NotFound


async def _judge_again(world: World, chunk: Chunk, caller: Caller, home: Organisation, units: Units, act: Act) -> None:
    chunk = await world.import_chunks.get(chunk.id)
    directory = await directory_of(world, caller, home, units, chunk.rows)
    owners = {row.handle: await _owner(world, chunk.import_id, row) for row in chunk.rows}
    await world.import_chunks.change(chunk.id, lambda one: _judge_all(one, replace(directory, owners=owners)), act)


async def _owner(world: World, import_id: str, row: ImportRow) -> int:
    """The number of the first row that stands for the same person."""
    others = [one for chunk in await chunks_with(world.import_chunks, import_id, row.handle) for one in chunk.rows]
    same = [one.number for one in others if one.handle == row.handle and one.outcome is not RowOutcome.LEFT_OUT]
    return min(same, default=row.number)


def _row(chunk: Chunk, number: int) -> ImportRow:
    """Raises NotFound."""
    row = chunk.row(number)
    if row is None:
        raise NotFound
    return row


def _judge_all(chunk: Chunk, directory: Directory) -> None:
    for row in chunk.rows:
        judge(row, directory)


def _owners(rows: Iterable[ImportRow]) -> dict[str, int]:
    owners: dict[str, int] = {}
    for row in rows:
        owners.setdefault(row.handle, row.number)
    return owners


def _divided(things: list[T], size: int = ROWS_IN_CHUNK) -> list[list[T]]:
    return [things[start : start + size] for start in range(0, len(things), size)]
