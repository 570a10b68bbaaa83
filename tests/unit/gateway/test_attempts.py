from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.attempts.model import Failures, Lane, lanes, seconds_to_wait
from services.gateway.attempts.store import bucket_id

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LANE = Lane("pair", "an 192.0.2.1", 3, timedelta(seconds=60))


def fail(times: int) -> Failures:
    failures = Failures.none("b", NOW)
    for _ in range(times):
        failures.fail(LANE, NOW)
    return failures


@pytest.mark.parametrize(("times", "wait"), [(0, 0), (1, 0), (2, 0), (3, 60), (30, 60)])
def test_lane_is_free_until_its_bucket_is_full(times: int, wait: int) -> None:
    assert seconds_to_wait(LANE, fail(times).empty_at, NOW) == wait


def test_flood_closes_a_lane_no_longer_than_one_failure_leaks() -> None:
    assert seconds_to_wait(LANE, fail(1000).empty_at, NOW + LANE.leak) == 0


@given(st.lists(st.integers(0, 300), max_size=50))
def test_guesser_gets_no_more_than_the_burst_and_one_guess_for_each_leak(pauses: list[int]) -> None:
    failures, now, guesses = Failures.none("b", NOW), NOW, 0
    for pause in pauses:
        now += timedelta(seconds=pause)
        if seconds_to_wait(LANE, failures.empty_at, now) == 0:
            failures.fail(LANE, now)
            guesses += 1
    assert guesses <= LANE.burst + (now - NOW) / LANE.leak


def test_known_device_shares_no_lane_with_strangers() -> None:
    known = {lane.kind for lane in lanes("an", "192.0.2.1", "device")}
    strangers = {lane.kind for lane in lanes("an", "192.0.2.1", None)}
    assert known.isdisjoint(strangers)


def test_bucket_names_neither_account_nor_address() -> None:
    name = bucket_id(b"key", LANE)
    assert name != bucket_id(b"other key", LANE)
    assert len(name) == len("pair-12345")
