"""A series is made from one meeting by its rule, without a day that is left out; one of them is moved, alone.

Each asks for the room of the first, and the day on which others have it is named before.
"""

import re
from datetime import date, datetime, timedelta
from typing import Any

from playwright.sync_api import expect

from services.gateway.people.names import person_id_of
from services.gateway.setup.commands import ROOT_ID
from tests.e2e.conftest import Open, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary
from tests.e2e.test_accessibility import breaches
from tests.e2e.waiting import until
from tests.factories.meetings import meeting_body

CHAIR = "Người Chủ Trì Cũ"
ROOM = {"organisation_id": ROOT_ID, "capacity": 30, "seats": 20}


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


@both_languages
def test_series_books_its_room_and_names_the_day_it_is_taken(hop: Product, open_tablet: Open, language: str) -> None:
    secretary, room_name = Secretary(hop), f"Phòng giao ban ({language})"
    room = Secretary(hop, "quantri").send("POST", "/api/rooms", {**ROOM, "name": room_name})["id"]
    title = f"Giao ban có phòng ({language})"
    first = secretary.new_meeting(title, [])
    secretary.send("PUT", f"/api/meetings/{first}/room", {"room_id": room})
    starts_at = datetime.fromisoformat(secretary.get(f"/api/meetings/{first}")["starts_at"])
    rule = {"frequency": "weekly", "until": f"{starts_at + timedelta(days=84):%Y-%m-%d}"}
    days = secretary.send("POST", f"/api/meetings/{first}/series-preview", {"rule": rule})["items"]
    on = starts_at + (date.fromisoformat(days[0]["on"]) - starts_at.date())
    times = {"starts_at": on.isoformat(), "ends_at": (on + timedelta(hours=2)).isoformat()}
    body = meeting_body(f"Họp trùng phòng ({language})", ROOT_ID) | times
    other = secretary.send("POST", "/api/meetings", body)["id"]
    secretary.send("PUT", f"/api/meetings/{other}/room", {"room_id": room})
    assert answered(secretary, [first, other]) == ["confirmed", "confirmed"]

    desk = open_tablet("thuky")
    words = desk.words
    desk.go(f"/meetings/{first}/settings")
    desk.press(words("series.make"))
    window = desk.page.get_by_role("dialog")
    expect(window.get_by_role("checkbox", name=words("series.withRoom", room=room_name))).to_be_checked()
    named = re.compile(re.escape(words("series.roomTaken", **{"from": "FROM", "to": "TO"}).split("FROM")[0]))
    expect(window.get_by_text(named)).to_have_count(1)
    window.locator("button[type=submit]").click()
    desk.sees(words("series.made", count=len(days)))

    secretary = Secretary(hop)
    made = [one["id"] for one in of_series(secretary, title, len(days) + 1)]
    assert sorted(answered(secretary, made)) == ["confirmed"] * len(days) + ["refused"]


def answered(secretary: Secretary, meetings: list[str]) -> list[str]:
    """How each meeting's wish for a room stands, once the calendar has answered all."""

    def states() -> list[str]:
        return [secretary.get(f"/api/meetings/{one}")["room"]["state"] for one in meetings]

    return until(states, "the calendar has not answered", lambda found: "requested" not in found)


@both_languages
def test_copy_asks_for_another_chair_where_the_chair_has_left(hop: Product, open_tablet: Open, language: str) -> None:
    office, name, title = Secretary(hop, "quantri"), f"chutri.cu.{language}", f"Họp thẩm định ({language})"
    person = {"name": name, "full_name": CHAIR, "organisation_id": ROOT_ID, "language": language}
    office.send("POST", "/api/people", person)
    chair = {"chair_id": person_id_of(name)}
    secretary = Secretary(hop).after(office)
    first = secretary.send("POST", "/api/meetings", meeting_body(title, ROOT_ID) | chair)["id"]
    office.send("PATCH", f"/api/people/{person_id_of(name)}", {"active": False})
    secretary.after(office).new_item(first, "Thẩm định", guests=False)  # by now the chair is known to have left
    desk = open_tablet("thuky")
    words, page = desk.words, desk.page
    desk.go(f"/meetings/{first}/settings")
    desk.press(words("series.copy"))
    window = page.get_by_role("dialog")
    window.locator("button[type=submit]").click()
    window.get_by_role("button", name=words("form.choosePerson")).click()
    assert breaches(page) == []
    people = page.get_by_role("dialog").filter(has=page.get_by_role("searchbox"))
    people.get_by_role("searchbox").fill("Trần Văn Khải")
    people.get_by_role("option", name="Trần Văn Khải").click()
    window.get_by_text("Trần Văn Khải").wait_for()
    window.locator("button[type=submit]").click()
    page.wait_for_url(re.compile(rf"/meetings/(?!{first})[^/]+$"))
    made = Secretary(hop).get(f"/api/meetings/{page.url.rpartition('/')[2]}")
    assert made["title"] == title
    assert made["chair"]["full_name"] == "Trần Văn Khải"


def of_series(secretary: Secretary, title: str, count: int) -> list[dict[str, Any]]:
    """All of them, the first meeting too; a job makes them beside the answer."""

    def series() -> list[dict[str, Any]]:
        found, page = [], "/api/meetings?limit=100&from=2026-01-01T00:00:00Z"
        while page:
            answer = secretary.get(page)
            found += [one for one in answer["items"] if one["title"] == title]
            page = answer["next"]
        return found

    return until(series, f"not {count} meetings are made", lambda found: len(found) == count)
