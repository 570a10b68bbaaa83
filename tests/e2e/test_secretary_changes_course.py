"""A secretary takes back, rearranges, puts off, calls again and calls off; tablets that lie open follow."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Open, Tablet
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary
from tests.e2e.test_accessibility import breaches

FIRST, SECOND, THIRD = "Tờ trình", "Phụ lục", "Biểu mẫu"


@pytest.fixture
def meeting(hop: Product) -> str:
    """With three papers of one item."""
    secretary = Secretary(hop)
    meeting = secretary.new_meeting("Họp có nhiều thay đổi", ["daibieu24", "daibieu25"])
    item = secretary.new_item(meeting, "Dự toán", guests=True)
    secretary.call(meeting)
    for title in (FIRST, SECOND, THIRD):
        secretary.hand_out(meeting, title, "pdflatex-4-pages.pdf", item)
    return meeting


def act_on(desk: Tablet, thing: str, entry: str) -> None:
    desk.press(desk.words("papers.actionsFor", title=thing))
    desk.page.get_by_role("menuitem", name=desk.words(entry)).click()


def confirm(desk: Tablet, button: str, reason: str = "") -> None:
    """In the window that asks; gone when it is done."""
    window = desk.page.get_by_role("dialog")
    if reason:
        window.get_by_label(desk.words("meeting.reason")).fill(reason)
    window.get_by_role("button", name=desk.words(button), exact=True).click()
    expect(window).to_have_count(0)


def links(reader: Tablet) -> Locator:
    return reader.page.locator(".paper-link")


def expect_papers(reader: Tablet, *titles: str) -> None:
    expect(links(reader)).to_contain_text(list(titles))
    expect(links(reader)).to_have_count(len(titles))


def test_papers_are_arranged_and_recalled_and_a_participant_removed(
    hop: Product, meeting: str, open_tablet: Open
) -> None:
    desk, reader, other = open_tablet("thuky"), open_tablet("daibieu24"), open_tablet("daibieu25")
    words = desk.words
    reader.go(f"/meetings/{meeting}")
    expect_papers(reader, FIRST, SECOND, THIRD)
    desk.go(f"/meetings/{meeting}/papers")
    act_on(desk, SECOND, "papers.moveUp")
    expect_papers(reader, SECOND, FIRST, THIRD)
    act_on(desk, FIRST, "papers.moveDown")
    expect_papers(reader, SECOND, THIRD, FIRST)

    links(reader).filter(has_text=FIRST).click()
    expect(reader.page.get_by_text("/ 4")).to_be_visible()
    act_on(desk, FIRST, "papers.recall")
    confirm(desk, "papers.recall", "Số liệu còn sai")
    expect(desk.page.get_by_text(words("papers.recalled"), exact=True)).to_be_visible()
    reader.sees(words("book.recalled"))
    assert breaches(reader.page) == []
    reader.page.get_by_role("link", name=words("book.backToMeeting")).click()
    expect_papers(reader, SECOND, THIRD)

    other.go(f"/meetings/{meeting}")
    expect_papers(other, SECOND, THIRD)
    name = hop.get("/api/me", hop.token("daibieu25"))["full_name"]
    desk.page.get_by_role("link", name=words("meeting.participants"), exact=True).click()
    act_on(desk, name, "app.remove")
    confirm(desk, "app.remove")
    expect(desk.page.get_by_text(words("participants.removed", name=name))).to_be_visible()
    other.sees(words("state.denied"))
    expect(links(other)).to_have_count(0)


def test_meeting_is_put_off_called_again_and_called_off(hop: Product, open_tablet: Open) -> None:
    secretary = Secretary(hop)
    meeting = secretary.new_meeting("Họp bị hoãn rồi hủy", ["daibieu24"])
    secretary.call(meeting)
    desk, reader = open_tablet("thuky"), open_tablet("daibieu24")
    words = desk.words
    for tablet in (desk, reader):
        tablet.go(f"/meetings/{meeting}")
        tablet.sees(words("meetingState.called"))

    desk.press(words("meeting.postpone"))
    confirm(desk, "meeting.postpone", "Chờ ý kiến của Sở")
    for tablet in (desk, reader):
        tablet.sees(words("meetingState.postponed"))
        tablet.sees(words("meeting.stateReason", reason="Chờ ý kiến của Sở"))

    day = date.today() + timedelta(days=21)
    desk.press(words("meeting.callAgain"))
    desk.page.get_by_role("group", name=words("form.date")).get_by_role("spinbutton").first.click()
    desk.page.keyboard.type(day.strftime("%d%m%Y"))
    confirm(desk, "meeting.callAgain")
    for tablet in (desk, reader):
        tablet.sees(words("meetingState.called"))
        tablet.sees(day.strftime("%d/%m/%Y"))
        tablet.sees_nothing_of("Chờ ý kiến của Sở")

    desk.press(words("papers.more"))
    desk.page.get_by_role("menuitem", name=words("meeting.cancelMeeting")).click()
    confirm(desk, "meeting.cancelMeeting", "Đã giải quyết bằng văn bản")
    for tablet in (desk, reader):
        tablet.sees(words("meetingState.cancelled"))
        tablet.sees(words("meeting.stateReason", reason="Đã giải quyết bằng văn bản"))
    expect(desk.page.get_by_role("button", name=words("meeting.callAgain"))).to_have_count(0)
