"""An owner unit brings a paper: the secretary asks, returns, accepts and releases; nobody reads it before."""

import pytest
from playwright.sync_api import Locator, expect

from services.gateway.people.names import person_id_of
from tests.e2e.conftest import Open, Tablet, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import CHECKED, PAPERS, Secretary

UNIT = "Sở Tài chính"  # daibieu9 brings its papers
ITEM = "Dự toán ngân sách"


@pytest.fixture
def secretary(hop: Product) -> Secretary:
    return Secretary(hop)


@pytest.fixture
def meeting(secretary: Secretary, language: str) -> str:
    """Called, with an item of the unit, in which nobody of the unit takes part."""
    meeting = secretary.new_meeting(f"Họp có đơn vị trình ({language})", ["daibieu6"])
    unit = next(one["id"] for one in secretary.get("/api/organisations")["items"] if one["name"] == UNIT)
    for title, owner in ((ITEM, unit), ("Nhân sự", None)):
        body = {"title": title, "kind": "discussion", "owner_organisation_id": owner}
        secretary.send("POST", f"/api/meetings/{meeting}/agenda-items", body)
    secretary.call(meeting)
    return meeting


def bring(unit: Tablet, button: str, file: str) -> None:
    """Into the newest request: the meetings of other stories may have asked too."""
    with unit.page.expect_file_chooser() as chooser:
        card(unit).get_by_role("button", name=button).first.click()
    chooser.value.set_files(PAPERS / file)


def card(unit: Tablet) -> Locator:
    title = f"Họp có đơn vị trình ({unit.language})"
    return unit.page.get_by_role("article").filter(has_text=title)


@both_languages
def test_unit_submits_secretary_returns_unit_resubmits_and_it_is_released(
    hop: Product, meeting: str, open_tablet: Open
) -> None:
    desk = open_tablet("thuky")
    words = desk.words
    desk.go(f"/meetings/{meeting}/papers")
    desk.page.get_by_role("button", name=f"{words('review.ask')}: {ITEM}").click()
    expect(desk.page.get_by_role("button", name=f"{words('review.remind')}: {ITEM}")).to_be_visible()

    unit = open_tablet("daibieu9")
    unit.go("/inbox")
    unit.page.get_by_role("link").filter(has_text=words("inbox.papers_asked")).first.click()
    unit.sees_nothing_of("Nhân sự")
    bring(unit, words("papers.choose"), "pdflatex-4-pages.pdf")
    submit = card(unit).get_by_role("button", name=words("preparing.submit"))
    submit.click(timeout=CHECKED * 1000)
    expect(card(unit).get_by_text(words("review.submitted"))).to_be_visible()

    expect(desk.page.get_by_text(words("review.submitted"))).to_be_visible()
    expect(desk.page.get_by_role("button", name=words("papers.release"), exact=True)).to_have_count(0)
    desk.press(words("review.return"))
    window = desk.page.get_by_role("dialog")
    window.get_by_label(words("review.comment")).fill("Bổ sung biểu số liệu")
    window.get_by_role("button", name=words("review.return"), exact=True).click()
    expect(desk.page.get_by_text(words("review.returned"))).to_be_visible()

    expect(card(unit).get_by_text(words("review.commentOf", comment="Bổ sung biểu số liệu"))).to_be_visible()
    bring(unit, words("papers.replace"), "multicolumn.pdf")
    submit.click(timeout=CHECKED * 1000)
    expect(card(unit).get_by_text(words("review.submitted"))).to_be_visible()

    delegate = open_tablet("daibieu6")
    delegate.go(f"/meetings/{meeting}")
    delegate.sees(ITEM)
    delegate.sees_nothing_of("pdflatex")
    desk.press(words("review.accept"))
    desk.press(words("papers.release"))
    desk.sees(words("papers.released"))
    delegate.sees("pdflatex-4-pages")

    assert hop.refusal("GET", f"/api/meetings/{meeting}", token=hop.token("daibieu9"))[0] == 404
    assert person_id_of("daibieu9") not in str(hop.get(f"/api/meetings/{meeting}/participants", hop.token("daibieu6")))
