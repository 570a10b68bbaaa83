"""A delegate sends his deputy: the chair agrees, the deputy reads, the delegate sees nothing newer."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Open, Tablet, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary

DEPUTY = "Vũ Thị Bích Ngọc"  # daibieu7, deputy of daibieu6 in the same department


@pytest.fixture
def secretary(hop: Product) -> Secretary:
    return Secretary(hop)


@pytest.fixture
def meeting(secretary: Secretary, language: str) -> str:
    """With an item for daibieu6 and others, and one for him and daibieu8 alone."""
    meeting = secretary.new_meeting(f"Họp có người dự thay ({language})", ["daibieu6", "daibieu8"])
    secretary.new_item(meeting, "Nội dung chung", guests=False)
    secretary.new_item(meeting, "Nhân sự", guests=False, only=["daibieu6", "daibieu8"])
    secretary.call(meeting)
    secretary.hand_out(meeting, "Trước khi thay", "pdflatex-4-pages.pdf")
    return meeting


def propose(delegate: Tablet, meeting: str) -> None:
    words = delegate.words
    delegate.go(f"/meetings/{meeting}")
    delegate.press(words("substitute.propose"))
    window = delegate.page.get_by_role("dialog")
    window.get_by_role("button", name=words("substitute.person")).click()
    delegate.page.get_by_role("option", name=DEPUTY).click()
    window.get_by_label(words("meeting.reason")).fill("Đi công tác")
    window.get_by_role("button", name=words("substitute.send")).click()
    delegate.sees(words("substitute.waiting", name=DEPUTY))


@both_languages
def test_deputy_takes_over_what_the_chair_gives_him(secretary: Secretary, meeting: str, open_tablet: Open) -> None:
    delegate = open_tablet("daibieu6")
    propose(delegate, meeting)

    chair = open_tablet("chutri")
    words = chair.words
    chair.go("/")
    title = secretary.get(f"/api/meetings/{meeting}")["title"]
    asked = chair.page.get_by_role("article").filter(has_text=title).filter(has_text=words("home.decideSubstitutes"))
    asked.get_by_role("link", name=words("home.decideSubstitutes")).click()
    chair.sees(words("substitute.toDecide"))
    chair.press(words("substitute.agree"))
    window = chair.page.get_by_role("dialog")
    expect(window.get_by_text("Nhân sự")).to_be_visible()
    window.get_by_role("button", name=words("substitute.agree"), exact=True).click()
    chair.sees(words("substitute.agreed", name=DEPUTY))

    expect(delegate.page.get_by_text(DEPUTY).first).to_be_visible()
    secretary.hand_out(meeting, "Sau khi thay", "multicolumn.pdf")
    deputy = open_tablet("daibieu7")
    deputy.go(f"/meetings/{meeting}")
    deputy.sees("Trước khi thay")
    deputy.sees("Sau khi thay")
    deputy.sees_nothing_of("Nhân sự")
    delegate.go(f"/meetings/{meeting}")
    delegate.sees("Trước khi thay")
    delegate.sees_nothing_of("Sau khi thay")
    expect(delegate.page.get_by_text(DEPUTY).first).to_be_visible()
