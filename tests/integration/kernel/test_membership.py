"""Who of many people takes part in a meeting, and what it costs to ask."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from shared.backends import open_backends
from shared.events.meeting import MeetingCalled, ParticipantAdded, ParticipantRemoved
from shared.ids import participation_id
from shared.membership import MANY, Membership
from shared.settings import Settings
from shared.store.port import Store
from tests.factories.events import event
from tests.factories.facts import meeting_facts, participation_facts
from tests.factories.reads import CountedCalls

RANGE, BY_ID = "find notify.participations_heard", "get_many notify.participations_heard"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_backends(Settings(data=tmp_path / "data")) as backends:
        yield backends.store


async def called_with(store: Store, count: int) -> tuple[Membership, CountedCalls]:
    """A called meeting that so many take part in."""
    counted = CountedCalls(store)
    membership = Membership("notify", cast(Store, counted))
    heard = membership.handlers()
    await heard[MeetingCalled](MeetingCalled(meeting=meeting_facts()), event("meeting/m1", 1))
    for number in range(count):
        added = ParticipantAdded(participation=participation_facts(f"d{number}"))
        subject = f"participation/{participation_id('m1', f'd{number}')}"
        await heard[ParticipantAdded](added, event(subject, 1))
    counted.calls.clear()
    return membership, counted


async def among(membership: Membership, *people: str) -> set[str]:
    found = await membership.among("m1", people)
    assert found is not None
    return set(found[1])


async def test_full_hall_is_asked_for_by_one_range(store: Store) -> None:
    membership, counted = await called_with(store, MANY)
    hall = [f"d{number}" for number in range(MANY)]
    assert await among(membership, *hall, "stranger", "secretary") == {*hall, "secretary"}
    assert counted.calls.count(RANGE) == 1
    assert BY_ID not in counted.calls


async def test_few_of_a_large_meeting_are_asked_for_by_id(store: Store) -> None:
    membership, counted = await called_with(store, 3 * MANY)
    some = [f"d{number}" for number in range(0, 3 * MANY, 3)]
    for _ in range(2):
        assert await among(membership, *some) == set(some)
    assert (counted.calls.count(RANGE), counted.calls.count(BY_ID)) == (1, 2)  # it is not tried in vain again
    assert await among(membership, "d1") == {"d1"}
    assert (counted.calls.count(RANGE), counted.calls.count(BY_ID)) == (1, 3)


async def test_hall_that_was_read_lately_is_not_read_again_and_its_meeting_is(store: Store) -> None:
    membership, counted = await called_with(store, MANY)
    hall = [f"d{number}" for number in range(MANY)]
    for within in (60, 60, 0):
        assert await membership.among("m1", hall, within=within)
    assert (counted.calls.count(RANGE), counted.calls.count("get notify.meetings_heard")) == (2, 3)


async def test_who_left_a_hall_is_not_remembered_once_it_was_read_anew(store: Store) -> None:
    membership, _ = await called_with(store, MANY + 1)
    hall = [f"d{number}" for number in range(MANY + 1)]
    assert await membership.among("m1", hall, within=60)
    gone = ParticipantRemoved(participation=participation_facts("d0"))
    subject = f"participation/{participation_id('m1', 'd0')}"
    await membership.handlers()[ParticipantRemoved](gone, event(subject, 2))
    for within in (0, 60):
        found = await membership.among("m1", hall, within=within)
        assert found is not None
        assert set(found[1]) == {*hall} - {"d0"}
