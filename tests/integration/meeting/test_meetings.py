from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.clock import from_text
from tests.factories.installation import Installation, Person, until
from tests.integration.meeting.conftest import NEW


async def test_created_meeting_is_a_draft_only_its_leaders_know(
    hop: Installation, secretary: Person, meeting: dict[str, Any]
) -> None:
    path = f"/api/meetings/{meeting['id']}"
    assert meeting["state"] == "draft"
    assert meeting["my"]["role"] == "secretary"
    assert meeting["chair"]["full_name"] == "Họ tên chair"
    assert await hop.person("chair").status("GET", path) == 200
    assert await hop.person("an").status("GET", path) == 404


async def test_called_meeting_is_listed_for_whoever_takes_part(
    hop: Installation, secretary: Person, meeting: dict[str, Any]
) -> None:
    await secretary.send("POST", f"/api/meetings/{meeting['id']}/call", {})
    await hop.settle()
    for name in ("an", "binh", "guest", "chair", "secretary"):
        listed = await hop.person(name).get("/api/meetings")
        assert [one["id"] for one in listed["items"]] == [meeting["id"]], name
    assert (await hop.person("outsider").get("/api/meetings"))["items"] == []


async def test_same_creation_said_twice_is_one_meeting(secretary: Person) -> None:
    first = await secretary.send("POST", "/api/meetings", NEW, **{"Idempotency-Key": "k1"})
    again = await secretary.send("POST", "/api/meetings", NEW, **{"Idempotency-Key": "k1"})
    assert first["id"] == again["id"]
    other = NEW | {"title": "Khác"}
    problem = await secretary.problem("POST", "/api/meetings", other, **{"Idempotency-Key": "k1"})
    assert problem == "idempotency-key-reused"


async def test_another_persons_key_makes_another_meeting(hop: Installation, secretary: Person) -> None:
    first = await secretary.send("POST", "/api/meetings", NEW, **{"Idempotency-Key": "k1"})
    colleague = hop.person("binh", ("secretary", "o1"))
    second = await colleague.send("POST", "/api/meetings", NEW, **{"Idempotency-Key": "k1"})
    assert first["id"] != second["id"]


async def test_meeting_cannot_be_created_for_a_foreign_organisation(hop: Installation) -> None:
    stranger = hop.person("outsider", ("secretary", "o2"))
    assert await stranger.problem("POST", "/api/meetings", NEW) == "not-found"


async def test_meeting_that_ends_before_it_begins_is_refused(secretary: Person) -> None:
    wrong = NEW | {"ends_at": "2030-12-10T01:00:00Z"}
    assert await secretary.problem("POST", "/api/meetings", wrong) == "ends-before-it-begins"


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "minutes"),
    [
        ("2027-03-28T01:30:00+01:00", "2027-03-28T03:10:00+02:00", 40),  # from two it is three at once
        ("2027-10-31T02:50:00+02:00", "2027-10-31T02:10:00+01:00", 20),  # from three it is two again
        ("2027-03-28T01:50:00+01:00", "2027-03-28T02:45:00+02:00", None),
        ("2027-10-31T02:10:00+01:00", "2027-10-31T02:50:00+02:00", None),
    ],
)
async def test_meeting_lasts_from_instant_to_instant_where_clocks_change(
    secretary: Person, starts_at: str, ends_at: str, minutes: int | None
) -> None:
    body = NEW | {"zone": "Europe/Berlin", "starts_at": starts_at, "ends_at": ends_at}
    if minutes is None:
        assert await secretary.problem("POST", "/api/meetings", body) == "ends-before-it-begins"
        return
    made = await secretary.send("POST", "/api/meetings", body)
    began, ended = from_text(made["starts_at"]), from_text(made["ends_at"])
    assert (made["zone"], began) == ("Europe/Berlin", datetime.fromisoformat(starts_at))
    assert ended - began == timedelta(minutes=minutes)


async def test_meeting_in_the_past_cannot_be_called(secretary: Person) -> None:
    past = NEW | {"starts_at": "2020-12-10T01:00:00Z", "ends_at": "2020-12-10T02:00:00Z"}
    created = await secretary.send("POST", "/api/meetings", past)
    assert await secretary.problem("POST", f"/api/meetings/{created['id']}/call", {}) == "meeting-in-past"


async def test_called_meeting_is_not_moved_into_the_past(secretary: Person, meeting: dict[str, Any]) -> None:
    path = f"/api/meetings/{meeting['id']}"
    past = {"starts_at": "2020-12-10T01:00:00Z"}
    await secretary.send("POST", f"{path}/call", {})
    etag = (await secretary.ask("GET", path)).headers["ETag"]
    assert await secretary.problem("PATCH", path, past, **{"If-Match": etag}) == "meeting-in-past"
    assert (await secretary.get(path))["starts_at"] == meeting["starts_at"]


async def test_classified_meeting_and_stamped_title_are_refused(secretary: Person) -> None:
    assert await secretary.problem("POST", "/api/meetings", NEW | {"classification": "secret"}) == "secret-refused"
    assert await secretary.problem("POST", "/api/meetings", NEW | {"title": "[MẬT] Họp"}) == "secret-refused"


@pytest.mark.parametrize("act", ["postponement", "cancellation", "record"])
async def test_reason_with_a_secret_stamp_is_refused(secretary: Person, meeting: dict[str, Any], act: str) -> None:
    path = f"/api/meetings/{meeting['id']}"
    await secretary.send("POST", f"{path}/call", {})
    held = {"started_at": "2020-12-10T01:00:00Z", "ended_at": "2020-12-10T02:00:00Z", "attended": []}
    body = {"reason": "Chờ báo cáo\nTỐI MẬT"} | (held if act == "record" else {})
    assert await secretary.problem("POST", f"{path}/{act}", body) == "secret-refused"
    assert (await secretary.get(path))["state"] == "called"


async def test_urgent_reason_with_a_secret_stamp_is_refused(secretary: Person) -> None:
    urgent = {"urgent_reason": "Họp về tài liệu TUYỆT MẬT"}
    assert await secretary.problem("POST", "/api/meetings", NEW | urgent) == "secret-refused"


@pytest.mark.parametrize("when", ["9999-12-31T23:00:00Z", "0001-01-01T00:00:00Z"])
async def test_time_at_the_end_of_the_calendar_is_refused(secretary: Person, when: str) -> None:
    wrong = NEW | {"starts_at": when, "ends_at": "9999-12-31T23:59:59Z"}
    assert await secretary.problem("POST", "/api/meetings", wrong) == "invalid"
    assert await secretary.status("GET", f"/api/legal-deadlines?starts_at={when}") == 422


async def test_change_needs_the_state_it_was_made_on(secretary: Person, meeting: dict[str, Any]) -> None:
    path = f"/api/meetings/{meeting['id']}"
    read = await secretary.ask("GET", path)
    etag = read.headers["ETag"]
    assert await secretary.problem("PATCH", path, {"place": "Phòng 2"}) == "precondition-missing"
    changed = await secretary.send("PATCH", path, {"place": "Phòng 2"}, **{"If-Match": etag})
    assert changed["place"] == "Phòng 2"
    assert await secretary.problem("PATCH", path, {"place": "Phòng 3"}, **{"If-Match": etag}) == "stale"


async def test_called_meeting_moves_to_another_time(secretary: Person, meeting: dict[str, Any]) -> None:
    path = f"/api/meetings/{meeting['id']}"
    await secretary.send("POST", f"{path}/call", {})
    etag = (await secretary.ask("GET", path)).headers["ETag"]
    times = {"starts_at": "2030-12-11T01:30:00Z", "ends_at": "2030-12-11T04:00:00Z"}
    moved = await secretary.send("PATCH", path, times, **{"If-Match": etag})
    assert moved["starts_at"] == "2030-12-11T01:30:00.000000Z"


async def test_unchanged_meeting_is_answered_without_body(secretary: Person, meeting: dict[str, Any]) -> None:
    path = f"/api/meetings/{meeting['id']}"
    etag = (await secretary.ask("GET", path)).headers["ETag"]
    assert await secretary.status("GET", path, **{"If-None-Match": etag}) == 304


async def test_postponed_meeting_is_called_again_with_new_times(secretary: Person, meeting: dict[str, Any]) -> None:
    path = f"/api/meetings/{meeting['id']}"
    await secretary.send("POST", f"{path}/call", {})
    postponed = await secretary.send("POST", f"{path}/postponement", {"reason": "Bão số 9"})
    assert (postponed["state"], postponed["state_reason"]) == ("postponed", "Bão số 9")
    times = {"starts_at": "2030-12-12T01:30:00Z", "ends_at": "2030-12-12T04:00:00Z"}
    called = await secretary.send("POST", f"{path}/call", times)
    assert (called["state"], called["starts_at"]) == ("called", "2030-12-12T01:30:00.000000Z")


async def test_cancelled_meeting_accepts_no_change(secretary: Person, meeting: dict[str, Any]) -> None:
    path = f"/api/meetings/{meeting['id']}"
    await secretary.send("POST", f"{path}/cancellation", {"reason": "Trùng lịch"})
    assert await secretary.problem("POST", f"{path}/call", {}) == "wrong-state"
    assert await secretary.problem("POST", f"{path}/agenda-items", {"title": "A"}) == "meeting-over"


async def test_meeting_is_recorded_once_it_is_over(secretary: Person, meeting: dict[str, Any]) -> None:
    path, now = f"/api/meetings/{meeting['id']}", datetime.now(UTC)
    await secretary.send("POST", f"{path}/call", {})
    record = {"started_at": (now - timedelta(hours=2)).isoformat(), "attended": ["an"]}
    later = record | {"ended_at": (now + timedelta(hours=1)).isoformat()}
    assert await secretary.problem("POST", f"{path}/record", later) == "not-yet-over"
    assert (await secretary.get(path))["state"] == "called"
    over = record | {"ended_at": (now - timedelta(seconds=1)).isoformat()}
    assert (await secretary.send("POST", f"{path}/record", over))["state"] == "closed"


async def test_held_meeting_keeps_who_attended(hop: Installation, secretary: Person, meeting: dict[str, Any]) -> None:
    path = f"/api/meetings/{meeting['id']}"
    record = {"started_at": "2025-01-02T01:00:00Z", "ended_at": "2025-01-02T02:00:00Z", "attended": ["an"]}
    assert await secretary.problem("POST", f"{path}/record", record) == "reason-missing"
    held = await secretary.send("POST", f"{path}/record", record | {"reason": "Họp đột xuất"})
    assert held["state"] == "closed"

    async def attendance() -> dict[str, bool | None]:
        listed = await secretary.get(f"{path}/participants")
        return {row["person"]["id"]: row["attended"] for row in listed["items"]}

    async def everybody_noted() -> bool:
        return None not in (await attendance()).values()

    await until(everybody_noted)
    assert await attendance() == {"an": True, "binh": False, "chair": False, "guest": False}


async def test_register_lists_meetings_of_the_body_without_opening_them(
    hop: Installation, secretary: Person, meeting: dict[str, Any]
) -> None:
    colleague = hop.person("outsider", ("secretary", "o1"))
    listed = await colleague.get("/api/meetings?organisation=o1")
    assert [(one["id"], one["my"]["role"]) for one in listed["items"]] == [(meeting["id"], None)]
    assert await colleague.status("GET", f"/api/meetings/{meeting['id']}") == 404


async def test_deadlines_are_shown_to_leaders_only(
    hop: Installation, secretary: Person, meeting: dict[str, Any]
) -> None:
    path = f"/api/meetings/{meeting['id']}"
    called = await secretary.send("POST", f"{path}/call", {})
    assert {one["rule"]: one["state"] for one in called["deadlines"]} == {"invitation": "met", "papers": "pending"}
    assert "deadlines" not in await hop.person("an").get(path)


@pytest.mark.parametrize(
    ("starts_at", "day_off"),
    [
        ("2026-12-04T17:30:00Z", True),  # Saturday, half past midnight
        ("2026-12-04T16:30:00Z", False),  # still Friday there
        ("2027-01-01T02:00:00Z", True),  # a holiday on a Friday
    ],
)
async def test_day_off_is_named_while_a_time_is_chosen_by_the_clock_there(
    secretary: Person, starts_at: str, day_off: bool
) -> None:
    assert (await secretary.get(f"/api/legal-deadlines?starts_at={starts_at}"))["day_off"] is day_off
