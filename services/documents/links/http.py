"""Links to papers over HTTP."""

from typing_extensions import TypedDict

from services.documents.access import SeenReading, reading_of
from services.documents.links.commands import issue_links
from services.documents.world import World
from shared.clock import to_text
from shared.http import Answer, Call, Routes
from shared.permissions import Permission

routes = Routes(reading_of)

CELL = (160, 226)  # pixels of one thumbnail in a strip


class ReadingLink(TypedDict):
    url: str
    size: int


class LinksView(TypedDict):
    """`reading` and `preview` are null for a recalled version; `original` is for the secretary."""

    reading: ReadingLink | None
    preview: str | None
    thumbnails: list[str]
    cell: tuple[int, int]
    original: str | None
    expires_at: str


@routes.post(
    "/api/documents/{document}/versions/{version}/links", Permission.READ_DOCUMENTS, answer=LinksView, status=201
)
async def issue_document_links(call: Call[World, SeenReading]) -> Answer:
    """Short-lived; the first time is on record as the caller's opening of this version."""
    links = await issue_links(call.world, call.thing, call.act)
    reading = ReadingLink(url=links.reading, size=call.thing.opened.reading_size) if links.reading else None
    view = LinksView(
        reading=reading,
        preview=links.preview or None,
        thumbnails=links.strips,
        cell=CELL,
        original=links.original or None,
        expires_at=to_text(call.act.at + links.lifetime),
    )
    return Answer(view, 201, {"Cache-Control": "no-store"})
