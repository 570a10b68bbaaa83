"""Restricted matters: in closed months only, in groups of five, and no difference of totals gives one away."""

from datetime import date
from itertools import combinations
from typing import Any

import pytest

from services.gateway.usage.cells import ALL, Cells
from services.gateway.usage.figures import POSITION
from services.gateway.usage.gauges import RESTRICTED, UsageCollector
from services.gateway.usage.model import add_up
from services.gateway.usage.rebuild import Replay
from services.gateway.usage.story import Story as Told
from shared.events import meeting
from shared.events.meeting import MeetingChanged
from tests.factories.facts import meeting_facts
from tests.factories.usage import BUSY, Story, busy

OPEN_MONTH = "2026-11-28T00:00:00.000000Z"
CLOSED = "2027-01-10T00:00:00.000000Z"
MONTH = date(2026, 11, 1), date(2026, 11, 30)


def restricted(story: Story, name: str, people: tuple[str, ...] = ("an", "binh"), **fields: Any) -> None:
    """An open meeting with one paper of 7 pages for some people only."""
    busy(story, name, **fields)
    readers = tuple(f"delegate:{person}" for person in people)
    story.paper(name, f"{name}-secret", "2026-11-10T02:00:00.000000Z", pages=7, readers=readers)
    story.mail(name, "an", "2026-11-10T02:00:00.000000Z", template="paper_released", paper=f"{name}-secret")


def cells_of(story: Story) -> Cells:
    cells = Cells()
    for row in story.rows().values():
        cells.put(row)
    return cells


def pages(cells: Cells, organisation_id: str, now: str = CLOSED) -> int:
    sums = cells.period(organisation_id, *MONTH, now)[ALL]
    return sums.amounts[POSITION["pages_handed_out"]]


def story_of(units: dict[str, int], readers: int = 6) -> Story:
    story = Story()
    people = tuple(f"p{number}" for number in range(readers))
    for unit, count in units.items():
        story.organisation("tinh", "so", unit, at="2026-01-01T00:00:00.000000Z")
        for number in range(count):
            name = f"{unit}-{number}"
            for person in people:
                story.seat(name, person, "2026-11-10T02:00:00.000000Z")
            restricted(story, name, people, organisation_id=unit)
    return story


def test_restricted_paper_adds_nothing_to_what_everybody_sees() -> None:
    story = Story()
    restricted(story, "m1")
    row = story.rows()["m1"]
    assert row["figures"] == BUSY
    assert row["withheld"]["pages_handed_out"] == 7
    assert row["withheld"]["deliveries.mail.succeeded"] == 1
    assert row["withheld_people"] == ["an", "binh"]


def test_classified_meeting_is_withheld_whole() -> None:
    story = Story()
    busy(story, classification="secret")
    row = story.rows()["m1"]
    assert row["figures"] == {}
    assert row["withheld"] == BUSY


def test_open_part_of_a_classified_meeting_tells_of_no_paper() -> None:
    story, replay = Story(), Replay()
    busy(story, classification="secret")
    for event in story.events:
        replay.apply(event)
    told = Told(list(replay.records.values()))
    assert add_up(told.paper_lines())["pages_entitled"] == BUSY["pages_entitled"]
    assert add_up(told.open_part().paper_lines()) == {}


def test_month_still_open_tells_nothing_of_them() -> None:
    cells = cells_of(story_of({"a": 5}))
    assert pages(cells, "a", OPEN_MONTH) == 5 * 10
    assert pages(cells, "a") == 5 * (10 + 7)


def test_four_are_told_nowhere() -> None:
    cells = cells_of(story_of({"a": 4}))
    assert pages(cells, "a") == pages(cells, "tinh") == 4 * 10


def test_five_with_four_readers_are_told_nowhere() -> None:
    cells = cells_of(story_of({"a": 5}, readers=4))
    assert pages(cells, "tinh") == 5 * 10


def test_few_of_two_units_are_told_where_they_are_enough_together() -> None:
    cells = cells_of(story_of({"a": 2, "b": 3}))
    assert pages(cells, "a") == 2 * 10
    assert pages(cells, "so") == pages(cells, "tinh") == 5 * 17


@pytest.mark.parametrize("units", [{"a": 5, "b": 1}, {"a": 6, "b": 4}, {"a": 9, "b": 2, "c": 3}, {"a": 1}])
def test_every_difference_of_totals_hides_at_least_five(units: dict[str, int]) -> None:
    """Each total less what is open is a number of restricted meetings; so is each difference of two such."""
    cells = cells_of(story_of(units))
    bodies = ["tinh", "so", *units]
    count = {body: sum(number for unit, number in units.items() if body in ("tinh", "so", unit)) for body in bodies}
    hidden = {body: (pages(cells, body) - 10 * count[body]) // 7 for body in bodies}
    below = sum(hidden[unit] for unit in units)
    differences = [*hidden.values(), hidden["so"] - below]
    differences += [abs(hidden[one] - hidden[other]) for one, other in combinations(("tinh", "so"), 2)]
    assert all(number == 0 or number >= 5 for number in differences)


def test_no_facet_holds_a_withheld_group() -> None:
    found = cells_of(story_of({"a": 5})).period("a", *MONTH, CLOSED)
    by_kind = found["kind", "work_resolving"].amounts[POSITION["pages_handed_out"]]
    assert by_kind == 5 * 10


def scraped(story: Story, now: str) -> dict[str, float]:
    """Pages handed out, as gauges of levels and of what is restricted tell them."""
    cells, collector = cells_of(story), UsageCollector()
    collector.show(cells.settings, cells.groups(now))
    told = [sample for family in collector.collect() for sample in family.samples]
    return {one.labels["level"]: one.value for one in told if one.name == "hop_pages_handed_out"}


def test_gauges_tell_withheld_groups_of_closed_months_apart_and_nothing_of_fewer() -> None:
    assert scraped(story_of({"a": 5}), OPEN_MONTH) == {"province": 5 * 10}
    assert scraped(story_of({"a": 5}), CLOSED) == {"province": 5 * 10, RESTRICTED: 5 * 7}
    assert scraped(story_of({"a": 4}), CLOSED) == {"province": 4 * 10}
    assert scraped(story_of({"a": 5, "b": 4}), CLOSED)[RESTRICTED] == 5 * 7, "else the four are the difference to a"


def test_part_of_a_month_holds_no_withheld_group() -> None:
    cells = cells_of(story_of({"a": 5}))
    sums = cells.period("a", date(2026, 11, 2), date(2026, 11, 30), CLOSED)[ALL]
    assert sums.amounts[POSITION["pages_handed_out"]] == 5 * 10


def test_what_is_recorded_after_the_month_was_told_does_not_change_it() -> None:
    """Else the difference between today and yesterday would be one meeting."""
    story = story_of({"a": 5})
    before = pages(cells_of(story), "a")
    late = "2026-12-20T00:00:00.000000Z"
    story.paper("a-0", "late", late, pages=3, readers=("delegate:p1",))
    assert pages(cells_of(story), "a") == before


def test_fifth_that_becomes_restricted_after_the_month_was_told_does_not_tell_the_four() -> None:
    """Else whoever restricts a paper of his own would read off what four others hold."""
    story = story_of({"a": 4})
    busy(story, "fifth", organisation_id="a")
    late = "2026-12-20T00:00:00.000000Z"
    before = pages(cells_of(story), "a")
    story.paper("fifth", "fifth-late", late, pages=3, readers=("delegate:p1",))
    assert pages(cells_of(story), "a") == before == 5 * 10
    story.paper("fifth", "fifth-d1", late, pages=10, readers=("delegate:p1",))
    assert pages(cells_of(story), "a") == 4 * 10, "what was open is told no more, and nothing else is"


@pytest.mark.parametrize("count", [5, 6])
def test_meeting_that_moves_after_its_month_was_told_stays_in_what_was_told(count: int) -> None:
    """Else the difference between today and yesterday would be what it alone holds."""
    story = story_of({"a": count})
    before, both = pages(cells_of(story), "a"), (date(2026, 11, 1), date(2027, 12, 31))
    moved = {"starts_at": "2026-12-01T01:30:00Z", "ends_at": "2026-12-01T04:00:00Z"}
    story.held(
        "a-0",
        "2026-12-20T00:00:00.000000Z",
        "2026-12-01T01:35:00.000000Z",
        "2026-12-01T03:20:00.000000Z",
        ("an", "chi"),
        organisation_id="a",
        called_at="2026-11-10T02:00:00.000000Z",
        **moved,
    )
    cells = cells_of(story)
    assert pages(cells, "a") == before - 10
    for now in (CLOSED, "2027-02-10T00:00:00.000000Z"):
        sums = cells.period("a", *both, now)[ALL]
        assert sums.amounts[POSITION["pages_handed_out"]] == count * 17


def test_meeting_declassified_after_its_month_was_told_stays_in_what_was_told() -> None:
    story = story_of({"a": 4})
    busy(story, "b", organisation_id="a", classification="secret")
    for person in ("p1", "p2"):
        story.seat("b", person, "2026-11-10T02:00:00.000000Z")
    before = pages(cells_of(story), "a")
    assert before == 4 * 17 + 10
    facts = meeting_facts("b", state="closed", classification="none", organisation_id="a")
    told = MeetingChanged(meeting=facts, changed=("classification",))
    story.say(meeting.SOURCE, "meeting/b", "2026-12-20T00:00:00.000000Z", told)
    assert pages(cells_of(story), "a") == before


def test_messages_about_open_papers_stay_so_that_their_lack_tells_of_no_other() -> None:
    story = Story()
    restricted(story, "m1")
    before = "2026-11-10T02:00:00.000000Z"
    story.mail("m1", "an", before, template="paper_released", paper="m1-d1")
    story.mail("m1", "binh", before, template="paper_released")
    row = story.rows()["m1"]
    assert row["figures"]["deliveries.mail.succeeded"] == BUSY["deliveries.mail.succeeded"] + 1
    assert row["withheld"]["deliveries.mail.succeeded"] == 2


def test_print_of_a_restricted_paper_is_withheld_with_it() -> None:
    story = Story()
    restricted(story, "m1")
    story.print("m1", "2026-11-10T02:00:00.000000Z", pages=7, copies=2, paper="m1-secret")
    row = story.rows()["m1"]
    assert row["figures"] == BUSY
    assert row["withheld"]["pages_printed"] == 14


def test_print_of_a_paper_nobody_has_heard_of_yet_is_withheld() -> None:
    """It may turn out to be a restricted one."""
    story = Story()
    restricted(story, "m1")
    story.print("m1", "2026-11-10T02:00:00.000000Z", paper="on-its-way")
    assert story.rows()["m1"]["figures"] == BUSY


def test_book_shows_the_pages_of_its_open_papers_and_withholds_the_others() -> None:
    story = Story()
    restricted(story, "m1")
    story.book("m1", "p1", "2026-11-10T02:00:00.000000Z", {"m1-d1": 10, "m1-secret": 7})
    row = story.rows()["m1"]
    assert row["figures"]["pages_printed"] == BUSY["pages_printed"] + 10
    assert row["withheld"]["pages_printed"] == 7


def test_book_of_restricted_papers_alone_leaves_no_trace_in_the_open() -> None:
    story = Story()
    restricted(story, "m1")
    story.book("m1", "p1", "2026-11-10T02:00:00.000000Z", {"m1-secret": 7})
    assert story.rows()["m1"]["figures"] == BUSY
