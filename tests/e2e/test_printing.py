"""Papers leave Hop as invitation and book: by secretary and delegate, for oneself and for others, all on record."""

from pathlib import Path

import pikepdf
import pypdfium2
from playwright.sync_api import expect

from services.gateway.people.names import person_id_of
from tests.e2e.conftest import Open, Tablet, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary
from tests.e2e.waiting import until

HEARD = 60.0  # seconds until a fact has gone to another service


def choose(tablet: Tablet, entry: str) -> None:
    tablet.press(tablet.words("print.print"))
    tablet.page.get_by_role("menuitem", name=tablet.words(f"print.{entry}")).click()


def take(tablet: Tablet) -> Path:
    window = tablet.page.get_by_role("dialog")
    with tablet.page.expect_download(timeout=90_000) as waiting:
        window.get_by_role("button", name=tablet.words("print.take")).click()
    return Path(waiting.value.path())


@both_languages
def test_secretary_prints_invitation_and_book(hop: Product, open_tablet: Open, language: str) -> None:
    secretary = Secretary(hop)
    meeting = secretary.new_meeting(f"Họp có in giấy ({language})", ["daibieu10"])
    secretary.call(meeting)
    secretary.hand_out(meeting, "Báo cáo", "pdflatex-4-pages.pdf")
    tablet = open_tablet("thuky")
    tablet.go(f"/meetings/{meeting}")
    choose(tablet, "invitation")
    window = tablet.page.get_by_role("dialog")
    window.get_by_label(tablet.words("print.number")).fill("54/GM-UBND")
    with pypdfium2.PdfDocument(take(tablet)) as paper:
        text = paper[0].get_textpage().get_text_range()
    assert "Số: 54/GM-UBND" in text
    assert "GIẤY MỜI" in text
    choose(tablet, "book")
    tablet.sees(tablet.words("print.bookHelp"))
    with pikepdf.open(take(tablet)) as book:
        assert len(book.pages) > 1
    (form,) = Secretary(hop).get(f"/api/meetings/{meeting}/printed-forms")["items"]
    assert (form["form"], form["number"]) == ("invitation", "54/GM-UBND")


def printed(secretary: Secretary, meeting: str, copies: int) -> list[tuple[str, int]]:
    """What the paper ledger says left Hop to be printed: kind and pages; waits until it is that much."""

    def taken() -> list[tuple[str, int]]:
        entries = secretary.get(f"/api/print-desk/meetings/{meeting}")["taken"]
        return sorted((one["source"], one["pages"]) for one in entries)

    return until(taken, "the ledger lacks copies", lambda found: len(found) >= copies, HEARD)


def pages(book: Path) -> int:
    with pikepdf.open(book) as bound:
        return len(bound.pages)


@both_languages
def test_secretary_prints_the_book_that_a_delegate_may_read(hop: Product, open_tablet: Open, language: str) -> None:
    secretary = Secretary(hop)
    meeting = secretary.new_meeting(f"Họp in hộ đại biểu ({language})", ["daibieu10", "daibieu11"])
    closed = secretary.new_item(meeting, "Nội dung riêng", guests=False, only=["daibieu11"])
    secretary.call(meeting)
    secretary.hand_out(meeting, "Báo cáo chung", "pdflatex-4-pages.pdf")
    secretary.hand_out(meeting, "Tờ trình riêng", "pdflatex-4-pages.pdf", closed)
    people = secretary.get(f"/api/meetings/{meeting}/participants")["items"]
    (reader,) = (one["person"] for one in people if one["person"]["id"] == person_id_of("daibieu10"))
    tablet = open_tablet("thuky")
    tablet.go(f"/meetings/{meeting}")
    choose(tablet, "book")
    tablet.press(tablet.words("print.chooseReader"))
    tablet.page.get_by_role("option", name=reader["full_name"]).click()
    tablet.sees(tablet.words("print.bookOfHelp", name=reader["full_name"]))
    assert pages(take(tablet)) == 5
    assert printed(Secretary(hop), meeting, 1) == [("book", 4)]


@both_languages
def test_delegate_takes_his_book_where_his_body_lets_him(hop: Product, open_tablet: Open, language: str) -> None:
    secretary = Secretary(hop)
    meeting = secretary.new_meeting(f"Họp đại biểu tự in ({language})", ["daibieu12"])
    secretary.call(meeting)
    secretary.hand_out(meeting, "Báo cáo", "pdflatex-4-pages.pdf")
    tablet, office = open_tablet("daibieu12"), open_tablet("quantri")
    delegate = Secretary(hop, "daibieu12")
    tablet.go(f"/meetings/{meeting}")
    tablet.sees(tablet.words("meeting.openBook"))
    tablet.sees_nothing_of(tablet.words("print.myBook"))
    decide(office, "houseRules.books.true")
    offered(delegate, meeting, True)
    tablet.go(f"/meetings/{meeting}")
    tablet.press(tablet.words("print.myBook"))
    assert pages(take(tablet)) == 5
    assert printed(Secretary(hop), meeting, 1) == [("book", 4)]
    decide(office, "houseRules.settings")
    offered(delegate, meeting, False)
    assert hop.refusal("POST", f"/api/meetings/{meeting}/books", {}, hop.token("daibieu12"))[0] == 404


def decide(office: Tablet, answer: str) -> None:
    """About the books of delegates, for the whole province."""
    office.go("/administration")
    office.page.get_by_role("button", name=office.words("houseRules.title")).first.click()
    window = office.page.get_by_role("dialog")
    books = window.get_by_role("radiogroup", name=office.words("houseRules.takeBooks"))
    books.get_by_text(office.words(answer), exact=True).click()
    window.get_by_role("button", name=office.words("app.save"), exact=True).click()
    expect(window).to_have_count(0)


def offered(delegate: Secretary, meeting: str, expected: bool) -> None:
    until(
        lambda: delegate.get(f"/api/meetings/{meeting}/books")["offered"],
        "the decision was not heard of",
        lambda found: found is expected,
        HEARD,
    )
