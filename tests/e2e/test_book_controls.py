"""The book obeys its reader's hands: larger, smaller, two pages, night, and the paper or page he points at."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Open, Tablet
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary
from tests.e2e.test_delegate_reads import expect_page, wait_for_bookmark
from tests.e2e.waiting import until

FIRST, SECOND, THIRD = "Tờ trình", "Phụ lục", "Biểu mẫu"


@pytest.fixture
def book(hop: Product) -> str:
    """Its address, at the first of three papers: of four, three and four pages."""
    secretary = Secretary(hop)
    meeting = secretary.new_meeting("Họp đọc tài liệu", ["daibieu23"])
    secretary.call(meeting)
    first = secretary.hand_out(meeting, FIRST, "pdflatex-4-pages.pdf")
    secretary.hand_out(meeting, SECOND, "multicolumn.pdf")
    secretary.hand_out(meeting, THIRD, "pdflatex-outline.pdf")
    return f"/meetings/{meeting}/book/{first}"


def sheet(tablet: Tablet, page: int) -> Locator:
    """A page of the first paper."""
    label = tablet.words("book.pageLabel", page=page, title=FIRST)
    return tablet.page.get_by_role("article", name=label, exact=True)


def place(tablet: Tablet, page: int) -> tuple[float, float]:
    """Its left upper corner."""
    box = sheet(tablet, page).bounding_box()
    assert box
    return box["x"], box["y"]


def drawn(tablet: Tablet) -> int:
    """How wide page 1 is drawn, in pixels."""
    return int(sheet(tablet, 1).locator("canvas").evaluate("canvas => canvas.width"))


def filled(tablet: Tablet) -> int:
    """The same, once that is the width of its sheet: a picture that another one replaces has none."""

    def fills(width: int) -> bool:
        box = sheet(tablet, 1).bounding_box()
        return box is not None and abs(width - box["width"]) < 2

    return until(lambda: drawn(tablet), "page 1 does not fill its sheet", fills)


def expect_width(tablet: Tablet, width: float) -> None:
    until(lambda: drawn(tablet), f"the page is not drawn {width} wide", lambda found: abs(found - width) < 10)


def expect_paper(tablet: Tablet, title: str, page: int) -> None:
    expect(tablet.page.get_by_role("heading", level=1)).to_have_text(title)
    expect(tab(tablet, title)).to_have_attribute("aria-current", "true")
    expect_page(tablet, page)


def tab(tablet: Tablet, title: str) -> Locator:
    papers = tablet.page.get_by_role("navigation", name=tablet.words("book.papers"))
    return papers.get_by_role("button", name=re.compile(f"^{title}"))


def spread(tablet: Tablet, apart: int, to: int) -> None:
    """Two fingers, one above the other, that part or close."""
    touch = tablet.page.context.new_cdp_session(tablet.page)

    def fingers(distance: float) -> list[dict[str, float]]:
        return [{"x": 500, "y": 450 + side * distance / 2, "id": side} for side in (-1, 1)]

    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": fingers(apart)})
    for step in range(1, 6):
        points = fingers(apart + (to - apart) * step / 5)
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_reader_zooms_lays_two_pages_side_by_side_and_reads_by_night(book: str, open_tablet: Open) -> None:
    tablet = open_tablet("daibieu23")
    words = tablet.words
    tablet.go(book)
    fit = filled(tablet)

    tablet.press(words("book.zoomIn"))
    expect_width(tablet, fit * 1.25)
    tablet.press(words("book.zoomOut"))
    tablet.press(words("book.zoomOut"))
    expect_width(tablet, fit * 0.8)
    tablet.press(words("book.fit"))
    expect_width(tablet, fit)
    spread(tablet, 150, 300)
    expect_width(tablet, fit * 2)
    spread(tablet, 300, 150)
    expect_width(tablet, fit)

    tablet.press(words("book.twoPages"))
    expect_width(tablet, fit / 2)
    (left, top), (right, beside) = place(tablet, 1), place(tablet, 2)
    assert right > left + fit / 2 - 10
    assert beside == top
    tablet.press(words("book.twoPages"))
    expect_width(tablet, fit)

    picture = sheet(tablet, 1).locator(".sheet-picture")
    tablet.press(words("book.night"))
    expect(picture).to_have_css("filter", re.compile("invert"))
    tablet.page.reload()
    expect(picture).to_have_css("filter", re.compile("invert"))
    tablet.press(words("book.night"))
    expect(picture).to_have_css("filter", "none")


def test_reader_goes_to_the_paper_and_page_he_points_at(hop: Product, book: str, open_tablet: Open) -> None:
    tablet = open_tablet("daibieu23")
    words = tablet.words
    tablet.go(book)
    expect_paper(tablet, FIRST, 1)
    expect(tablet.page.get_by_role("button", name=words("book.previousPaper"), exact=True)).to_be_disabled()

    tablet.press(words("book.thumbnails"))
    strip = tablet.page.get_by_role("complementary", name=words("book.thumbnails"))
    third = strip.get_by_role("button", name=words("book.onPage", page=3), exact=True)
    third.click()
    expect_page(tablet, 3)
    expect(third).to_have_attribute("aria-current", "page")
    wait_for_bookmark(hop, book.rpartition("/")[2], hop.token("daibieu23"), 3)

    tablet.press(words("book.nextPaper"))
    expect_paper(tablet, SECOND, 1)
    tab(tablet, THIRD).click()
    expect_paper(tablet, THIRD, 1)
    expect(tablet.page.get_by_role("button", name=words("book.nextPaper"), exact=True)).to_be_disabled()
    tablet.press(words("book.previousPaper"))
    expect_paper(tablet, SECOND, 1)
    tab(tablet, FIRST).click()
    expect_paper(tablet, FIRST, 3)
