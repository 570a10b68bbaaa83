"""The secretary arranges the agenda by mouse, by finger and by keyboard, and takes back what was not meant."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Open, Tablet, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary

FIRST, SECOND, THIRD = "Khai mạc", "Báo cáo", "Bế mạc"


@pytest.fixture
def secretary(hop: Product) -> Secretary:
    return Secretary(hop)


@pytest.fixture
def meeting(secretary: Secretary) -> str:
    meeting = secretary.new_meeting("Họp sắp xếp chương trình", [])
    for title in (FIRST, SECOND, THIRD):
        secretary.new_item(meeting, title, guests=True)
    return meeting


@pytest.fixture
def desk(open_tablet: Open, meeting: str) -> Tablet:
    desk = open_tablet("thuky")
    desk.go(f"/meetings/{meeting}")
    expect(rows(desk)).to_have_count(3)
    return desk


def rows(desk: Tablet) -> Locator:
    return desk.page.get_by_role("row")


def row(desk: Tablet, title: str) -> Locator:
    return rows(desk).filter(has_text=title)


def grip(desk: Tablet, title: str) -> Locator:
    return row(desk, title).locator(".grip")


def expect_order(desk: Tablet, *numbered: str) -> None:
    """Rows as `1 Khai mạc`, top to bottom."""
    for index, line in enumerate(numbered):
        number, title = line.split(" ", 1)
        expect(rows(desk).nth(index).locator(".agenda-number")).to_have_text(number)
        expect(rows(desk).nth(index)).to_contain_text(title)


def centre(place: Locator, share: float = 0.5) -> tuple[float, float]:
    """A point in the middle across, at that share of its height."""
    box: Any = place.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] * share


def test_item_is_dragged_by_mouse_below_another_and_into_it(desk: Tablet) -> None:
    mouse = desk.page.mouse
    rows(desk).last.scroll_into_view_if_needed()
    for target, share, expected in (
        (row(desk, SECOND), 0.95, (f"1 {SECOND}", f"2 {FIRST}", f"3 {THIRD}")),
        (row(desk, THIRD), 0.5, (f"1 {SECOND}", f"2 {THIRD}", f"2.1 {FIRST}")),
    ):
        mouse.move(*centre(grip(desk, FIRST)))
        mouse.down()
        mouse.move(*centre(grip(desk, FIRST), 0.9), steps=3)
        mouse.move(*centre(target, share - 0.2), steps=10)
        mouse.move(*centre(target, share), steps=5)
        expect(desk.page.locator("[data-drop-target]")).to_have_count(1)
        mouse.up()
        expect_order(desk, *expected)


@both_languages
def test_item_is_arranged_by_keyboard_alone(desk: Tablet) -> None:
    keyboard = desk.page.keyboard
    grip(desk, FIRST).focus()
    keyboard.press("Enter")
    dropping = desk.page.locator(".react-aria-DropIndicator :focus")
    expect(dropping).to_have_count(1)  # the arrows are heard from the next frame on
    for _ in range(2):
        keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(rows(desk).nth(0)).not_to_contain_text(FIRST)


def test_item_is_arranged_by_finger(desk: Tablet) -> None:
    row(desk, THIRD).get_by_role("button", name=desk.words("agenda.moveUp")).tap()
    expect_order(desk, f"1 {FIRST}", f"2 {THIRD}", f"3 {SECOND}")
    row(desk, SECOND).get_by_role("button", name=desk.words("papers.actionsFor", title=SECOND)).tap()
    desk.page.get_by_role("menuitem", name=desk.words("agenda.indent")).tap()
    expect_order(desk, f"1 {FIRST}", f"2 {THIRD}", f"2.1 {SECOND}")
    desk.page.get_by_role("button", name=desk.words("app.undo")).tap()
    expect_order(desk, f"1 {FIRST}", f"2 {THIRD}", f"3 {SECOND}")


def test_undo_is_never_that_of_the_move_before(desk: Tablet) -> None:
    row(desk, THIRD).get_by_role("button", name=desk.words("agenda.moveUp")).tap()
    undo = desk.page.get_by_role("button", name=desk.words("app.undo"))
    undo.wait_for()
    desk.page.route("**/place", lambda route: None)  # the answer to the next move is on its way
    row(desk, SECOND).get_by_role("button", name=desk.words("agenda.moveUp")).tap()
    expect_order(desk, f"1 {FIRST}", f"2 {SECOND}", f"3 {THIRD}")
    assert not undo.count()  # now: after a while it goes by itself


def test_move_that_waits_for_its_answer_outlives_what_others_change(
    desk: Tablet, secretary: Secretary, meeting: str
) -> None:
    desk.page.route("**/place", lambda route: None)
    row(desk, THIRD).get_by_role("button", name=desk.words("agenda.moveUp")).tap()
    expect_order(desk, f"1 {FIRST}", f"2 {THIRD}", f"3 {SECOND}")
    secretary.send("POST", f"/api/meetings/{meeting}/agenda-items", {"title": "Việc khác", "kind": "discussion"})
    expect_order(desk, f"1 {FIRST}", f"2 {THIRD}", f"3 {SECOND}", "4 Việc khác")


def test_removed_item_comes_back_at_its_place_with_its_papers(desk: Tablet, secretary: Secretary, meeting: str) -> None:
    item = secretary.get(f"/api/meetings/{meeting}/agenda-items")["items"][1]["id"]
    secretary.hand_out(meeting, "Tờ trình", "pdflatex-4-pages.pdf", item)
    row(desk, SECOND).get_by_text(desk.words("meeting.paperCount", count=1)).wait_for()
    desk.press(desk.words("papers.actionsFor", title=SECOND))
    desk.page.get_by_role("menuitem", name=desk.words("agenda.remove")).click()
    desk.page.get_by_role("dialog").get_by_role("button", name=desk.words("agenda.remove")).click()
    expect(rows(desk)).to_have_count(2)
    desk.press(desk.words("app.undo"))
    expect_order(desk, f"1 {FIRST}", f"2 {SECOND}", f"3 {THIRD}")
    row(desk, SECOND).get_by_text(desk.words("meeting.paperCount", count=1)).wait_for()
