"""Orders books, binds them, hands them over."""

import asyncio
import contextlib
from pathlib import Path

import orjson
import structlog

from services.documents.books import binding
from services.documents.books.model import LIFETIME, Book, BookState
from services.documents.books.order import papers_for
from services.documents.books.problems import NothingToBind
from services.documents.books.store import BOOKS
from services.documents.checking import workspaces
from services.documents.claims.store import Claim
from services.documents.ingest import IngestFailed, Limits, Refused
from services.documents.ingest.sandbox import run_module
from services.documents.world import World
from shared.aggregates import Act
from shared.clock import from_text, to_text
from shared.ids import new_id
from shared.membership import Member
from shared.objects.port import NoSuchObject, ObjectsAway, Serving
from shared.official import Annex, Table, pdf_of_annex
from shared.problems import Conflict, NotFound
from shared.store.port import StoreAway, every
from shared.zones import all_zones

log = structlog.get_logger()

PDF = "application/pdf"
LONGEST_TITLE = 300  # characters of an item's, in the contents: no row may be higher than a page
ROWS_ON_PAGE = 35  # of the table of contents, when titles keep to their lines
_MODULE = binding.__name__


async def may_take_books(world: World, reader: Member) -> bool:
    """Who leads the meeting always; others as its body, or one above it, has decided, else as the setting says."""
    if reader.leads:
        return True
    decided = await world.directory.house_rule(reader.meeting["organisation_id"], "delegates_take_books")
    return world.settings.delegates_take_books if decided is None else bool(decided)


async def order_book(world: World, book_id: str, reader: Member, asker_id: str, fingerprint: str, act: Act) -> Book:
    """Said again with the same id, it is the same book. Raises NothingToBind."""
    papers = await papers_for(world, reader)
    if not papers:
        raise NothingToBind
    meeting = reader.meeting
    local = from_text(meeting["starts_at"]).astimezone(all_zones()[meeting["zone"]])
    book = Book(
        id=book_id,
        fingerprint=fingerprint,
        meeting_id=meeting["id"],
        person_id=reader.person_id,
        asker_id=asker_id,
        title=meeting["title"],
        subtitle=", ".join(filter(None, (f"{local:%H} giờ {local:%M}, ngày {local:%d/%m/%Y}", meeting["place"]))),
        papers=papers,
        due_at=act.at,
    )
    book = await world.books.add(book, act)
    world.ordered.set()
    return book


async def link_book(world: World, book: Book, reader: Member, act: Act) -> str:
    """Decided anew each time: a book whose papers are not the reader's any more is handed over to nobody.

    Raises BookNotReady, BookOutdated.
    """
    now = [paper.version_id for paper in await papers_for(world, reader)]
    await world.books.change(book.id, lambda one: one.hand_over(act.at, now), act)
    serving = Serving(PDF, download_name="tap-tai-lieu.pdf", lifetime=world.settings.link_seconds)
    return world.objects.link(book.key, serving)


async def burn_books(world: World, version_id: str) -> None:
    """Files of all books that hold the version, so that living links die. Raises ObjectsAway."""
    async for stored in every(world.store, BOOKS, "by_version", each=version_id):
        book = Book.load(stored)
        if book.folder:
            await world.objects.delete([book.key])


async def bind_next(world: World) -> bool:
    """Whether there was one to bind. Raises ObjectsAway, StoreAway."""
    now = world.clock.now()
    page = await world.store.find(BOOKS, "by_duty", "bind", until=to_text(now), limit=1)
    if not page.items:
        return False
    book = Book.load(page.items[0])
    book.take(new_id(), now)
    try:
        await world.books.save(book, Act(now))
    except Conflict:
        return True  # somebody else was faster
    if book.state is BookState.BINDING:
        await _bind(world, book)
    return True


async def _bind(world: World, book: Book) -> None:
    """Raises ObjectsAway, StoreAway."""
    async with workspaces.opened(world.check_folder, book.id, book.folder) as folder:
        try:
            contents = await _gather(world, book, folder)
            await asyncio.to_thread(prepare, folder, book, contents)
            await run_module(_MODULE, folder, Limits())
            pages, size = await asyncio.to_thread(verdict, folder)
            await _keep(world, book, folder, pages, size)
        except (ObjectsAway, StoreAway):
            raise
        except (IngestFailed, OSError) as error:  # due again when its time is over
            log.warning("book not bound", book_id=book.id, reason=type(error).__name__)
        except (Refused, NoSuchObject, ValueError) as error:
            log.warning("book given up", book_id=book.id, reason=type(error).__name__)
            await _give_up(world, book)
        except Exception:  # titles and papers are other people's: no book ends the process that binds all
            log.exception("book given up", book_id=book.id)
            await _give_up(world, book)


async def _give_up(world: World, book: Book) -> None:
    await world.books.change(book.id, lambda one: one.give_up(book.folder), Act(world.clock.now()))


async def _keep(world: World, book: Book, folder: Path, pages: int, size: int) -> None:
    now = world.clock.now()
    claim = Claim(document_id=book.id, version_id=book.id, keys=[book.key], due_at=now + 2 * LIFETIME)
    await world.claims.make(book.folder, claim)
    await world.objects.put(book.key, folder / binding.BOOK, PDF)
    with contextlib.suppress(NotFound):
        await world.books.change(book.id, lambda one: one.finish(book.folder, pages, size, now), Act(now))


async def _gather(world: World, book: Book, folder: Path) -> bytes:
    """Fetches the papers while the contents are set.

    Both are over when it ends, also by a failure: a thread cannot be broken off, and the folder goes next.
    """
    setting = asyncio.create_task(asyncio.to_thread(contents_of, book))
    try:
        await _fetch(world, book, folder)
    finally:
        contents = await setting
    return contents


async def _fetch(world: World, book: Book, folder: Path) -> None:
    for number, paper in enumerate(book.papers):
        await world.objects.fetch(paper.key, folder / _file(number))


def prepare(folder: Path, book: Book, contents: bytes) -> None:
    (folder / binding.CONTENTS).write_bytes(contents)
    papers = [
        {"file": _file(number), "title": paper.title, "under": paper.under, "pages": paper.pages}
        for number, paper in enumerate(book.papers)
    ]
    (folder / binding.TASK).write_bytes(orjson.dumps(papers))


def verdict(folder: Path) -> tuple[int, int]:
    """Read as words of a process that a hostile file may have taken over."""
    pages, bound = folder / binding.VERDICT, folder / binding.BOOK
    if pages.is_symlink() or bound.is_symlink():
        raise ValueError("odd output")
    return int(orjson.loads(pages.read_bytes())), bound.stat().st_size


def _file(number: int) -> str:
    return f"paper-{number}.pdf"


def contents_of(book: Book) -> bytes:
    """The table of contents; set again where it has not as many pages itself as were expected of it."""
    before = 1 + len(book.papers) // ROWS_ON_PAGE
    while (made := pdf_of_annex(_annex(book, before))).pages != before:
        before = made.pages
    return made.content


def _annex(book: Book, before: int) -> Annex:
    rows: list[tuple[str, ...] | str] = []
    page, under = before + 1, tuple[str, ...]()
    for number, paper in enumerate(book.papers, 1):
        if paper.under != under:
            under = paper.under
            rows.append(" / ".join(map(_shortened, under)))
        rows.append((str(number), paper.title, str(page)))
        page += paper.pages
    table = Table(("TT", "Tài liệu", "Trang"), (12, 133, 20), tuple(rows), centered=frozenset({0, 2}))
    return Annex("TẬP TÀI LIỆU CUỘC HỌP", "\n".join((book.title, book.subtitle)), table)


def _shortened(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[:LONGEST_TITLE]}…"
