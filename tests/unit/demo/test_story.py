"""The demo's people, meetings and times fit together."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.demo.catalogue import CATALOGUE
from services.demo.meetings import GATHERINGS, PAPERLESS, STORM, Gathering, Item
from services.demo.province import DELEGATES, GUEST, PEOPLE, ROOT, UNITS
from services.demo.timetable import times_of
from services.meeting.legal_clock.model import SHIPPED, due_before, load_calendar
from shared.stamps import stamp_in_name
from shared.words import Mode

CALENDAR = load_calendar([SHIPPED])
ZONE = "Asia/Ho_Chi_Minh"
KNOWN_YEARS = st.datetimes(datetime(2025, 2, 10), datetime(2027, 11, 30), timezones=st.just(UTC))

each_gathering = pytest.mark.parametrize("gathering", GATHERINGS, ids=lambda gathering: gathering.key)


def items(gathering: Gathering) -> Iterator[Item]:
    for item in gathering.items:
        yield from (item, *item.below)


def test_forty_people_live_in_units_that_exist() -> None:
    assert len({person.name for person in PEOPLE}) == len({person.full_name for person in PEOPLE}) == 40
    assert [person.name for person in DELEGATES] == [f"daibieu{number}" for number in range(1, 37)]
    units = {ROOT.key: ROOT} | {unit.key: unit for unit in UNITS}
    assert all(not units[person.unit].merged_into for person in PEOPLE)
    assert sum(unit.level == "commune" for unit in UNITS) == 3


def test_each_unit_stands_below_one_that_is_made_before_it() -> None:
    made = {ROOT.key}
    for unit in UNITS:
        assert unit.parent in made
        made.add(unit.key)


@each_gathering
def test_those_who_answer_read_or_present_are_invited(gathering: Gathering) -> None:
    assert {*gathering.declined, *gathering.silent, *gathering.read} <= set(gathering.delegates)
    assert not set(gathering.declined) & set(gathering.silent)
    assert len(set(gathering.delegates)) == len(gathering.delegates)
    for item in items(gathering):
        assert set(item.only or ()) <= set(gathering.delegates)


@each_gathering
def test_titles_within_a_meeting_are_unique_and_pass_the_gate(gathering: Gathering) -> None:
    titles = [item.title for item in items(gathering)]
    assert len(set(titles)) == len(titles)
    assert not any(map(stamp_in_name, [gathering.title, *titles]))


@each_gathering
def test_papers_are_in_the_catalogue_and_given_once(gathering: Gathering) -> None:
    papers = [paper for item in items(gathering) for paper in item.papers]
    assert len(set(papers)) == len(papers)
    assert {*papers, *gathering.held_back} <= set(CATALOGUE)


@each_gathering
def test_presenters_are_people_of_the_demo(gathering: Gathering) -> None:
    names = {person.name for person in PEOPLE}
    assert {name for item in items(gathering) for name in item.presenters} <= names


@each_gathering
def test_who_joins_by_video_has_a_link(gathering: Gathering) -> None:
    assert (gathering.video_link is None) == (gathering.mode is Mode.IN_PERSON)


def test_today_has_an_item_for_some_and_one_for_guests() -> None:
    assert any(item.only for item in items(PAPERLESS))
    assert GUEST.name in PAPERLESS.guests
    assert any(item.guests for item in items(PAPERLESS))


@given(began=KNOWN_YEARS)
def test_whenever_it_begins_the_past_lies_behind_and_the_future_ahead(began: datetime) -> None:
    for gathering in GATHERINGS:
        times = times_of(gathering, began, CALENDAR)
        assert times.created < times.uploaded < times.called < times.released < began
        assert times.called < times.answered(4) < times.read < began
        if gathering.when.working_day:
            assert (times.recorded < began) == gathering.held
        else:
            assert abs(times.starts - began) < timedelta(days=1)


@given(began=KNOWN_YEARS)
def test_whenever_it_begins_invitations_and_papers_were_in_time(began: datetime) -> None:
    for gathering in GATHERINGS:
        times = times_of(gathering, began, CALENDAR)
        if gathering is not STORM:
            assert times.called <= times.released <= due_before(CALENDAR, times.starts, ZONE)
