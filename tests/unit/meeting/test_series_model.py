"""Days of a series: over holidays, across years, with the 31st."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from services.meeting.legal_clock.model import SHIPPED, load_calendar
from services.meeting.series.model import (
    Frequency,
    OnDaysOff,
    Rule,
    SeriesEmpty,
    SeriesTooLong,
    Weekday,
    days_of,
    times_on,
)

CALENDAR = load_calendar([SHIPPED])


def days(first: str, until: str, **rule: object) -> list[str]:
    made = Rule.model_validate({"frequency": Frequency.WEEKLY, "until": until, **rule})
    return [str(one.on) for one in days_of(made, date.fromisoformat(first), CALENDAR)]


def test_weekly_series_goes_on_across_the_year() -> None:
    found = days("2026-12-07", "2027-01-11", weekdays=[Weekday.MONDAY])
    assert found == ["2026-12-14", "2026-12-21", "2026-12-28", "2027-01-04", "2027-01-11"]


def test_holiday_is_skipped_or_moved_to_the_next_or_last_working_day() -> None:
    """2 September 2026 is a Wednesday, and the national day; its neighbour off is the 1st."""
    week = {"first": "2026-09-01", "until": "2026-09-09", "weekdays": [Weekday.WEDNESDAY]}
    assert days(**week, days_off=OnDaysOff.SKIP) == ["2026-09-09"]  # type: ignore[arg-type]
    assert days(**week, days_off=OnDaysOff.KEEP) == ["2026-09-02", "2026-09-09"]  # type: ignore[arg-type]
    after = days(**week, days_off=OnDaysOff.AFTER)  # type: ignore[arg-type]
    assert [CALENDAR.is_working_day(date.fromisoformat(day)) for day in after] == [True, True]
    assert after[0] > "2026-09-02"


def test_the_31st_is_the_last_day_of_a_shorter_month() -> None:
    found = days("2027-01-01", "2027-04-30", frequency=Frequency.MONTHLY, month_day=31, days_off=OnDaysOff.KEEP)
    assert found == ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]


def test_nth_weekday_of_the_month_and_its_last() -> None:
    monthly = {"frequency": Frequency.MONTHLY, "weekdays": [Weekday.FRIDAY], "days_off": OnDaysOff.KEEP}
    assert days("2026-10-01", "2026-11-30", nth=1, **monthly) == ["2026-10-02", "2026-11-06"]
    assert days("2026-10-01", "2026-11-30", nth=-1, **monthly) == ["2026-10-30", "2026-11-27"]


def test_exceptions_are_left_out_and_two_moved_to_one_day_are_one() -> None:
    weekend = {"weekdays": [Weekday.SATURDAY, Weekday.SUNDAY], "days_off": OnDaysOff.AFTER}
    assert days("2026-11-13", "2026-11-22", **weekend) == ["2026-11-16", "2026-11-23"]
    assert days("2026-11-01", "2026-11-09", weekdays=["MO"], exceptions=["2026-11-02"]) == ["2026-11-09"]


def test_endless_and_empty_rules_are_refused() -> None:
    with pytest.raises(SeriesTooLong):
        days("2026-01-01", "2029-01-01")
    with pytest.raises(SeriesTooLong):
        days("2026-01-01", "2027-12-31", weekdays=["MO", "TU", "WE", "TH", "FR"])
    with pytest.raises(SeriesEmpty):
        days("2026-11-02", "2026-11-02", weekdays=["TU"])


def test_summer_time_moves_no_meeting_on_the_wall() -> None:
    begin = time(9)
    winter, _ = times_on(date(2026, 3, 27), begin, 60, "Europe/Berlin")
    summer, ends = times_on(date(2026, 4, 3), begin, 60, "Europe/Berlin")
    assert (winter.astimezone(UTC).hour, summer.astimezone(UTC).hour) == (8, 7)
    assert ends - summer == timedelta(hours=1)
    assert isinstance(ends, datetime)
