"""The secretary's board: what his meetings want of him, and nothing of others'."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.meeting.app import build
from services.meeting.board.model import Line, LineKind, lines_of
from shared.clock import SetClock
from shared.events import gateway
from shared.words import MeetingState, RoomState
from tests.factories.facts import organisation, person
from tests.factories.installation import Installation, Person, installation
from tests.integration.meeting.conftest import NEW

WEEK = "?from=2030-12-09T00:00:00Z&to=2030-12-16T00:00:00Z"
NOW = datetime(2030, 12, 1, tzinfo=UTC)
NONE = {"pending": 0, "accepted": 3, "declined": 0, "substitute_requested": 0}


@pytest.fixture
async def timed(tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(tmp_path, build, clock=SetClock(NOW)) as running:
        await running.say(gateway.SOURCE, "organisation", "o1", organisation("o1"))
        for name in ("secretary", "chair", "an", "binh"):
            await running.say(gateway.SOURCE, "person", name, person(name))
        yield running


async def board(who: Person, query: str = WEEK) -> list[Any]:
    return list((await who.get(f"/api/board{query}"))["items"])


async def kinds(who: Person) -> list[str]:
    (one,) = await board(who)
    return [line["kind"] for line in one["lines"]]


async def test_each_line_goes_when_its_act_is_done(timed: Installation) -> None:
    secretary = timed.person("secretary", ("secretary", "o1"))
    meeting = await secretary.send("POST", "/api/meetings", NEW)
    path = f"/api/meetings/{meeting['id']}"
    await secretary.send("POST", f"{path}/participants", {"people": [{"person_id": "an"}]})
    await timed.settle()
    assert await kinds(secretary) == ["deadline", "deadline"]
    await secretary.send("POST", f"{path}/call", {})
    assert await kinds(secretary) == ["deadline", "deadline", "answers"]
    await timed.person("an").send("PUT", f"{path}/substitute", {"person_id": "binh", "reason": "Ốm"})
    (one,) = await board(secretary)
    assert [(line["kind"], line["count"]) for line in one["lines"][2:]] == [("answers", 1), ("substitutes", 1)]
    assert [(line["rule"], line["state"]) for line in one["lines"][:2]] == [
        ("invitation", "met"),
        ("papers", "pending"),
    ]
    assert one["answers"] == {"people": 2, "answered": 1}
    for name in ("an", "chair"):
        await timed.person(name).send("PUT", f"{path}/answer", {"answer": "accepted"})
    assert await kinds(secretary) == ["deadline", "deadline"]
    clock = timed.kit.clock
    assert isinstance(clock, SetClock)
    clock.moment = datetime(2030, 12, 10, 5, tzinfo=UTC)
    assert await kinds(secretary) == ["record"]
    held = {"started_at": NEW["starts_at"], "ended_at": NEW["ends_at"], "attended": ["an"]}
    await secretary.send("POST", f"{path}/record", held)
    assert await board(secretary) == []


async def test_board_is_of_the_meetings_one_runs_in_the_time_asked_for(timed: Installation) -> None:
    secretary = timed.person("secretary", ("secretary", "o1"))
    later = {"starts_at": "2030-12-20T01:30:00Z", "ends_at": "2030-12-20T04:00:00Z"}
    meetings = [await secretary.send("POST", "/api/meetings", NEW | times) for times in ({}, later)]
    await timed.settle()
    assert [one["meeting"]["id"] for one in await board(secretary)] == [meetings[0]["id"]]
    assert await board(timed.person("chair")) == []
    assert await board(timed.person("clerk", ("secretary", "o1"))) == []
    far = "?from=2030-01-01T00:00:00Z&to=2031-01-01T00:00:00Z"
    assert await secretary.problem("GET", f"/api/board{far}") == "invalid"


def test_room_that_is_refused_or_too_small_is_a_line_and_a_confirmed_one_not() -> None:
    def line(state: str, *, too_small: bool = False) -> list[Line]:
        room = {"state": state, "reason": None, "too_small": too_small}
        return lines_of(MeetingState.CALLED, NOW + timedelta(days=1), [], NONE, room, {}, False, NOW)

    assert line("confirmed") == []
    assert line("refused") == [Line(LineKind.ROOM, state=RoomState.REFUSED)]
    assert line("confirmed", too_small=True) == [Line(LineKind.ROOM, state="too_small")]


def test_draft_asks_nobody_for_an_answer() -> None:
    waiting = NONE | {"pending": 3}
    assert lines_of(MeetingState.DRAFT, NOW + timedelta(days=1), [], waiting, None, {}, False, NOW) == []
