"""A secretary prints an invitation and the book of papers; both come as files and are on record."""

from pathlib import Path

import pikepdf
import pypdfium2

from tests.e2e.conftest import Open, Tablet, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary


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
