"""A series: meetings that come again by a rule, each a meeting of its own once it is made."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Literal

from dateutil import rrule  # type: ignore[import-untyped]
from pydantic import BaseModel, Field

from services.meeting.patterns.model import Pattern
from shared.aggregates import Aggregate
from shared.events.meeting import Span
from shared.problems import Conflict, Invalid, Said
from shared.working_days import WorkingCalendar
from shared.zones import all_zones

MOST = 200
LONGEST = timedelta(days=366 * 2)


class SeriesTooLong(Invalid):
    code = "series-too-long"
    title = Said("Chuỗi cuộc họp quá dài", "The series is too long")
    advice = Said(
        f"Một chuỗi có tối đa {MOST} cuộc họp trong hai năm.",
        f"A series has at most {MOST} meetings within two years.",
    )


class SeriesEmpty(Invalid):
    code = "series-empty"
    title = Said("Quy tắc không cho ngày họp nào", "The rule gives no day")
    advice = Said("Hãy xem lại thứ, ngày và thời hạn.", "Look at weekdays, day and end again.")


class SeriesGoesOn(Conflict):
    code = "series-goes-on"
    title = Said("Sau cuộc họp này còn các cuộc họp khác của chuỗi", "Others of its series follow this meeting")
    advice = Said(
        "Hãy đổi các cuộc họp tiếp theo, hoặc lập chuỗi mới từ cuộc họp cuối.",
        "Change those that follow, or make a new series from the last of them.",
    )


class SeriesChanging(Conflict):
    code = "series-changing"
    title = Said("Chuỗi cuộc họp đang được thay đổi", "The series is being changed")
    advice = Said(
        "Hãy đợi giây lát, xem lại các cuộc họp rồi đổi lại nếu cần.",
        "Wait a moment, look at the meetings, and change them again if need be.",
    )


class Frequency(StrEnum):
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Weekday(StrEnum):
    MONDAY = "MO"
    TUESDAY = "TU"
    WEDNESDAY = "WE"
    THURSDAY = "TH"
    FRIDAY = "FR"
    SATURDAY = "SA"
    SUNDAY = "SU"


class OnDaysOff(StrEnum):
    """What becomes of a meeting on a holiday or weekend, by the legal clock's calendar."""

    KEEP = "keep"
    SKIP = "skip"
    BEFORE = "before"
    AFTER = "after"


class Rule(BaseModel):
    """Weekly on `weekdays`, or monthly: on the `nth` of one weekday (-1: the last), or on `month_day`.

    In a shorter month `month_day` 31 means its last day, so that no month is left out. `until` is included.
    """

    frequency: Frequency
    interval: Annotated[int, Field(ge=1, le=12)] = 1
    weekdays: Annotated[list[Weekday], Field(max_length=7)] = Field(default_factory=list)
    nth: Literal[-1, 1, 2, 3, 4, 5] | None = None
    month_day: Annotated[int, Field(ge=1, le=31)] | None = None
    until: date
    days_off: OnDaysOff = OnDaysOff.SKIP
    exceptions: Annotated[list[date], Field(max_length=MOST)] = Field(default_factory=list)


class Planned(BaseModel):
    """`on` is when it takes place, `ruled` the day the rule gave; `taken` when the room is booked by others then."""

    on: date
    ruled: date
    taken: Span | None = None


class Occurrence(BaseModel):
    meeting_id: str
    on: date


class Series(Aggregate):
    """Nobody outside the service hears of it, only of its meetings. `begin` is local to the pattern's zone."""

    organisation_id: str
    creator_id: str
    rule: Rule
    begin: time
    minutes: int
    pattern: Pattern
    occurrences: list[Occurrence]

    def times_on(self, day: date) -> tuple[datetime, datetime]:
        return times_on(day, self.begin, self.minutes, self.pattern.zone)

    def following(self, meeting_id: str) -> list[Occurrence]:
        """That meeting and those planned after it; none for a meeting of another series."""
        here = next((one for one in self.occurrences if one.meeting_id == meeting_id), None)
        return [one for one in self.occurrences if here and one.on >= here.on]


def times_on(day: date, begin: time, minutes: int, zone: str) -> tuple[datetime, datetime]:
    """By the clock on the wall there, whatever summer time does."""
    starts_at = datetime.combine(day, begin, all_zones()[zone])
    return starts_at, starts_at + timedelta(minutes=minutes)


def days_of(rule: Rule, first: date, calendar: WorkingCalendar) -> list[Planned]:
    """In order, each day once, after `first`, on which the rule counts from. Raises SeriesTooLong, SeriesEmpty."""
    if rule.until - first > LONGEST:
        raise SeriesTooLong
    ruled = [moment.date() for moment in _recurrence(rule, first) if moment.date() > first]
    planned: dict[date, Planned] = {}
    for day in ruled:
        on = _moved(day, rule.days_off, calendar)
        if on is not None and day not in rule.exceptions and on not in rule.exceptions and on > first:
            planned.setdefault(on, Planned(on=on, ruled=day))
    if len(planned) > MOST:
        raise SeriesTooLong
    if not planned:
        raise SeriesEmpty
    return [planned[on] for on in sorted(planned)]


def _recurrence(rule: Rule, first: date) -> rrule.rrule:
    start = datetime.combine(first, time())
    until = datetime.combine(rule.until, time())
    names = [getattr(rrule, weekday.value) for weekday in rule.weekdays] or [rrule.weekday(first.weekday())]
    if rule.frequency is Frequency.WEEKLY:
        return rrule.rrule(rrule.WEEKLY, start, rule.interval, until=until, byweekday=names)
    if rule.nth:
        return rrule.rrule(
            rrule.MONTHLY, start, rule.interval, until=until, byweekday=[name(rule.nth) for name in names]
        )
    day = rule.month_day or first.day
    candidates = list(range(min(day, 28), day + 1))  # the latest there is: 28 in February stands for 31
    return rrule.rrule(rrule.MONTHLY, start, rule.interval, until=until, bymonthday=candidates, bysetpos=-1)


def _moved(day: date, policy: OnDaysOff, calendar: WorkingCalendar) -> date | None:
    if policy is OnDaysOff.KEEP or calendar.is_working_day(day):
        return day
    if policy is OnDaysOff.SKIP:
        return None
    return calendar.shift(day, 1 if policy is OnDaysOff.AFTER else -1)
