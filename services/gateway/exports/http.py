"""The list of people, taken away as a file by whoever administers them."""

from typing import Annotated

from aiohttp import web
from pydantic import Field

from services.gateway.exports.commands import Form, export_people
from services.gateway.organisations.model import Organisation
from services.gateway.standing import standings_to
from services.gateway.world import World
from shared.http import Body, Call, Found, Routes
from shared.permissions import Permission
from shared.words import RoleName

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class Wish(Body):
    organisation: str | None = None
    format: Annotated[Form, Field()] = "xlsx"


async def _body(call: Call[World, Organisation]) -> Found[Organisation]:
    """The one asked for, or the first that the caller administers. Raises NotFound."""
    held = [role.organisation_id for role in call.caller.roles if role.role is RoleName.ADMINISTRATOR]
    organisation = await call.world.organisations.get(call.request.query.get("organisation") or next(iter(held), ""))
    return Found(organisation, standings_to(organisation.path, call.caller))


routes = Routes(_body)


@routes.get("/api/people/export", Permission.MANAGE_PERSON, files=tuple(_TYPES.values()))
async def export_list(call: Call[World, Organisation], query: Wish) -> web.StreamResponse:
    """Names, addresses and posts of a body's people, in the columns an import reads; no cell is a formula."""
    content = await export_people(call.world, call.thing, query.format, call.language, call.act)
    headers = {
        "Content-Type": _TYPES[query.format],
        "Content-Disposition": f'attachment; filename="people.{query.format}"',
        "Cache-Control": "no-store",
    }
    return web.Response(body=content, headers=headers)
