"""The book of a meeting as one PDF, over HTTP: ordered, waited for, taken."""

from typing_extensions import TypedDict

from services.documents.access import meeting_of
from services.documents.books import commands
from services.documents.books.model import Book
from services.documents.world import World
from shared.http import Answer, Body, Call, Found, Routes
from shared.membership import Member
from shared.permissions import Permission, Standing, allows
from shared.problems import NotFound


async def printer_of(call: Call[World, Member]) -> Found[Member]:
    """As meeting_of; delegates only where their meeting's body lets them. Raises NotFound, RightsUncertain."""
    found = await meeting_of(call)
    if await commands.may_take_books(call.world, found.thing):
        return found
    return Found(found.thing, found.standings - {Standing.DELEGATE})


routes = Routes(printer_of)


class WantedBook(Body):
    """`person_id`: for whom, of those who take part; only a secretary asks for another's. Left out, the caller's."""

    person_id: str | None = None


class BookOffer(TypedDict):
    """`offered`: the caller may take his papers as a book."""

    offered: bool


class BookView(TypedDict):
    """`state`: binding, ready, failed. `pages` and `size` (bytes) are 0 before it is ready."""

    id: str
    state: str
    papers: int
    pages: int
    size: int


class BookLink(TypedDict):
    url: str


@routes.get("/api/meetings/{meeting}/books", Permission.READ_DOCUMENTS, answer=BookOffer, resolve=meeting_of)
async def offer_books(call: Call[World, Member]) -> Answer:
    """Whether to show him the button; what he may not take is refused whatever was said here."""
    offered = allows(Permission.PRINT_BOOK, call.standings) and await commands.may_take_books(call.world, call.thing)
    return Answer(BookOffer(offered=offered))


@routes.post("/api/meetings/{meeting}/books", Permission.PRINT_BOOK, answer=BookView, status=202)
async def order_book(call: Call[World, Member], body: WantedBook) -> Answer:
    """Of the released papers the person may read now; ask for it again until it is ready."""
    reader = await _reader(call, body.person_id or call.caller.person_id)
    book = await commands.order_book(
        call.world, call.creation_id(), reader, call.caller.person_id, call.fingerprint(), call.act
    )
    return Answer(_view(book), 202, {"Location": f"/api/meetings/{book.meeting_id}/books/{book.id}"})


@routes.get("/api/meetings/{meeting}/books/{book}", Permission.PRINT_BOOK, answer=BookView)
async def read_book(call: Call[World, Member]) -> Answer:
    """By whoever ordered it."""
    return Answer(_view(await _book(call)))


@routes.post("/api/meetings/{meeting}/books/{book}/links", Permission.PRINT_BOOK, answer=BookLink, status=201)
async def link_book(call: Call[World, Member]) -> Answer:
    """Short-lived; the first time is on record as the book's printing."""
    book = await _book(call)
    reader = await _reader(call, book.person_id)
    url = await commands.link_book(call.world, book, reader, call.act)
    return Answer(BookLink(url=url), 201, {"Cache-Control": "no-store"})


async def _reader(call: Call[World, Member], person_id: str) -> Member:
    """Raises NotFound for another's book, unless a secretary asks, and for whoever takes no part."""
    if person_id == call.caller.person_id:
        return call.thing
    member = await call.world.membership.member(call.thing.meeting["id"], person_id)
    if Standing.SECRETARY not in call.standings or member is None:
        raise NotFound
    return member


async def _book(call: Call[World, Member]) -> Book:
    book = await call.world.books.get(call.path("book"))
    if book.meeting_id != call.thing.meeting["id"] or book.asker_id != call.caller.person_id:
        raise NotFound
    return book


def _view(book: Book) -> BookView:
    return BookView(id=book.id, state=book.state, papers=len(book.papers), pages=book.pages, size=book.size)
