"""Lists of people over HTTP: read and judged at once, corrected row by row, taken in by a job."""

from typing import Annotated, Any, Literal

from pydantic import Base64Bytes, Field
from typing_extensions import TypedDict

from services.gateway.imports import commands
from services.gateway.imports.columns import Column
from services.gateway.imports.commands import ListFile
from services.gateway.imports.model import ROWS_IN_CHUNK, ImportRow, PeopleImport, RowOutcome
from services.gateway.imports.problems import ROW_ERRORS
from services.gateway.imports.store import ALL, chunks_page
from services.gateway.people.http import resolve_tree
from services.gateway.proofs.commands import require_proof
from services.gateway.standing import standings_at, standings_to
from services.gateway.words import Title
from services.gateway.world import World
from shared.http import Answer, Body, Call, Found, Paging, Routes
from shared.permissions import Permission
from shared.problems import NotFound
from shared.text import Line
from shared.words import Language

LARGEST_FILE = 8 << 20  # bytes; a list of 20,000 people has about two million
_AS_BASE64 = LARGEST_FILE * 4 // 3 + (1 << 16)


class NewImport(Body):
    """`content` is the file in base64: CSV, XLSX, XLS or ODS."""

    file_name: Title
    content: Annotated[Base64Bytes, Field(max_length=LARGEST_FILE)]
    organisation_id: str


class RowsQuery(Paging):
    show: RowOutcome | Literal["all"] = ALL  # type: ignore[assignment]


class RowCorrection(Body):
    """All cells of the row as they are to be, or that it is left out. `organisation` is a name, short name or id."""

    values: Annotated[dict[Column, Annotated[Line, Field(max_length=1000)]], Field(default_factory=dict)]
    left_out: bool = False


class Run(Body):
    without_bad: bool = False


class TallyView(TypedDict):
    """Rows by outcome."""

    new: int
    changed: int
    unchanged: int
    bad: int
    left_out: int


ImportState = Literal["preview", "running", "done"]


class ImportView(TypedDict):
    """While it runs, `tally` is what the preview promised, and `done` rows are taken in."""

    id: str
    state: ImportState
    file_name: str
    encoding: str
    sheet: str
    header_row: int
    columns: dict[str, str]
    ignored: list[str]
    organisation_id: str
    rows: int
    done: int
    tally: TallyView


class RowErrorView(TypedDict):
    column: Column
    code: str
    detail: str


class ImportRowView(TypedDict):
    """`person_id` is the one the row stands for, once he is there."""

    number: int
    values: dict[str, str]
    outcome: RowOutcome
    errors: list[RowErrorView]
    changes: list[Column]
    person_id: str


class ImportRowsView(TypedDict):
    items: list[ImportRowView]
    next: str | None


async def _own(call: Call[World, PeopleImport]) -> Found[Any]:
    """Whoever made it, while he administers the unit it is for."""
    made = await call.world.imports.get(call.path("id"))
    if made.made_by != call.caller.person_id:
        raise NotFound
    return Found(made, await standings_at(call.world, made.organisation_id, call.caller))


routes = Routes(_own)


@routes.post(
    "/api/people-imports",
    Permission.MANAGE_PERSON,
    answer=ImportView,
    status=201,
    resolve=resolve_tree,
    largest_body=_AS_BASE64,
)
async def read_list(call: Call[World, str], body: NewImport) -> Answer:
    """Reads and judges a list; nobody is changed yet. Kept for seven days."""
    home = await call.world.organisations.get(body.organisation_id)
    call.require(standings_to(home.path, call.caller))
    file = ListFile(body.file_name, body.content, home)
    made = await commands.read_list(call.world, call.creation_id(), file, call.caller, call.act, call.fingerprint())
    return Answer(await _view(call.world, made), 201)


@routes.get("/api/people-imports/{id}", Permission.MANAGE_PERSON, answer=ImportView)
async def read_import(call: Call[World, PeopleImport]) -> Answer:
    return Answer(await _view(call.world, call.thing))


@routes.delete("/api/people-imports/{id}", Permission.MANAGE_PERSON)
async def discard_import(call: Call[World, PeopleImport]) -> Answer:
    """The list goes; whom it brought stays."""
    await commands.discard(call.world, call.thing.id, call.act)
    return Answer()


@routes.get("/api/people-imports/{id}/rows", Permission.MANAGE_PERSON, answer=ImportRowsView)
async def list_rows(call: Call[World, PeopleImport], query: RowsQuery) -> Answer:
    """In the order of the file. A page may hold fewer than `limit`, and more follow."""
    kind = str(query.show)
    chunks = max(1, query.limit // ROWS_IN_CHUNK)
    found, page = await chunks_page(call.world.import_chunks, call.thing.id, kind, call.position(query.after), chunks)
    rows = [row for chunk in found for row in chunk.rows if kind in (ALL, row.outcome)]
    return call.listing([_row(row, call.language) for row in rows], page)


@routes.put("/api/people-imports/{id}/rows/{number}", Permission.MANAGE_PERSON, answer=ImportRowView)
async def correct_row(call: Call[World, PeopleImport], body: RowCorrection) -> Answer:
    """Judged anew, and so are rows that were the same person as this one."""
    number = call.path("number")
    if not (number.isascii() and number.isdecimal() and len(number) < 8):
        raise NotFound
    values = None if body.left_out else body.values
    row = await commands.correct_row(call.world, call.thing.id, int(number), values, call.caller, call.act)
    return Answer(_row(row, call.language))


@routes.post("/api/people-imports/{id}/run", Permission.MANAGE_PERSON, answer=ImportView, status=202)
async def run_import(call: Call[World, PeopleImport], body: Run) -> Answer:
    """Begins the job; begun again it is the same one. Rows that are wrong or left out change nobody. Needs a proof."""
    await require_proof(call.world, call.caller.session_id, call.act)
    await commands.begin(call.world, call.thing.id, body.without_bad, call.act)
    return Answer(await _view(call.world, await call.world.imports.get(call.thing.id)), 202)


async def _view(world: World, made: PeopleImport) -> ImportView:
    job = await world.jobs.get(made.id) if made.begun else None
    # Where it was begun and the job did not follow, it may be begun again.
    state: ImportState = job["state"] if job else "preview"
    tally = made.expected if state == "running" else await commands.tally(world, made.id)
    return ImportView(
        id=made.id,
        state=state,
        file_name=made.file_name,
        encoding=made.encoding,
        sheet=made.sheet,
        header_row=made.header_row,
        columns={column.value: heading for column, heading in made.columns.items()},
        ignored=list(made.ignored),
        organisation_id=made.organisation_id,
        rows=made.rows,
        done=min(made.rows, job["done"] * ROWS_IN_CHUNK) if job else 0,
        tally=TallyView(
            new=tally[RowOutcome.NEW],
            changed=tally[RowOutcome.CHANGED],
            unchanged=tally[RowOutcome.UNCHANGED],
            bad=tally[RowOutcome.BAD],
            left_out=tally[RowOutcome.LEFT_OUT],
        ),
    )


def _row(row: ImportRow, language: Language) -> ImportRowView:
    return ImportRowView(
        number=row.number,
        values={column.value: text for column, text in row.values.items()},
        outcome=row.outcome,
        errors=[
            RowErrorView(
                column=error.column,
                code=error.code,
                detail=ROW_ERRORS[error.code].to(language).format(row=error.row),
            )
            for error in row.errors
        ],
        changes=list(row.changes),
        person_id=row.person_id,
    )
