"""Working days and what is counted in them (Decision 45/2018/QD-TTg), with holidays as data."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from shared.zones import all_zones

SHIPPED = Path(__file__).with_name("holidays.json")
NOTICE_DAYS = 3  # working days between invitation or papers and the meeting


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Monday to Friday, less `days_off`, and the Saturdays worked in exchange."""

    days_off: frozenset[date]
    working_saturdays: frozenset[date]

    def is_working_day(self, day: date) -> bool:
        return day in self.working_saturdays or (day.weekday() < 5 and day not in self.days_off)

    def shift(self, day: date, working_days: int) -> date:
        """The day so many working days later, or earlier when negative; `day` itself is not counted."""
        step = timedelta(days=1 if working_days > 0 else -1)
        left = abs(working_days)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day


def load_calendar(files: Iterable[Path]) -> WorkingCalendar:
    """Later files add to earlier ones. Raises OSError, ValueError for a file that is not of the shipped one's shape."""
    days_off: set[date] = set()
    saturdays: set[date] = set()
    for file in files:
        content = json.loads(file.read_text("utf-8"))
        days_off |= {date.fromisoformat(day) for day in content["days_off"]}
        saturdays |= {date.fromisoformat(day) for day in content["working_saturdays"]}
    return WorkingCalendar(frozenset(days_off), frozenset(saturdays))


def due_before(calendar: WorkingCalendar, starts_at: datetime, zone: str) -> datetime:
    """The last moment of the third working day before the meeting's day, in the meeting's zone."""
    return end_of_day(calendar.shift(starts_at.astimezone(all_zones()[zone]).date(), -NOTICE_DAYS), zone)


def end_of_day(day: date, zone: str) -> datetime:
    """The day's last moment in that zone."""
    following = datetime.combine(day + timedelta(days=1), time(), all_zones()[zone])
    return following.astimezone(UTC) - timedelta(microseconds=1)
