"""The secretary's board: every line has its act, and goes when the act is done."""

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Open, Tablet, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary

UNIT = "Sở Tài chính"  # daibieu9 brings its papers


@pytest.fixture
def secretary(hop: Product) -> Secretary:
    return Secretary(hop)


@pytest.fixture
def title(language: str) -> str:
    return f"Họp trên bảng ({language})"


@pytest.fixture
def draft(secretary: Secretary, title: str) -> tuple[str, str]:
    """Ids of a meeting and of its item, for which a unit was asked for papers."""
    meeting = secretary.new_meeting(title, ["daibieu6"])
    unit = next(one["id"] for one in secretary.get("/api/organisations")["items"] if one["name"] == UNIT)
    body = {"title": "Dự toán", "kind": "discussion", "owner_organisation_id": unit}
    item = str(secretary.send("POST", f"/api/meetings/{meeting}/agenda-items", body)["id"])
    secretary.send("POST", f"/api/meetings/{meeting}/paper-requests", {"item_ids": [item]})
    return meeting, item


def card(desk: Tablet, title: str) -> Locator:
    return desk.page.get_by_role("article").filter(has_text=title)


@both_languages
def test_board_is_emptied_act_by_act(hop: Product, draft: tuple[str, str], title: str, open_tablet: Open) -> None:
    meeting, item = draft
    desk = open_tablet("thuky")
    desk.go("/")
    words, board = desk.words, card(desk, title)
    expect(board.get_by_text(words("board.missing", titles="Dự toán"))).to_be_visible()

    unit = Secretary(hop, "daibieu9")
    document, version = unit.bring(meeting, "Tờ trình", "pdflatex-4-pages.pdf", item)
    unit.send("POST", f"/api/documents/{document}/submission", {"version_id": version})
    expect(board.get_by_text(words("board.submitted", titles="Tờ trình"))).to_be_visible()
    expect(board.get_by_text(words("board.missing", titles="Dự toán"))).to_have_count(0)
    board.get_by_role("link", name=words("review.accept")).click()
    desk.press(words("review.accept"))
    desk.sees(words("review.accepting"))

    desk.go("/")
    expect(board.get_by_text(words("board.unreleased", titles="Tờ trình"))).to_be_visible()
    board.get_by_role("link", name=words("papers.release")).click()
    desk.press(words("papers.release"))
    desk.sees(words("papers.released"))

    desk.go("/")
    expect(board.get_by_text(words("board.nothing"))).to_be_visible()
    Secretary(hop).call(meeting)
    board.get_by_role("button", name=words("board.remind")).click()
    desk.sees(words("board.reminded", count=2))
    for name in ("chutri", "daibieu6"):
        Secretary(hop, name).send("PUT", f"/api/meetings/{meeting}/answer", {"answer": "accepted"})
    expect(board.get_by_text(words("board.nothing"))).to_be_visible()
