"""Sittings: whatever a tablet says, in whatever order and however often."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.documents.readings.model import KEPT_SITTINGS, Reading, Sat, SittingOver
from shared.events.documents import SittingEnded

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)

reports = st.tuples(
    st.sampled_from(["s1", "s2"]),
    st.lists(st.integers(min_value=1, max_value=9), max_size=4),
    st.integers(min_value=0, max_value=500),
)


def reading() -> Reading:
    return Reading(id="r1", person_id="p4", version_id="v1", document_id="d1", meeting_id="m1")


@given(said=st.lists(reports, max_size=12), again=st.randoms(use_true_random=False))
def test_order_and_repetition_of_reports_change_nothing(said: list[tuple[str, list[int], int]], again: object) -> None:
    first, second = reading(), reading()
    for sitting_id, pages, seconds in said:
        first.note(Sat(sitting_id, pages, seconds), NOW)
    for sitting_id, pages, seconds in [*reversed(said), *said]:
        second.note(Sat(sitting_id, pages, seconds), NOW)
    assert (first.pages, first.seconds) == (second.pages, second.seconds)
    assert first.seconds == sum(sitting.seconds for sitting in first.sittings)
    assert first.pages == sorted({page for _, pages, _ in said for page in pages})


def test_sitting_is_told_once() -> None:
    one = reading()
    one.note(Sat("s1", [1], 10, ended=True), NOW)
    one.note(Sat("s1", [1], 10, ended=True), NOW)
    one.end_silent(NOW + timedelta(hours=1), timedelta(minutes=30))
    assert [type(fact) for fact in one.facts] == [SittingEnded]
    with pytest.raises(SittingOver):
        one.note(Sat("s1", [2], 10), NOW)


def test_only_silent_sittings_are_ended() -> None:
    one = reading()
    one.note(Sat("s1", [1], 10), NOW)
    one.note(Sat("s2", [2], 20), NOW + timedelta(minutes=20))
    assert one.silent_since == NOW
    one.end_silent(NOW + timedelta(minutes=30), timedelta(minutes=30))
    assert [sitting.ended for sitting in one.sittings] == [True, False]
    assert one.silent_since == NOW + timedelta(minutes=20)


def test_old_sittings_live_on_in_the_whole() -> None:
    one = reading()
    for number in range(KEPT_SITTINGS + 5):
        one.note(Sat(f"s{number}", [number + 1], 10, ended=True), NOW)
    assert len(one.sittings) == KEPT_SITTINGS
    assert (len(one.pages), one.seconds) == (KEPT_SITTINGS + 5, 10 * (KEPT_SITTINGS + 5))
