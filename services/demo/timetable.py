"""When everything of a meeting happened, or will, seen from the day on which the demo began."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from services.demo.meetings import Gathering, When
from services.meeting.legal_clock.model import WorkingCalendar
from shared.zones import all_zones

ZONE = "Asia/Ho_Chi_Minh"
CALLED_AHEAD = 4  # working days: one more than the law asks for
CALLED_AT = time(15, 30)
MORNING = time(7, 30)  # before it, a meeting of today begins at eight


@dataclass(frozen=True, slots=True)
class Times:
    """All in UTC; what has happened already lies before the demo's beginning."""

    created: datetime
    called: datetime
    released: datetime
    read: datetime
    starts: datetime
    ends: datetime

    def answered(self, minute: int) -> datetime:
        return self.called + timedelta(minutes=20 + minute)

    @property
    def uploaded(self) -> datetime:
        return self.created + timedelta(hours=1)

    @property
    def recorded(self) -> datetime:
        return self.ends + timedelta(minutes=30)


def times_of(gathering: Gathering, began: datetime, calendar: WorkingCalendar) -> Times:
    """`began` in UTC. Invitations went out in time, or two hours before when that would still be to come."""
    starts = _starts(gathering.when, began, calendar)
    day = starts.astimezone(all_zones()[ZONE]).date()
    called = min(_moment(calendar.shift(day, -CALLED_AHEAD), CALLED_AT), _round(began) - timedelta(hours=2))
    return Times(
        created=called - timedelta(hours=26),
        called=called,
        released=called + timedelta(minutes=10),
        read=min(called + timedelta(hours=5), began - timedelta(minutes=10)),
        starts=starts,
        ends=starts + timedelta(minutes=gathering.when.minutes),
    )


def _starts(when: When, began: datetime, calendar: WorkingCalendar) -> datetime:
    today = began.astimezone(all_zones()[ZONE])
    if not when.working_day:
        return _moment(today.date(), time(8) if today.time() < MORNING else when.at)
    monday = today.date() - timedelta(days=today.weekday())
    base = monday if when.working_day < 0 else monday + timedelta(days=6)
    return _moment(calendar.shift(base, when.working_day), when.at)


def _round(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute // 10 * 10, second=0, microsecond=0)


def dates(day: date) -> dict[str, str]:
    """What the demo's texts call $month, $year and $next_year."""
    return {"month": str(day.month), "year": str(day.year), "next_year": str(day.year + 1)}


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, all_zones()[ZONE]).astimezone(UTC)
