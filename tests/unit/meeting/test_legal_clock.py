"""The legal clock on the shipped calendar."""

from datetime import UTC, date, datetime

import pytest

from services.meeting.legal_clock.model import (
    SHIPPED,
    DeadlineRule,
    DeadlineState,
    WorkingCalendar,
    due_after,
    due_before,
    judge,
    load_calendar,
)

ZONE = "Asia/Ho_Chi_Minh"


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return load_calendar([SHIPPED])


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("starts_at", "due_day"),
    [
        ("2026-11-26T08:00+07:00", date(2026, 11, 23)),  # Thursday: Monday of the same week
        ("2026-11-23T08:00+07:00", date(2026, 11, 18)),  # Monday: over a weekend
        ("2026-02-24T08:00+07:00", date(2026, 2, 12)),  # after Tết
        ("2026-09-03T08:00+07:00", date(2026, 8, 26)),  # after the moved days of National Day
        ("2026-01-12T08:00+07:00", date(2026, 1, 8)),  # the Saturday before was worked
    ],
)
def test_invitation_is_due_three_working_days_ahead(calendar: WorkingCalendar, starts_at: str, due_day: date) -> None:
    due = due_before(calendar, moment(starts_at), ZONE)
    assert due == moment(f"{due_day}T23:59:59.999999+07:00")


def test_conclusion_notice_is_due_five_working_days_after(calendar: WorkingCalendar) -> None:
    assert due_after(calendar, moment("2026-04-24T11:00+07:00"), ZONE) == moment("2026-05-06T23:59:59.999999+07:00")


def test_day_is_counted_in_the_meetings_own_zone(calendar: WorkingCalendar) -> None:
    late_evening_utc = moment("2026-11-25T20:00+00:00")  # Thursday morning in Viet Nam
    assert due_before(calendar, late_evening_utc, ZONE) == moment("2026-11-23T23:59:59.999999+07:00")


@pytest.mark.parametrize(
    ("done", "now", "excuse", "state"),
    [
        (None, "2026-11-23T10:00+07:00", None, DeadlineState.PENDING),
        ("2026-11-23T10:00+07:00", "2026-11-25T10:00+07:00", None, DeadlineState.MET),
        ("2026-11-24T10:00+07:00", "2026-11-25T10:00+07:00", None, DeadlineState.LATE),
        (None, "2026-11-25T10:00+07:00", None, DeadlineState.LATE),
        ("2026-11-24T10:00+07:00", "2026-11-25T10:00+07:00", "Bão", DeadlineState.EXCUSED),
    ],
)
def test_deadline_is_judged(done: str | None, now: str, excuse: str | None, state: DeadlineState) -> None:
    due = moment("2026-11-23T23:59:59+07:00")
    judged = judge(DeadlineRule.INVITATION, due, moment(done) if done else None, moment(now), excuse)
    assert judged.state is state


def test_calendar_of_an_office_adds_to_the_shipped_one(tmp_path, calendar: WorkingCalendar) -> None:  # type: ignore[no-untyped-def]
    own = tmp_path / "own.json"
    own.write_text('{"days_off": {"2026-11-23": "Ngày truyền thống"}, "working_saturdays": []}')
    assert not load_calendar([SHIPPED, own]).is_working_day(date(2026, 11, 23))
    assert calendar.is_working_day(date(2026, 11, 23))
