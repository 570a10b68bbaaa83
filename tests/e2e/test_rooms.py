"""A secretary books a room; the next meeting at that time is told when it is taken, and the week shows both sides.

Where a room wants approval its keeper hears of it, says his word, and the secretary sees it.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Open, Tablet, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary
from tests.e2e.waiting import until

ROOM, HALL = "Phòng họp số 2", "Hội trường lớn"
KEEPER = "daibieu5"


@pytest.fixture
def secretary(hop: Product) -> Secretary:
    return Secretary(hop)


def book(tablet: Tablet, meeting: str, room: str = ROOM) -> None:
    words = tablet.words
    tablet.go(f"/meetings/{meeting}")
    tablet.press(words("rooms.ask"))
    window = tablet.page.get_by_role("dialog")
    window.get_by_role("button", name=words("rooms.room")).first.click()
    tablet.page.get_by_role("option", name=room).click()
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


def say(keeper: Tablet, meeting: str, title: str, button: str) -> Locator:
    """From his inbox he comes to that week of the room, and presses the button at the booking that waits."""
    wait_until_asked(Secretary(keeper.hop), meeting)
    keeper.go("/inbox")
    keeper.page.get_by_role("link").filter(has_text=keeper.words("inbox.room_asked")).first.click()
    hall = keeper.page.get_by_role("region", name=HALL)
    waiting = hall.get_by_role("button", name=keeper.words(button), exact=True)
    expect(waiting).to_have_count(1)
    keeper.sees_nothing_of(title)
    waiting.click()
    return keeper.page.get_by_role("dialog")


@both_languages
def test_keeper_hears_of_a_booking_and_the_secretary_of_his_word(
    hop: Product, secretary: Secretary, open_tablet: Open, language: str
) -> None:
    title, reason = f"Hội nghị tổng kết ({language})", f"Đang sửa âm thanh ({language})"
    meeting = secretary.new_meeting(title, ["daibieu10"])
    office, keeper = open_tablet("thuky"), open_tablet(KEEPER)
    words = office.words
    book(office, meeting, HALL)
    office.sees(words("roomState.requested"))
    window = say(keeper, meeting, title, "substitute.refuse")
    window.get_by_label(words("meeting.reason")).fill(reason)
    window.get_by_role("button", name=words("rooms.refuse"), exact=True).click()
    keeper.sees(words("rooms.refusedDone"))
    office.sees(words("roomState.refused"))
    office.go("/inbox")
    told = office.page.get_by_role("link").filter(has_text=title).filter(has_text=words("inbox.room_refused"))
    expect(told.get_by_text(reason)).to_be_visible()

    ask = {"room_id": room_id(Secretary(hop)), "services": ["microphones"], "note": "Đã thống nhất lịch sửa"}
    Secretary(hop).send("PUT", f"/api/meetings/{meeting}/room", ask)
    say(keeper, meeting, title, "substitute.agree")
    keeper.sees(words("rooms.agreed"))
    told = office.page.get_by_role("link").filter(has_text=title).filter(has_text=words("inbox.room_confirmed"))
    told.click()
    office.sees(words("roomState.confirmed"))
    Secretary(hop).send("DELETE", f"/api/meetings/{meeting}/room")


@both_languages
def test_keeper_finds_his_rooms_and_sees_who_asks_for_one_meanwhile(
    secretary: Secretary, open_tablet: Open, language: str
) -> None:
    meeting = secretary.new_meeting(f"Họp tuần sau nữa ({language})", [])
    begins = datetime.fromisoformat(secretary.get(f"/api/meetings/{meeting}")["starts_at"])
    keeper = open_tablet(KEEPER)
    keeper.go("/")
    rail = keeper.page.get_by_role("navigation", name=keeper.words("app.navigation"))
    rail.get_by_role("link", name=keeper.words("navigation.rooms")).click()
    hall = keeper.page.get_by_role("region", name=HALL)
    expect(hall.get_by_role("listitem")).to_have_count(7)
    keeper.turn_to(f"/rooms?day={begins.astimezone(ZoneInfo('Asia/Ho_Chi_Minh')).date()}")
    agree = hall.get_by_role("button", name=keeper.words("substitute.agree"), exact=True)
    expect(agree).to_have_count(0)
    secretary.send("PUT", f"/api/meetings/{meeting}/room", {"room_id": room_id(secretary)})
    expect(agree).to_have_count(1)
    secretary.send("DELETE", f"/api/meetings/{meeting}/room")
    expect(agree).to_have_count(0)


def wait_until_asked(secretary: Secretary, meeting: str) -> None:
    """Until the booking waits in the hall's calendar; the week asks for it when it is opened."""
    held = secretary.get(f"/api/meetings/{meeting}")
    path = f"/api/rooms/{room_id(secretary)}/bookings?starts_at={held['starts_at']}&ends_at={held['ends_at']}"

    def states() -> list[str]:
        return [one["state"] for one in secretary.get(path)["items"] if one.get("meeting_id") == meeting]

    until(states, "the hall was not asked for", lambda found: found == ["requested"])


def room_id(secretary: Secretary) -> str:
    return next(str(room["id"]) for room in secretary.get("/api/rooms")["items"] if room["name"] == HALL)
