"""The legal clock: deadlines counted in working days (Decision 45/2018/QD-TTg)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.working_days import NOTICE_DAYS as NOTICE_DAYS
from shared.working_days import SHIPPED as SHIPPED
from shared.working_days import WorkingCalendar as WorkingCalendar
from shared.working_days import due_before as due_before
from shared.working_days import end_of_day as end_of_day
from shared.working_days import load_calendar as load_calendar
from shared.zones import all_zones

CONCLUSION_DAYS = 5  # working days between the meeting and its conclusion notice


class DeadlineRule(StrEnum):
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
    rule: DeadlineRule
    due_at: datetime
    state: DeadlineState
    reason: str | None = None


def due_after(
    calendar: WorkingCalendar, ended_at: datetime, zone: str, working_days: int = CONCLUSION_DAYS
) -> datetime:
    """The last moment of the last of so many working days after."""
    return end_of_day(calendar.shift(ended_at.astimezone(all_zones()[zone]).date(), working_days), zone)


def judge(
    rule: DeadlineRule, due_at: datetime, done_at: datetime | None, now: datetime, excuse: str | None = None
) -> Deadline:
    """Done in time is met; done or still open after the due moment is late, unless there is an excuse."""
    if (done_at or now) <= due_at:
        return Deadline(rule, due_at, DeadlineState.MET if done_at else DeadlineState.PENDING)
    if excuse:
        return Deadline(rule, due_at, DeadlineState.EXCUSED, excuse)
    return Deadline(rule, due_at, DeadlineState.LATE)


def papers_done_at(released_at: Sequence[datetime]) -> datetime | None:
    """Papers are handed out when the last of them is; None while there is none."""
    return max(released_at, default=None)
