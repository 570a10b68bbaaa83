"""A secretary books a room; the next meeting at that time is told when it is taken, and the week shows both sides."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Open, Tablet, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary

ROOM = "Phòng họp số 2"


@pytest.fixture
def secretary(hop: Product) -> Secretary:
    return Secretary(hop)


def book(tablet: Tablet, meeting: str) -> None:
    words = tablet.words
    tablet.go(f"/meetings/{meeting}")
    tablet.press(words("rooms.ask"))
    window = tablet.page.get_by_role("dialog")
    window.get_by_role("button", name=words("rooms.room")).first.click()
    tablet.page.get_by_role("option", name=ROOM).click()
    window.get_by_text(words("roomService.tea")).click()
    window.get_by_role("button", name=words("rooms.ask"), exact=True).click()


@both_languages
def test_room_is_confirmed_to_the_first_and_refused_to_the_second(
    hop: Product, secretary: Secretary, open_tablet: Open, language: str
) -> None:
    first = secretary.new_meeting(f"Họp thứ nhất ({language})", ["daibieu10"])
    second = secretary.new_meeting(f"Họp thứ hai ({language})", ["daibieu10"])
    tablet = open_tablet("thuky")
    words = tablet.words
    book(tablet, first)
    tablet.sees(words("roomState.confirmed"))
    book(tablet, second)
    tablet.sees(words("roomState.refused"))
    # A tablet that signs in in another language makes its owner's earlier tokens stale.
    secretary = Secretary(hop)
    secretary.send("DELETE", f"/api/meetings/{second}/room")
    tablet.go("/rooms")
    expect(tablet.page.get_by_role("heading", name=ROOM)).to_be_visible()
    secretary.send("DELETE", f"/api/meetings/{first}/room")
