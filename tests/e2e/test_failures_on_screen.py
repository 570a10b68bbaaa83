"""A screen whose answer or whose code does not come says so, and is there as soon as it is asked for again."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.conftest import Open
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary
from tests.e2e.test_accessibility import breaches

TITLE = "Họp khi máy chủ trục trặc"


@pytest.fixture
def meeting(hop: Product) -> str:
    secretary = Secretary(hop)
    meeting = secretary.new_meeting(TITLE, ["daibieu29"])
    secretary.call(meeting)
    return meeting


def failing(status: int) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status)


def test_screen_that_the_server_fails_is_shown_when_asked_for_again(meeting: str, open_tablet: Open) -> None:
    tablet = open_tablet("daibieu29")
    words, page = tablet.words, tablet.page
    path = re.compile(f"/api/meetings/{meeting}$")
    for status, told in ((500, "state.failed"), (503, "state.busy")):
        page.route(path, failing(status))
        tablet.go(f"/meetings/{meeting}")
        expect(page.get_by_role("alert").get_by_role("heading", name=words(told))).to_be_visible()
        assert breaches(page) == []
        page.unroute(path)
        tablet.press(words("app.retry"))
        expect(page.get_by_role("heading", name=TITLE, level=1)).to_be_visible()
        tablet.turn_to("/account")
        expect(page.get_by_role("heading", name=words("account.title"), level=1)).to_be_visible()


def test_screen_whose_code_did_not_load_is_opened_when_asked_for_again(meeting: str, open_tablet: Open) -> None:
    tablet = open_tablet("daibieu29")
    words, page = tablet.words, tablet.page
    page.context.route("**/sw.js", failing(503))  # which would keep all of the code
    for path, code, heading in (
        (f"/meetings/{meeting}", "MeetingPage", TITLE),
        ("/forgotten", "Forgotten", words("reset.forgotten")),
    ):
        tablet.go("/account")
        expect(page.get_by_role("heading", name=words("account.title"), level=1)).to_be_visible()
        chunk = re.compile(f"/assets/{code}-.*[.]js")
        page.route(chunk, failing(503))
        tablet.turn_to(path)
        tablet.sees(words("state.crashed"))
        assert breaches(page) == []
        page.unroute(chunk)
        tablet.press(words("app.retry"))
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
