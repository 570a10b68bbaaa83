"""A series is made from one meeting by its rule, without a day that is left out; one of them is moved, alone."""

import time
from typing import Any

from playwright.sync_api import expect

from tests.e2e.conftest import PATIENCE, Open, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary
from tests.e2e.test_accessibility import breaches


@both_languages
def test_series_is_made_and_one_of_it_moved(hop: Product, open_tablet: Open, language: str) -> None:
    secretary = Secretary(hop)
    title = f"Giao ban định kỳ ({language})"
    first = secretary.new_meeting(title, [])
    secretary.new_item(first, "Điểm tình hình", guests=False)
    desk = open_tablet("thuky")
    words = desk.words
    desk.go(f"/meetings/{first}/settings")
    desk.press(words("series.make"))
    window = desk.page.get_by_role("dialog")
    days = window.get_by_role("group", name=words("series.days")).get_by_role("checkbox")
    days.first.wait_for()
    planned = days.count()
    days.last.press("Space")
    assert breaches(desk.page) == []
    window.locator("button[type=submit]").click()
    desk.sees(words("series.made", count=planned - 1))

    desk.page.wait_for_function("() => !document.querySelector('[role=dialog]')")
    secretary = Secretary(hop)  # who signed in by a tablet in another language has another token
    made = of_series(secretary, title, planned)
    other = next(one for one in made if one["id"] != first)
    desk.go(f"/meetings/{other['id']}/settings")
    begins = desk.page.get_by_role("group", name=words("form.start")).get_by_role("spinbutton")
    begins.first.click()
    desk.page.keyboard.type("14")
    begins.last.click()
    desk.page.keyboard.type("30")
    ends = desk.page.get_by_role("group", name=words("form.end")).get_by_role("spinbutton")
    ends.first.click()
    desk.page.keyboard.type("16")
    desk.press(words("form.saveChanges"))
    desk.sees(words("app.saved"))
    moved = [one for one in of_series(secretary, title, planned) if "T07:30" in one["starts_at"]]
    assert [one["id"] for one in moved] == [other["id"]]
    desk.go(f"/meetings/{other['id']}")
    desk.sees("Điểm tình hình")
    expect(desk.page.get_by_text("14:30").first).to_be_visible()


def of_series(secretary: Secretary, title: str, count: int) -> list[dict[str, Any]]:
    """All of them, the first meeting too; a job makes them beside the answer."""
    deadline = time.monotonic() + PATIENCE / 1000
    while True:
        found = secretary.get("/api/meetings?limit=100&from=2026-01-01T00:00:00Z")["items"]
        series = [one for one in found if one["title"] == title]
        if len(series) == count:
            return series
        assert time.monotonic() < deadline, f"{len(series)} of {count} meetings are there"
        time.sleep(0.1)
