from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.quiet_hours.model import Span
from services.notify.settings import NotifySettings
from shared.backends import BadSetting

NIGHT = Span(time(22), time(6), "Asia/Ho_Chi_Minh")
NOON = Span(time(11, 30), time(13), "Asia/Ho_Chi_Minh")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("now", "over_at"),
    [
        ("2030-11-20T21:59:59+07:00", None),
        ("2030-11-20T22:00:00+07:00", "2030-11-21T06:00:00+07:00"),
        ("2030-11-20T17:30:00+00:00", "2030-11-21T06:00:00+07:00"),
        ("2030-11-21T05:59:59+07:00", "2030-11-21T06:00:00+07:00"),
        ("2030-11-21T06:00:00+07:00", None),
    ],
)
def test_night_ends_in_the_morning_of_its_zone(now: str, over_at: str | None) -> None:
    assert NIGHT.over_at(at(now)) == (at(over_at) if over_at else None)


def test_hours_within_a_day_end_on_it() -> None:
    assert NOON.over_at(at("2030-11-20T12:00:00+07:00")) == at("2030-11-20T13:00:00+07:00")
    assert NOON.over_at(at("2030-11-20T23:00:00+07:00")) is None


def test_hours_that_end_where_clocks_go_back_end_the_second_time_for_whoever_is_past_the_first() -> None:
    """On 25 October 2026 it is 02:10 twice in Berlin, and 02:30 too."""
    span = Span(time(22), time(2, 30), "Europe/Berlin")
    over_at = [span.over_at(at(f"2026-10-25T{hour}:10:00+00:00")) for hour in ("00", "01")]
    assert [f"{one.astimezone(UTC):%H:%M}" for one in over_at if one] == ["00:30", "01:30"]


@given(st.datetimes(datetime(2025, 1, 1), datetime(2035, 1, 1)), st.sampled_from(["Europe/Berlin", "Asia/Ho_Chi_Minh"]))
def test_whoever_waits_until_they_are_over_waits_no_more(moment: datetime, zone: str) -> None:
    """Also in a night in which clocks change."""
    span = Span(time(22), time(2, 30), zone)
    now = moment.replace(tzinfo=UTC)
    if over_at := span.over_at(now):
        assert now < over_at.astimezone(UTC) <= now + timedelta(hours=6)
        assert span.over_at(over_at.astimezone(UTC) + timedelta(hours=1)) is None


@pytest.mark.parametrize("text", ["22:00", "22:00-22:00", "22-6 giờ", "22:00-06:00-07:00", "25:00-06:00"])
def test_setting_that_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(BadSetting, match="QUIET_HOURS"):
        NotifySettings.model_validate({"quiet_hours": text}).check()
