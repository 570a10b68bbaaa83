"""Days of administration begin at midnight in Vietnam, whatever UTC says."""

from datetime import UTC, date, datetime

from shared.zones import home_day


def test_day_begins_at_midnight_at_home() -> None:
    assert home_day(datetime(2026, 11, 28, 16, 59, 59, tzinfo=UTC)) == date(2026, 11, 28)
    assert home_day(datetime(2026, 11, 28, 17, tzinfo=UTC)) == date(2026, 11, 29)
