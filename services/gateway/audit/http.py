"""Reading and taking away the audit record: for auditors, of the bodies they audit."""

import csv
import io
from collections.abc import AsyncIterator
from typing import Annotated, Literal

import orjson
from aiohttp import web
from pydantic import Field
from typing_extensions import TypedDict

from services.gateway.audit.commands import enter
from services.gateway.audit.model import Act, Deed
from services.gateway.spreadsheets.formulas import quoted
from services.gateway.world import World
from shared.clock import to_text
from shared.http import Answer, Body, Call, Found, Paging, Routes
from shared.permissions import Permission, Standing
from shared.problems import NotFound
from shared.store.port import Document
from shared.words import RoleName


async def _audited(call: Call[World, str]) -> Found[str]:
    """The body asked for, or the first one the caller audits. Raises NotFound."""
    held = [role.organisation_id for role in call.caller.roles if role.role is RoleName.AUDITOR]
    wanted = call.request.query.get("organisation") or next(iter(held), "")
    organisation = await call.world.organisations.get(wanted)
    if not call.caller.holds(RoleName.AUDITOR, organisation.path):
        raise NotFound
    return Found(organisation.id, frozenset({Standing.AUDITOR}))


routes = Routes(_audited)
_TYPES = {"csv": "text/csv", "jsonl": "application/x-ndjson"}


class Filters(Paging):
    organisation: str | None = None
    deed: Deed | None = None
    person: str | None = None


class Export(Body):
    organisation: str | None = None
    format: Annotated[Literal["csv", "jsonl"], Field()] = "csv"


class PersonNamed(TypedDict):
    id: str
    full_name: str


class EntryView(TypedDict):
    """`person` is null for what a schedule did. `previous` and `hash` are SHA-256 in hexadecimal. `detail` is of codes
    and ids."""

    number: int
    at: str
    deed: Deed
    person: PersonNamed | None
    about: PersonNamed | None
    meeting_id: str
    document_id: str
    version_id: str
    detail: list[str]
    previous: str
    hash: str


class EntryList(TypedDict):
    items: list[EntryView]
    next: str | None


@routes.get("/api/audit", Permission.READ_AUDIT, answer=EntryList)
async def list_entries(call: Call[World, str], query: Filters) -> Answer:
    """The newest first."""
    page = await call.world.audit.page(call.thing, query.deed, query.person, call.position(query.after), query.limit)
    names = await _names(call.world, [stored.body for stored in page.items])
    return call.listing([_view(stored.body, names) for stored in page.items], page)


@routes.get("/api/audit/export", Permission.READ_AUDIT, files=tuple(_TYPES.values()))
async def export_entries(call: Call[World, str], query: Export) -> web.StreamResponse:
    """All of it, the oldest first, as CSV or one JSON object a line; that it was taken away is an entry itself."""
    source, moment = f"export {call.request_id}", to_text(call.act.at)
    act = Act(Deed.AUDIT_EXPORTED, moment, call.caller.person_id, source, detail=(query.format,))
    await enter(call.world, act)
    response = web.StreamResponse(headers={"Cache-Control": "no-store"})
    response.content_type = _TYPES[query.format]
    response.charset = "utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="audit.{query.format}"'
    await response.prepare(call.request)
    lines = _csv if query.format == "csv" else _json
    async for line in lines(call.world.audit.of(call.thing)):
        await response.write(line)
    await response.write_eof()
    return response


async def _csv(entries: AsyncIterator[Document]) -> AsyncIterator[bytes]:
    """With a mark that tells spreadsheets it is UTF-8."""
    yield b"\xef\xbb\xbf" + _row(COLUMNS)
    async for body in entries:
        yield _row([_cell(body[name]) for name in COLUMNS])


async def _json(entries: AsyncIterator[Document]) -> AsyncIterator[bytes]:
    async for body in entries:
        yield orjson.dumps({name: value for name, value in body.items() if name != "keys"}) + b"\n"


COLUMNS = (
    *("number", "at", "deed", "person_id", "about_id", "meeting_id", "document_id", "version_id", "detail"),
    *("organisations", "source", "previous", "hash"),
)


def _row(cells: tuple[str, ...] | list[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()


def _cell(value: object) -> str:
    """Ids, codes and hashes are letters and digits; if a deed ever brings more, no cell is a formula."""
    return quoted(" ".join(map(str, value)) if isinstance(value, list) else str(value))


async def _names(world: World, entries: list[Document]) -> dict[str, str]:
    ids = {body[name] for body in entries for name in ("person_id", "about_id")} - {""}
    return {key: person.full_name for key, person in (await world.people.get_many(sorted(ids))).items()}


def _view(body: Document, names: dict[str, str]) -> EntryView:
    def named(person_id: str) -> PersonNamed | None:
        return PersonNamed(id=person_id, full_name=names.get(person_id, "")) if person_id else None

    return EntryView(
        number=body["number"],
        at=body["at"],
        deed=body["deed"],
        person=named(body["person_id"]),
        about=named(body["about_id"]),
        meeting_id=body["meeting_id"],
        document_id=body["document_id"],
        version_id=body["version_id"],
        detail=body["detail"],
        previous=body["previous"],
        hash=body["hash"],
    )
