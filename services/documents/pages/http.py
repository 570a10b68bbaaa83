"""Finding words in a paper, over HTTP."""

from contextlib import suppress
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from services.documents.access import SeenVersion, version_of
from services.documents.pages.model import Hit
from services.documents.search.model import query_of
from services.documents.search.problems import SearchTooShort
from services.documents.world import World
from shared.http import Answer, Body, Call, Routes
from shared.permissions import Permission
from shared.text import Line

routes = Routes(version_of)


class Words(Body):
    q: Annotated[Line, Field(min_length=1, max_length=200)]


class Hits(TypedDict):
    items: list[Hit]


@routes.get("/api/documents/{document}/versions/{version}/hits", Permission.READ_DOCUMENTS, answer=Hits)
async def find_in_paper(call: Call[World, SeenVersion], query: Words) -> Answer:
    """The first 200 places, in page order; marks and case do not matter.

    The letters as typed, also within a word; where they stand nowhere, what a search for the same would mark.
    """
    version, pages = call.thing.opened, call.world.pages
    items = await pages.hits(version.folder, query.q) if version.served else []
    if version.served and not items:
        with suppress(SearchTooShort):
            items = await pages.hits_apart(version.folder, query_of(query.q))
    return Answer(Hits(items=items))
