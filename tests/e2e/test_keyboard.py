"""A secretary calls a session of three days by keyboard alone, from the door to the called meeting."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import PHONE, Open, Tablet
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary

FIRST_DAY = date.today() + timedelta(days=20)
LAST_DAY = FIRST_DAY + timedelta(days=2)
ITEMS = ("Khai mạc", "Báo cáo", "Bế mạc")
ENLARGED = (384, 512)  # a tablet upright at 200 %
BEHIND_THE_RAIL = """() => {
    const [rail, focused] = ['.rail', ':focus'].map(one => document.querySelector(one));
    if (!focused || rail.contains(focused)) return '';
    const [bar, own] = [rail, focused].map(one => one.getBoundingClientRect());
    return own.bottom > bar.top && own.top < bar.bottom && own.top > 0 ? focused.outerHTML.slice(0, 200) : '';
}"""
FARTHEST = 80  # stops; who has not arrived by then goes round in circles


class Keyboard:
    def __init__(self, desk: Tablet) -> None:
        self.page, self.words = desk.page, desk.words

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def walk_to(self, place: Locator, key: str = "Tab") -> None:
        expect(place).to_be_visible()
        for _ in range(FARTHEST):
            if place.and_(self.page.locator(":focus")).count():
                return
            self.press(key)
        raise AssertionError(f"{place} is not reached by {key}")

    def use(self, role: str, name: str) -> None:
        self.walk_to(self.page.get_by_role(role, name=self.words(name), exact=True))  # type: ignore[arg-type]
        self.press("Enter")

    def write(self, label: str, text: str) -> None:
        self.walk_to(self.page.get_by_label(self.words(label)))
        self.type(text)

    def write_day(self, label: str, day: date, key: str = "Tab") -> None:
        self.walk_to(self.page.get_by_role("group", name=self.words(label)).get_by_role("spinbutton").first, key)
        self.type(day.strftime("%d%m%Y"))

    def lands_on_heading(self, address: str) -> None:
        """Of the next screen, once it is there."""
        expect(self.page).to_have_url(re.compile(address))
        expect(self.page.get_by_role("heading", level=1)).to_be_focused()

    def is_back_at(self, name: str) -> None:
        """Where the window was opened from."""
        expect(self.page.get_by_role("dialog")).to_have_count(0)
        expect(self.page.get_by_role("button", name=self.words(name), exact=True)).to_be_focused()


def sign_in(keyboard: Keyboard, hop: Product) -> None:
    expect(keyboard.page.get_by_label(keyboard.words("signIn.name"), exact=True)).to_be_focused()
    keyboard.type("thuky")
    keyboard.press("Tab")
    keyboard.type(hop.password)
    keyboard.press("Enter")
    keyboard.lands_on_heading(r"/$")


def fill_basics(keyboard: Keyboard, title: str) -> None:
    page, words = keyboard.page, keyboard.words
    keyboard.write("form.meetingTitle", title)
    keyboard.use("button", "form.choosePerson")
    expect(page.get_by_role("dialog").get_by_role("searchbox")).to_be_focused()
    keyboard.type("Trần Văn Khải")
    chair = page.get_by_role("option", name="Trần Văn Khải")
    expect(page.get_by_role("option")).to_have_count(1)
    keyboard.walk_to(chair)
    keyboard.press("Enter")
    keyboard.is_back_at("form.choosePerson")
    keyboard.write_day("form.date", FIRST_DAY)
    keyboard.walk_to(page.get_by_role("checkbox", name=words("form.anotherDay")))
    keyboard.press("Space")
    keyboard.write_day("form.lastDay", LAST_DAY, "Shift+Tab")
    keyboard.write("form.place", "Hội trường lớn")
    keyboard.press("Enter")
    keyboard.lands_on_heading("/agenda$")


def arrange_agenda(keyboard: Keyboard) -> None:
    rows = keyboard.page.get_by_role("row")
    for count, title in enumerate(ITEMS, 1):
        keyboard.use("button", "agenda.add")
        expect(keyboard.page.get_by_label(keyboard.words("agenda.title"))).to_be_focused()
        keyboard.type(title)
        keyboard.press("Enter")
        expect(rows).to_have_count(count)
        keyboard.is_back_at("agenda.add")
    keyboard.walk_to(rows.first)
    keyboard.walk_to(rows.first.locator(".grip"), "ArrowRight")
    keyboard.press("Enter")
    dropping = keyboard.page.locator(".react-aria-DropIndicator :focus")
    expect(dropping).to_have_count(1)  # the arrows are heard from the next frame on
    keyboard.walk_to(keyboard.page.get_by_role("button", name=re.compile(f"{ITEMS[1]}.+{ITEMS[2]}")), "ArrowDown")
    keyboard.press("Enter")
    expect(rows.first).to_contain_text(ITEMS[1])


def invite_unit(keyboard: Keyboard, unit: str) -> None:
    page = keyboard.page
    keyboard.use("button", "participants.add")
    window = page.get_by_role("dialog")
    keyboard.walk_to(window.get_by_role("button", name=keyboard.words("account.organisation")))
    keyboard.press("Enter")
    keyboard.walk_to(page.get_by_role("option", name=unit, exact=True), "ArrowDown")
    keyboard.press("Enter")
    expect(window.get_by_role("option").first).to_contain_text(unit)
    keyboard.use("button", "participants.wholeUnit")
    keyboard.walk_to(window.get_by_role("button", name=keyboard.words("participants.invite", count=2)))
    keyboard.press("Enter")
    keyboard.is_back_at("participants.add")


def test_session_of_three_days_is_called_by_keyboard_alone(hop: Product, open_tablet: Open) -> None:
    desk = open_tablet("thuky")
    desk.page.context.clear_cookies()
    desk.go("/")
    keyboard = Keyboard(desk)
    sign_in(keyboard, hop)
    keyboard.use("link", "meetings.create")
    keyboard.lands_on_heading("/meetings/new$")
    fill_basics(keyboard, "Kỳ họp chuyên đề ba ngày")
    arrange_agenda(keyboard)
    keyboard.use("link", "app.next")
    keyboard.lands_on_heading("/people$")
    invite_unit(keyboard, "Sở Tư pháp")
    for step in ("places", "papers", "review"):
        keyboard.use("link", "app.next")
        keyboard.lands_on_heading(f"/{step}$")
    keyboard.use("button", "meeting.call")
    keyboard.lands_on_heading(r"/meetings/[0-9a-f]{32}$")

    path = f"/api/meetings/{desk.page.url.rpartition('/')[2]}"
    meeting = Secretary(hop).get(path)
    assert meeting["state"] == "called"
    assert (meeting["starts_at"][:10], meeting["ends_at"][:10]) == (FIRST_DAY.isoformat(), LAST_DAY.isoformat())
    titles = [item["title"] for item in Secretary(hop).get(f"{path}/agenda-items")["items"]]
    assert sorted(titles) == sorted(ITEMS)
    assert titles[0] == ITEMS[1]


@pytest.mark.parametrize("size", [PHONE, ENLARGED])
def test_nothing_that_gets_the_focus_is_behind_the_rail(open_tablet: Open, size: tuple[int, int]) -> None:
    phone = open_tablet("thuky", size)
    for path in ("/account", "/meetings/new"):
        phone.go(path)
        expect(phone.page.get_by_role("heading", level=1)).to_be_visible()
        seen = set()
        for _ in range(FARTHEST):
            phone.page.keyboard.press("Tab")
            seen.add(phone.page.evaluate("document.activeElement.outerHTML"))
            assert phone.page.evaluate(BEHIND_THE_RAIL) == ""
        assert len(seen) > 10
