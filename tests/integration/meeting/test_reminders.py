"""Who is reminded of what: answers by the secretary, the meeting itself by the clock."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.meeting.app import build
from services.meeting.meetings.model import Meeting
from services.meeting.reminders.commands import tell_nearness
from shared.aggregates import Act
from shared.clock import SetClock
from shared.events.meeting import AnswersAwaited, MeetingNears
from shared.words import Kind, Mode, Nearness
from tests.factories.installation import Installation, Person, installation

STARTS = datetime(2030, 12, 10, 1, 30, tzinfo=UTC)


def called(now: datetime) -> Meeting:
    meeting = Meeting(
        id="m1",
        organisation_id="o1",
        title="Họp",
        kind=Kind.BRIEFING,
        mode=Mode.IN_PERSON,
        starts_at=STARTS,
        ends_at=STARTS + timedelta(hours=2),
        zone="Asia/Ho_Chi_Minh",
        chair_id="chair",
        secretary_ids=["secretary"],
    )
    meeting.create()
    meeting.call(now)
    return meeting


def told(meeting: Meeting) -> list[Nearness]:
    return [fact.within for fact in meeting.facts if isinstance(fact, MeetingNears)]


def test_meeting_is_told_a_day_and_an_hour_before_once_each() -> None:
    meeting = called(STARTS - timedelta(days=10))
    for before in (timedelta(days=2), timedelta(hours=23), timedelta(hours=22), timedelta(minutes=59), timedelta(0)):
        meeting.tell_nearness(STARTS - before)
    assert told(meeting) == [Nearness.DAY, Nearness.HOUR]


def test_meeting_called_in_the_last_hours_is_told_of_the_hour_alone() -> None:
    meeting = called(STARTS - timedelta(hours=5))
    meeting.tell_nearness(STARTS - timedelta(minutes=30))
    assert told(meeting) == [Nearness.HOUR]


def test_after_a_long_absence_only_the_nearest_is_told_and_nothing_after_the_start() -> None:
    late = called(STARTS - timedelta(days=10))
    late.tell_nearness(STARTS - timedelta(minutes=5))
    assert told(late) == [Nearness.HOUR]
    over = called(STARTS - timedelta(days=10))
    over.tell_nearness(STARTS + timedelta(minutes=5))
    assert told(over) == []


def test_meeting_that_moved_is_told_anew_and_a_postponed_one_not() -> None:
    meeting = called(STARTS - timedelta(days=10))
    meeting.tell_nearness(STARTS - timedelta(hours=23))
    week_later = {"starts_at": STARTS + timedelta(days=7), "ends_at": STARTS + timedelta(days=7, hours=1)}
    meeting.change(week_later, STARTS - timedelta(hours=22))
    meeting.tell_nearness(STARTS + timedelta(days=6, hours=2))
    assert told(meeting) == [Nearness.DAY, Nearness.DAY]
    meeting.postpone("Bão")
    assert meeting.nears_at is None


@pytest.fixture
async def timed(tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(tmp_path, build, clock=SetClock(STARTS - timedelta(days=9))) as running:
        yield running


async def test_clock_finds_the_meetings_whose_time_has_come(timed: Installation) -> None:
    world, clock = timed.services[0].world, timed.kit.clock
    assert isinstance(clock, SetClock)
    await world.meetings.add(called(clock.now()), Act(clock.now()))
    await tell_nearness(world)
    assert (await world.meetings.get("m1")).nearness_told == []
    clock.moment = STARTS - timedelta(hours=23)
    await tell_nearness(world)
    assert (await world.meetings.get("m1")).nearness_told == [Nearness.DAY]


async def test_only_those_without_an_answer_are_reminded(
    hop: Installation, secretary: Person, meeting: dict[str, Any]
) -> None:
    path = f"/api/meetings/{meeting['id']}"
    assert await secretary.problem("POST", f"{path}/reminders") == "wrong-state"
    await secretary.send("POST", f"{path}/call", {})
    await hop.person("an").send("PUT", f"{path}/answer", {"answer": "accepted"})
    await hop.person("binh").send("PUT", f"{path}/substitute", {"person_id": "outsider", "reason": "Ốm"})
    assert await secretary.send("POST", f"{path}/reminders") == {"people": 2}
    assert await secretary.problem("POST", f"{path}/reminders") == "reminded-just-now"


def test_reminder_names_the_people() -> None:
    meeting = called(STARTS - timedelta(days=10))
    meeting.remind(("an",), STARTS - timedelta(days=5))
    assert [fact.person_ids for fact in meeting.facts if isinstance(fact, AnswersAwaited)] == [("an",)]


async def owned_item(secretary: Person, path: str) -> str:
    item = {"title": "Đề án", "owner_organisation_id": "o1"}
    return str((await secretary.send("POST", f"{path}/agenda-items", item))["id"])


async def test_owner_unit_is_asked_and_reminded_at_most_every_half_hour(
    hop: Installation, secretary: Person, meeting: dict[str, Any]
) -> None:
    path = f"/api/meetings/{meeting['id']}"
    first = await owned_item(secretary, path)
    asked = await secretary.send("POST", f"{path}/paper-requests", {"item_ids": [first], "note": "Kèm biểu"})
    assert asked == {"items": 1}
    assert await secretary.problem("POST", f"{path}/paper-requests", {"item_ids": [first]}) == "reminded-just-now"
    second = await owned_item(secretary, path)
    assert await secretary.send("POST", f"{path}/paper-requests", {"item_ids": [first, second]}) == {"items": 1}
    agenda = (await secretary.get(f"{path}/agenda-items"))["items"]
    assert all(item["papers_asked_at"] for item in agenda)


async def test_item_without_owner_or_unknown_or_with_a_stamp_is_not_asked_for(
    secretary: Person, meeting: dict[str, Any]
) -> None:
    path = f"/api/meetings/{meeting['id']}"
    item = (await secretary.send("POST", f"{path}/agenda-items", {"title": "Chung"}))["id"]
    request = f"{path}/paper-requests"
    assert await secretary.problem("POST", request, {"item_ids": [item]}) == "owner-missing"
    assert await secretary.problem("POST", request, {"item_ids": ["gone"]}) == "not-found"
    assert await secretary.problem("POST", request, {"item_ids": [item], "note": "TỐI MẬT"}) == "secret-refused"


async def test_another_owner_unit_has_not_been_asked(secretary: Person, meeting: dict[str, Any]) -> None:
    path = f"/api/meetings/{meeting['id']}"
    item = await owned_item(secretary, path)
    await secretary.send("POST", f"{path}/paper-requests", {"item_ids": [item]})
    changed = await secretary.send("PATCH", f"{path}/agenda-items/{item}", {"owner_organisation_id": None})
    assert changed["papers_asked_at"] is None
