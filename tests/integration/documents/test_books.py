"""A meeting's papers as one PDF: in agenda order, numbered through, and of each only what he may read."""

import asyncio
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from services.documents.books import binding, commands
from services.documents.ingest import Limits
from shared.events import gateway, meeting
from shared.events.documents import BookPrinted
from shared.events.gateway import HouseRules
from shared.events.meeting import AgendaItemAdded, MeetingChanged
from tests.factories.facts import item_facts, meeting_facts, organisation
from tests.factories.installation import Installation, Person, until
from tests.factories.papers import pdf
from tests.integration.documents.facts import documents_said
from tests.integration.documents.papers import Desk

PATH = "/api/meetings/m1/books"


@pytest.fixture(autouse=True)
def delegates_take_books(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DELEGATES_TAKE_BOOKS", "1")


async def order(person: Person, **body: Any) -> dict[str, Any]:
    book = await finished(person, (await person.send("POST", PATH, body))["id"])
    assert book["state"] == "ready"
    return book


async def finished(person: Person, book_id: str) -> dict[str, Any]:
    """Bound, or given up."""
    path, book = f"{PATH}/{book_id}", dict[str, Any]()

    async def is_done() -> bool:
        nonlocal book
        book = await person.get(path)
        return bool(book["state"] != "binding")

    await until(is_done, 60)
    return book


async def fetch(hop: Installation, url: str) -> tuple[int, bytes]:
    async with hop.client.get(url) as response:
        return response.status, await response.read()


async def take(hop: Installation, person: Person, **body: Any) -> bytes:
    book = await order(person, **body)
    status, content = await fetch(hop, (await person.send("POST", f"{PATH}/{book['id']}/links", {}))["url"])
    assert (status, len(content)) == (200, book["size"])
    return content


def pages(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as book:
        return [page.get_textpage().get_text_range() for page in book]


def bookmarks(content: bytes) -> list[tuple[int, str, int]]:
    """Level, title, page from 1."""
    with pypdfium2.PdfDocument(content) as book:
        found = []
        for mark in book.get_toc():
            target = mark.get_dest()
            found.append((mark.level, mark.get_title(), target.get_index() + 1 if target else 0))
        return found


@pytest.fixture
async def papers(desk: Desk) -> dict[str, dict[str, Any]]:
    general = await desk.hand_out(pdf("Giấy mời trang một"), title="Giấy mời")
    closed = await desk.hand_out(pdf("Nhân sự kín", "Trang hai"), title="Đề án nhân sự", item_id="closed")
    shared = await desk.hand_out(pdf("Báo cáo", "Số liệu", "Phụ lục"), title="Báo cáo tháng", item_id="shared")
    return {"general": general, "closed": closed, "shared": shared}


async def test_book_is_numbered_through_and_marked(hop: Installation, an: Person, papers: Any) -> None:
    content = await take(hop, an)
    texts = pages(content)
    assert [text.strip().splitlines()[-1] for text in texts] == [f"{page} / 7" for page in range(1, 8)]
    marks = bookmarks(content)
    assert marks[0] == (0, "Mục lục", 1)
    assert (0, "Giấy mời", 2) in marks
    papers_at = {title: (level, page) for level, title, page in marks}
    assert papers_at["Đề án nhân sự"] == (1, 3)
    assert papers_at["Báo cáo tháng"] == (1, 5)
    for line in ("Giấy mời 2", "Đề án nhân sự 3", "Báo cáo tháng 5"):
        assert line in texts[0]


async def test_those_outside_find_no_trace_of_a_restricted_paper(hop: Installation, an: Person, papers: Any) -> None:
    content = await take(hop, hop.person("binh"))
    assert len(pages(content)) == 5
    with pikepdf.open(BytesIO(content)) as book:
        book.save(plain := BytesIO(), compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    told = "".join(pages(content)) + str(bookmarks(content)) + plain.getvalue().decode("utf-16-be", "replace")
    told += plain.getvalue().decode("latin-1")
    for word in ("Nhân sự", "nhân sự", "closed"):
        assert word not in told


async def test_secretary_prints_the_book_of_a_delegate_and_delegates_only_their_own(
    hop: Installation, secretary: Person, an: Person, papers: Any
) -> None:
    assert len(pages(await take(hop, secretary, person_id="binh"))) == 5
    assert len(pages(await take(hop, secretary))) == 7
    assert await an.status("POST", PATH, {"person_id": "binh"}) == 404
    book = await order(an)
    assert await hop.person("binh").status("GET", f"{PATH}/{book['id']}") == 404


async def test_unreleased_and_classified_papers_are_in_nobodys_book(
    hop: Installation, desk: Desk, secretary: Person
) -> None:
    await desk.add(pdf("Dự thảo"), title="Dự thảo")
    assert await secretary.problem("POST", PATH, {}) == "nothing-to-bind"


async def test_classified_meeting_has_no_book(hop: Installation, secretary: Person, papers: Any) -> None:
    secret = MeetingChanged(meeting=meeting_facts(classification="secret"), changed=("classification",))
    await hop.say(meeting.SOURCE, "meeting", "m1", secret)
    assert await secretary.problem("POST", PATH, {}) == "nothing-to-bind"


async def test_book_whose_paper_is_gone_is_given_up_at_once(hop: Installation, an: Person, papers: Any) -> None:
    world = hop.services[0].world
    version = (await world.documents.get(papers["shared"]["id"])).released
    await world.objects.delete([version.reading])
    assert (await finished(an, (await an.send("POST", PATH, {}))["id"]))["state"] == "failed"


def no_number(folder: Path) -> None:
    (folder / binding.BOOK).write_bytes(b"%PDF")
    (folder / binding.VERDICT).write_text("null")


def too_high_a_number(folder: Path) -> None:
    (folder / binding.BOOK).write_bytes(b"%PDF")
    (folder / binding.VERDICT).write_text("1e30")


def mistake(folder: Path) -> None:
    raise LookupError("of ours")


@pytest.mark.parametrize("verdict", [no_number, too_high_a_number, mistake])
async def test_book_that_fails_oddly_is_given_up_and_the_next_is_bound(
    an: Person, papers: Any, monkeypatch: pytest.MonkeyPatch, verdict: Callable[[Path], None]
) -> None:
    async def run(module: str, folder: Path, limits: Limits) -> None:
        await asyncio.to_thread(verdict, folder)

    with monkeypatch.context() as patch:
        patch.setattr(commands, "run_module", run)
        assert (await finished(an, (await an.send("POST", PATH, {}))["id"]))["state"] == "failed"
    await order(an)


async def test_titles_as_long_as_they_may_be_are_shortened_in_the_contents(
    hop: Installation, desk: Desk, an: Person
) -> None:
    parent = None
    for item_id in "abcd":  # an agenda is four levels deep
        item = item_facts(item_id, title=item_id.upper() + "W" * 499, parent_id=parent)
        await hop.say(meeting.SOURCE, "meeting", "m1", AgendaItemAdded(item=item))
        parent = item_id
    await desk.hand_out(pdf("Trang"), title="W" * 500, item_id="d")
    content = await take(hop, an)
    assert [title for _, title, _ in bookmarks(content)][-1] == "W" * 500
    assert "…" in pages(content)[0]


async def test_recalled_paper_takes_the_books_along(
    hop: Installation, an: Person, secretary: Person, papers: Any
) -> None:
    book = await order(an)
    link = f"{PATH}/{book['id']}/links"
    url = (await an.send("POST", link, {}))["url"]
    await secretary.send("POST", f"/api/documents/{papers['shared']['id']}/recall", {"reason": "Sai số liệu"})
    assert (await fetch(hop, url))[0] == 404
    assert await an.problem("POST", link, {}) == "book-outdated"


async def test_new_version_makes_the_book_an_old_one(hop: Installation, desk: Desk, an: Person, papers: Any) -> None:
    book = await order(an)
    await desk.release(await desk.add_version(papers["general"]["id"], pdf("Bản hai", "Thêm")))
    assert await an.problem("POST", f"{PATH}/{book['id']}/links", {}) == "book-outdated"
    assert len(pages(await take(hop, an))) == 8


async def test_printing_is_told_once_with_all_pages(hop: Installation, an: Person, papers: Any) -> None:
    book = await order(an)
    for _ in range(2):
        await an.send("POST", f"{PATH}/{book['id']}/links", {})
    told = await documents_said(hop)
    (fact,) = [BookPrinted.model_validate(event.data) for event in told if event.type == BookPrinted.type]
    assert (fact.person_id, fact.pages, [paper.pages for paper in fact.papers]) == ("an", 7, [1, 2, 3])


async def test_delegates_take_no_book_where_the_setting_does_not_let_them(hop: Installation, papers: Any) -> None:
    hop.services[0].world.settings.delegates_take_books = False
    assert await hop.person("an").status("POST", PATH, {}) == 404
    assert await hop.person("chair").status("POST", PATH, {}) == 202


async def test_nearest_body_that_decided_says_whether_delegates_take_books(hop: Installation, papers: Any) -> None:
    an, guest = hop.person("an"), hop.person("guest")
    yes, no = HouseRules(delegates_take_books=True), HouseRules(delegates_take_books=False)
    hop.services[0].world.settings.delegates_take_books = False
    await say_organisations(hop, top=yes, own=HouseRules())
    assert (await an.get(PATH), await guest.get(PATH)) == ({"offered": True}, {"offered": False})
    assert await an.status("POST", PATH, {}) == 202
    await say_organisations(hop, top=yes, own=no)
    assert await an.get(PATH) == {"offered": False}
    assert await an.status("POST", PATH, {}) == 404


async def say_organisations(hop: Installation, *, top: HouseRules, own: HouseRules) -> None:
    """`own` is the meeting's, below `top`."""
    await hop.say(gateway.SOURCE, "organisation", "top", organisation("top", rules=top))
    await hop.say(gateway.SOURCE, "organisation", "o1", organisation("o1", "top", rules=own))


async def test_turned_pages_are_numbered_where_the_reader_looks(hop: Installation, desk: Desk, an: Person) -> None:
    with pikepdf.open(BytesIO(pdf("Ngang", "Dọc", "Ngược", "Ngang trái"))) as paper:
        for page, turn in zip(paper.pages, (90, 0, 180, 270), strict=True):
            page.obj.Rotate = turn
        paper.save(turned := BytesIO())
    await desk.hand_out(turned.getvalue(), title="Phụ lục")
    with pypdfium2.PdfDocument(await take(hop, an)) as book:
        for page in list(book)[1:]:
            picture = page.render(scale=1, grayscale=True).to_pil()
            corner = picture.crop((picture.width - 60, picture.height - 40, picture.width - 10, picture.height - 10))
            assert corner.getextrema()[0] < 100, page.get_rotation()
