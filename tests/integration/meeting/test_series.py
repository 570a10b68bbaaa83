"""Copies, templates and series: what a secretary does not have to type again."""

from typing import Any

import pytest

from tests.factories.installation import Installation, Person

RULE = {"frequency": "weekly", "until": "2030-12-31"}  # the meeting is on Tuesday, 10 December 2030


@pytest.fixture
async def path(hop: Installation, secretary: Person, meeting: dict[str, Any]) -> str:
    path = f"/api/meetings/{meeting['id']}"
    above = await secretary.send("POST", f"{path}/agenda-items", {"title": "Báo cáo"})
    await secretary.send("POST", f"{path}/agenda-items", {"title": "Số liệu", "parent_id": above["id"]})
    await hop.settle()
    return path


async def own(secretary: Person) -> list[dict[str, Any]]:
    return list((await secretary.get("/api/meetings?limit=100"))["items"])


async def people(secretary: Person, meeting: str) -> set[str]:
    listed = (await secretary.get(f"/api/meetings/{meeting}/participants"))["items"]
    return {one["person"]["id"] for one in listed}


async def test_copy_has_agenda_and_people_and_a_time_of_its_own(
    hop: Installation, secretary: Person, path: str
) -> None:
    await secretary.send("POST", f"{path}/call", {})
    made = await secretary.send("POST", f"{path}/copies", {"starts_at": "2031-01-07T01:30:00Z"})
    assert (made["state"], made["ends_at"]) == ("draft", "2031-01-07T04:00:00.000000Z")
    titles = [(item["title"], item["parent_id"] is None) for item in made["agenda"]]
    assert titles == [("Báo cáo", True), ("Số liệu", False)]
    await hop.settle()
    assert await people(secretary, made["id"]) == {"an", "binh", "guest", "chair"}


async def test_copy_said_twice_is_one(hop: Installation, secretary: Person, path: str) -> None:
    body, key = {"starts_at": "2031-01-07T01:30:00Z"}, {"Idempotency-Key": "k"}
    first = await secretary.send("POST", f"{path}/copies", body, **key)
    assert (await secretary.send("POST", f"{path}/copies", body, **key))["id"] == first["id"]


async def test_template_belongs_to_the_secretaries_of_its_body(hop: Installation, secretary: Person, path: str) -> None:
    kept = await secretary.send("POST", f"{path}/templates", {"name": "Giao ban tuần"})
    assert (kept["items"], kept["people"], kept["minutes"]) == (2, 3, 150)
    colleague = hop.person("binh", ("secretary", "o1"))
    listed = (await colleague.get("/api/meeting-templates?organisation=o1"))["items"]
    assert [one["name"] for one in listed] == ["Giao ban tuần"]
    route = f"/api/meeting-templates/{kept['id']}/meetings"
    made = await colleague.send("POST", route, {"starts_at": "2031-02-04T01:30:00Z"})
    assert {one["id"] for one in made["secretaries"]} == {"binh", "secretary"}
    await secretary.send("DELETE", f"/api/meeting-templates/{kept['id']}")
    assert await colleague.problem("POST", route, {"starts_at": "2031-02-04T01:30:00Z"}) == "not-found"


async def test_series_makes_a_meeting_for_each_day_but_holidays(
    hop: Installation, secretary: Person, path: str
) -> None:
    days = await secretary.send("POST", f"{path}/series-preview", {"rule": RULE})
    assert [one["on"] for one in days["items"]] == ["2030-12-17", "2030-12-24", "2030-12-31"]
    job = await secretary.send("POST", f"{path}/series", {"rule": RULE})
    assert (job["state"], job["done"], job["refused"]) == ("done", 3, [])
    await hop.settle()
    starts = [one["starts_at"] for one in await own(secretary)]
    assert starts == [f"2030-12-{day}T01:30:00.000000Z" for day in ("10", "17", "24", "31")]


async def test_series_said_twice_is_one(hop: Installation, secretary: Person, path: str) -> None:
    for _ in range(2):
        await secretary.send("POST", f"{path}/series", {"rule": RULE}, **{"Idempotency-Key": "k"})
    await hop.settle()
    assert len(await own(secretary)) == 4


async def test_one_changes_alone_and_all_that_follow_change_together(
    hop: Installation, secretary: Person, path: str
) -> None:
    await secretary.send("POST", f"{path}/series", {"rule": RULE})
    await hop.settle()
    second, third = (await own(secretary))[1:3]
    moved = f"/api/meetings/{second['id']}"
    etag = (await secretary.ask("GET", moved)).headers["ETag"]
    times = {"starts_at": "2030-12-18T01:30:00Z", "ends_at": "2030-12-18T04:00:00Z"}
    await secretary.send("PATCH", moved, times, **{"If-Match": etag})
    await secretary.send("POST", f"/api/meetings/{third['id']}/cancellation", {"reason": "Trùng lịch"})
    change = {"place": "Hội trường", "begin": "14:00", "minutes": 60}
    job = await secretary.send("PATCH", f"{moved}/following", change)
    assert [one["code"] for one in job["refused"]] == ["meeting-over"]
    await hop.settle()
    seen = [(one["starts_at"], one["place"]) for one in await own(secretary)]
    assert seen == [
        ("2030-12-10T01:30:00.000000Z", "Phòng họp số 1"),
        ("2030-12-18T07:00:00.000000Z", "Hội trường"),
        ("2030-12-24T01:30:00.000000Z", "Phòng họp số 1"),
        ("2030-12-31T07:00:00.000000Z", "Hội trường"),
    ]


async def test_rule_that_gives_no_day_is_refused(secretary: Person, path: str) -> None:
    none = {"rule": {"frequency": "weekly", "until": "2030-12-10"}}
    assert await secretary.problem("POST", f"{path}/series", none) == "series-empty"
