"""Facts as they should not come, and bodies and meetings that change under them: the figures stay right to the day."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.gateway.usage.cells import ALL
from services.gateway.usage.commands import Settling
from services.gateway.usage.facts import KEPT
from services.gateway.usage.snapshot import Snapshot
from services.gateway.usage.store import Records, Rows
from shared.clock import SetClock, SystemClock
from shared.events import meeting
from shared.events.meeting import MeetingChanged
from tests.factories.facts import meeting_facts
from tests.factories.installation import installation
from tests.factories.usage import BUSY, CALENDAR, Story, busy
from tests.integration.gateway.conftest import Browser, Hop, new_unit
from tests.integration.gateway.test_usage import YEAR, hear, meetings_of

BEFORE = "2026-03-02T02:00:00.000000Z"


@pytest.fixture
async def unit(quantri: Browser, root_id: str) -> str:
    return await new_unit(quantri, root_id, "Xã", level="district", since="2010-01-01")


async def recorded(browser: Browser, query: str = YEAR) -> dict[str, Any]:
    figures = (await browser.get(f"/api/usage?{query}"))["figures"]
    return {name: amount for name, amount in figures.items() if amount is not None}


async def test_fact_that_comes_before_the_one_before_it_waits_aside_and_then_counts(
    hop: Hop, quantri: Browser, unit: str
) -> None:
    events = meetings_of(unit)
    first = next(event for event in events if event.subject == "meeting/m1")
    await hear(hop, [event for event in events if event is not first])
    group = hop.gateway.world.usage.reactions[0]
    assert await recorded(quantri) == {}
    assert await group.is_parked("meeting/m1")
    await hear(hop, [first])
    await group.replay("meeting/m1")
    await hear(hop, [])
    assert await recorded(quantri) == BUSY


async def test_facts_of_another_release_are_passed_over(hop: Hop, quantri: Browser, unit: str) -> None:
    """A type nobody here knows, and a field more in one that is known: what follows them counts."""
    events = meetings_of(unit)
    at, known = next((at, event) for at, event in enumerate(events) if event.subject == "meeting/m1")
    events[at] = known.model_copy(update={"data": known.data | {"mood": "vui"}})
    last = max(event.sequence for event in events if event.subject == "meeting/m1")
    unknown = known.model_copy(
        update={"id": "x", "type": "vn.hop.meeting.MeetingSung.v7", "sequence": last + 1, "data": {"song": 1}}
    )
    moved = known.model_copy(update={"id": "y", "sequence": last + 2, "type": MeetingChanged.type})
    again = next(event for event in reversed(events) if event.subject == "meeting/m1")
    moved = moved.model_copy(update={"data": again.data | {"changed": ["place"]}})
    await hear(hop, [*events, unknown, moved])
    assert await recorded(quantri) == BUSY
    assert await hop.gateway.world.usage.reactions[0].heard("meeting/m1", last + 2)


async def test_meeting_of_a_body_nobody_has_heard_of_waits_for_it(hop: Hop, quantri: Browser, unit: str) -> None:
    """The meeting's facts overtake the body's: it stands nowhere until then, and is not lost."""
    await hear(hop, meetings_of("later"))
    assert await recorded(quantri) == {}
    body = Story()
    body.organisation((await quantri.get(f"/api/organisations/{unit}"))["path"][0], "later", at=BEFORE)
    await hear(hop, body.events)
    assert await recorded(quantri) == BUSY


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("2026-03-15T16:30:00Z", "2026-03-15T17:30:00Z"),
        ("2026-03-31T02:00:00Z", "2026-04-01T02:00:00Z"),
        ("2026-12-31T02:00:00Z", "2027-01-01T02:00:00Z"),
    ],
    ids=["midnight", "month", "year"],
)
async def test_meeting_that_moves_counts_on_its_new_day_alone(
    hop: Hop, quantri: Browser, unit: str, first: str, then: str
) -> None:
    story, times = Story(), {"organisation_id": unit, "called_at": BEFORE}
    story.meeting("m1", BEFORE, called=BEFORE, organisation_id=unit, starts_at=first, ends_at=end(first))
    await hear(hop, story.events)
    old, new = day_of(first), day_of(then)
    assert old != new
    assert await called(quantri, old, old) == 1
    moved = meeting_facts("m1", **times, starts_at=then, ends_at=end(then))
    story.say(meeting.SOURCE, "meeting/m1", BEFORE, MeetingChanged(meeting=moved, changed=("starts_at",)))
    await hear(hop, story.events)
    assert not await called(quantri, old, old)
    assert await called(quantri, new, new) == 1
    assert await called(quantri, date(2026, 1, 1), date(2027, 12, 31)) == 1
    assert await called(quantri, new.replace(day=1), new.replace(day=28)) == (1 if new.day <= 28 else None)


def day_of(starts_at: str) -> date:
    """In Vietnam, seven hours ahead."""
    moment = meeting_facts("m1", starts_at=starts_at).starts_at
    return (moment + timedelta(hours=7)).date()


def end(starts_at: str) -> str:
    return starts_at.replace(":00Z", ":20Z")


async def called(browser: Browser, since: date, until: date) -> int | None:
    return (await recorded(browser, f"from={since}&to={until}")).get("meetings_called")


async def test_body_that_changes_its_level_in_the_period_stands_at_both(hop: Hop, quantri: Browser, unit: str) -> None:
    story = Story()
    busy(story, "m1", "2025-06-30", "2025-06-10", organisation_id=unit)
    busy(story, "m2", "2025-07-01", "2025-06-10", organisation_id=unit)
    busy(story, "m3", "2025-07-02", "2025-06-10", organisation_id=unit)
    await hear(hop, story.events)
    change = {"level": {"level": "commune", "since": "2025-07-01"}}
    await quantri.send("PATCH", f"/api/organisations/{unit}", change)
    await hear(hop, [])
    answer = await quantri.get("/api/usage?from=2025-01-01&to=2025-12-31")
    held = {level["value"]: level["figures"]["meetings_held"] for level in answer["levels"]}
    assert held == {"district": 1, "commune": 2}
    assert answer["figures"]["meetings_held"] == 3


async def test_body_that_splits_in_the_period_keeps_what_it_did_and_the_new_one_begins_with_nothing(
    hop: Hop, quantri: Browser, unit: str
) -> None:
    await hear(hop, meetings_of(unit))
    split = {
        "kind": "split",
        "on": SystemClock().now().date().isoformat(),
        "sources": [unit],
        "bodies": [{"name": "Xã mới", "short_name": "Xã mới", "level": "commune"}],
        "ends": False,
    }
    done = await quantri.send("POST", "/api/reorganisations", split)
    await hear(hop, [])
    assert await recorded(quantri, f"{YEAR}&organisation={unit}") == BUSY
    assert await recorded(quantri, f"{YEAR}&organisation={done['bodies'][0]['id']}") == {}
    assert await recorded(quantri) == BUSY


async def test_clock_that_steps_back_hides_no_fact_from_rows_and_page(tmp_path: Path) -> None:
    """By two hours, between one round and the next; and then it goes on from there."""
    async with installation(tmp_path) as hop:
        store, clock = hop.kit.backends.store, SetClock(SystemClock().now())
        records, rows = Records(store, clock), Rows(store, clock)
        settling, snapshot = Settling(records, rows, CALENDAR, clock), Snapshot(rows, clock)
        kept_of = {fact.type: kept for fact, kept in KEPT.items()}

        async def held_after(name: str) -> int | None:
            for event in meetings_of("o1", name=name):
                await records.hear(event, kept_of[event.type])
            await settling.settle()
            await snapshot.refresh()
            found = snapshot.cells.period("o1", date(2026, 1, 1), date(2026, 12, 31), "")[ALL]
            return found.figures()["meetings_held"]

        assert await held_after("m1") == 1
        clock.moment -= timedelta(hours=2)
        assert await held_after("m2") == 2
        clock.moment += timedelta(minutes=5)
        assert await held_after("m3") == 3
