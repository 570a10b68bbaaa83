"""Sign-in names and addresses over HTTP: a pasted list tells people by them, the directory does not show them."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from services.gateway.handles.commands import bearers
from services.gateway.people.http import resolve_tree
from services.gateway.people.views import PersonView, directory_entry, organisations_of
from services.gateway.world import World
from shared.http import Answer, Body, Call, Routes
from shared.permissions import Permission

Handle = Annotated[str, Field(min_length=1, max_length=254)]


class Handles(Body):
    handles: Annotated[list[Handle], Field(min_length=1, max_length=200)]


class BearerView(TypedDict):
    """`handle` as it was asked; one that several people share comes once for each."""

    handle: str
    person: PersonView


class BearersView(TypedDict):
    items: list[BearerView]


routes = Routes(resolve_tree)


@routes.post("/api/people/handles", Permission.READ_DIRECTORY, answer=BearersView)
async def look_up_handles(call: Call[World, str], body: Handles) -> Answer:
    """Whom the caller's directory holds under these sign-in names and addresses. A POST, so that no log has them."""
    found = await bearers(call.world, call.thing, body.handles)
    organisations = await organisations_of(call.world, [person for some in found.values() for person in some])
    items = [
        BearerView(handle=handle, person=directory_entry(person, organisations))
        for handle, some in found.items()
        for person in some
    ]
    return Answer(BearersView(items=items))
