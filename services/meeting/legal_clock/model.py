"""The legal clock: deadlines counted in working days (Decision 45/2018/QD-TTg), with holidays as data."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path

from shared.zones import all_zones

SHIPPED = Path(__file__).with_name("holidays.json")
NOTICE_DAYS = 3  # working days between invitation or papers and the meeting
CONCLUSION_DAYS = 5  # working days between the meeting and its conclusion notice


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


class Rule(StrEnum):
    INVITATION = "invitation"
    PAPERS = "papers"
    CONCLUSION_NOTICE = "conclusion_notice"


class DeadlineState(StrEnum):
    PENDING = "pending"
    MET = "met"
    LATE = "late"
    EXCUSED = "excused"


@dataclass(frozen=True, slots=True)
class Deadline:
    rule: Rule
    due_at: datetime
    state: DeadlineState
    reason: str | None = None


def due_before(calendar: WorkingCalendar, starts_at: datetime, zone: str) -> datetime:
    """The last moment of the third working day before the meeting's day, in the meeting's zone."""
    return _end_of_day(calendar.shift(starts_at.astimezone(all_zones()[zone]).date(), -NOTICE_DAYS), zone)


def due_after(
    calendar: WorkingCalendar, ended_at: datetime, zone: str, working_days: int = CONCLUSION_DAYS
) -> datetime:
    """The last moment of the so-manieth working day after."""
    return _end_of_day(calendar.shift(ended_at.astimezone(all_zones()[zone]).date(), working_days), zone)


def judge(rule: Rule, due_at: datetime, done_at: datetime | None, now: datetime, excuse: str | None = None) -> Deadline:
    """Done in time is met; done or still open after the due moment is late, unless there is an excuse."""
    if (done_at or now) <= due_at:
        return Deadline(rule, due_at, DeadlineState.MET if done_at else DeadlineState.PENDING)
    if excuse:
        return Deadline(rule, due_at, DeadlineState.EXCUSED, excuse)
    return Deadline(rule, due_at, DeadlineState.LATE)


def papers_done_at(released_at: Sequence[datetime]) -> datetime | None:
    """Papers are handed out when the last of them is; None while there is none."""
    return max(released_at, default=None)


def _end_of_day(day: date, zone: str) -> datetime:
    following = datetime.combine(day + timedelta(days=1), time(), all_zones()[zone])
    return following.astimezone(UTC) - timedelta(microseconds=1)
