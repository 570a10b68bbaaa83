"""Searching over HTTP: one question to everything a person may read."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from services.documents.search.finding import Filters, Found, FoundKind, Search
from services.documents.search.model import Piece, query_of
from services.documents.world import World
from shared.http import Answer, Body, Call, Routes
from shared.http import Found as Resolved
from shared.permissions import Permission, Standing
from shared.store.port import Page
from shared.text import Line
from shared.words import Kind, MeetingState


async def _signed_in(call: Call[World, None]) -> Resolved[None]:
    return Resolved(None, frozenset({Standing.PERSON}))


routes = Routes(_signed_in)


class Question(Body):
    """`kind` of the meeting; `year` in which it begins, in its own zone."""

    q: Annotated[Line, Field(max_length=200)]
    organisation: str | None = None
    year: Annotated[int | None, Field(ge=1900, le=9000)] = None
    kind: Kind | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 20
    after: str | None = None


class PieceView(TypedDict):
    text: str
    marked: bool


class PageFoundView(TypedDict):
    page: int
    text: list[PieceView]


class FoundMeeting(TypedDict):
    id: str
    title: str
    starts_at: str
    zone: str
    kind: Kind
    organisation_id: str
    state: MeetingState


class FoundItem(TypedDict):
    id: str
    title: str


class FoundDocument(TypedDict):
    """`number` and `date` as page 1 has them, empty when it has none. `pages` of the version."""

    id: str
    title: str
    version_id: str | None
    number: str
    date: str
    pages: int | None


class FoundView(TypedDict):
    """`kind` is meeting, agenda_item or document; `title` is its title, cut where words are marked.

    `pages` are the first on which the words stand.
    """

    kind: FoundKind
    title: list[PieceView]
    meeting: FoundMeeting
    item: FoundItem | None
    document: FoundDocument | None
    pages: list[PageFoundView]
    more_pages: bool


class FoundList(TypedDict):
    """`uncertain`: meetings are left out because who may read there is being updated."""

    items: list[FoundView]
    next: str | None
    uncertain: bool


@routes.get("/api/search", Permission.SEARCH, answer=FoundList)
async def search(call: Call[World, None], query: Question) -> Answer:
    """Papers, agenda items and meetings the caller may read: words in a row before words apart, newest meeting first.

    Marks and case do not matter. Words in quotes stand in a row. A number (54/KH-UBND) and a date (29/3/2019, in any
    spelling) are found as such.
    """
    filters = Filters(query.organisation, query.year, query.kind)
    search_ = Search(call.world, call.caller.person_id, query_of(query.q), filters)
    place = call.position(query.after)
    found, last = await search_.page((*place[0], place[1]) if place else None, query.limit)  # type: ignore[misc]
    answer = call.listing([_view(one) for one in found], Page(next=(last[:3], last[3]) if last else None))  # type: ignore[arg-type]
    answer.body["uncertain"] = search_.uncertain
    return answer


def _view(found: Found) -> FoundView:
    meeting = found.member.meeting
    document, version = found.document, found.version
    return FoundView(
        kind=found.kind,
        title=_pieces(found.title),
        meeting=FoundMeeting(**{name: meeting[name] for name in FoundMeeting.__annotations__}),  # type: ignore[typeddict-item]
        item=FoundItem(id=found.item["id"], title=found.item["title"]) if found.item else None,
        document=FoundDocument(
            id=document.id,
            title=document.title,
            version_id=version.id if version else None,
            number=found.number,
            date=found.date,
            pages=version.pages if version else None,
        )
        if document
        else None,
        pages=[PageFoundView(page=one.page, text=_pieces(one.text)) for one in found.pages],
        more_pages=found.more_pages,
    )


def _pieces(pieces: list[Piece]) -> list[PieceView]:
    return [PieceView(text=one.text, marked=one.marked) for one in pieces]
