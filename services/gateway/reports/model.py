"""Reports of use: a period's figures as they stood when the report was made, for named people."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.gateway.usage.model import FIRST, LAST
from shared.aggregates import Aggregate
from shared.clock import Moment
from shared.events.gateway import ReportHeadingChanged, ReportScheduleChanged, UsageReportMade
from shared.ids import derived_id
from shared.problems import Conflict, Invalid, Said
from shared.words import ReportPeriod

_MONTHS = {ReportPeriod.MONTH: 1, ReportPeriod.QUARTER: 3, ReportPeriod.YEAR: 12}


class PeriodNotOver(Invalid):
    code = "period-not-over"
    title = Said("Kỳ báo cáo chưa kết thúc", "The period of the report is not over")
    advice = Said("Hãy chọn một kỳ đã kết thúc.", "Choose a period that has ended.")


class PeriodBeginsElsewhere(Invalid):
    code = "period-begins-elsewhere"
    title = Said("Kỳ báo cáo không bắt đầu từ ngày này", "No such period begins on that day")
    advice = Said("Hãy chọn ngày đầu tháng, đầu quý hoặc đầu năm.", "Choose the first day of a month, quarter or year.")


class RecipientUnknown(Invalid):
    code = "recipient-unknown"
    title = Said("Có người nhận không thuộc cơ quan hoặc đã khóa", "A recipient is unknown here, or deactivated")
    advice = Said("Hãy chọn lại người nhận trong danh bạ.", "Choose the recipients from the directory again.")


class FiguresNotReady(Conflict):
    code = "figures-not-ready"
    title = Said("Số liệu đang được chuẩn bị", "The figures are being prepared")
    advice = Said("Hãy thử lại sau ít giây.", "Try again in a few seconds.")


class Heading(BaseModel):
    """What stands above and below the figures on paper. `number` with its symbol; empty, the registry writes it.

    Without `day` it is the day the report was made.
    """

    model_config = ConfigDict(frozen=True)

    number: str = ""
    symbol: str = ""
    place: str = ""
    day: date | None = None
    authority: tuple[str, ...] = ()
    signer: str = ""
    recipients: tuple[str, ...] = ()


class UsageReport(Aggregate):
    """`content` is the page of figures then, with `previous`: the figures of the period before.

    `person_id` is empty where a schedule made it.
    """

    organisation_id: str
    period: ReportPeriod
    since: date
    until: date
    recipients: tuple[str, ...]
    content: dict[str, Any]
    person_id: str
    made_at: Moment
    heading: Heading = Heading()

    def head(self, heading: Heading) -> None:
        """The same again changes nothing."""
        if heading != self.heading:
            self.heading = heading
            self.record(
                ReportHeadingChanged(
                    report_id=self.id, organisation_id=self.organisation_id, number=heading.number, day=heading.day
                )
            )

    def make(self) -> None:
        self.record(
            UsageReportMade(
                report_id=self.id,
                organisation_id=self.organisation_id,
                period=self.period,
                since=self.since,
                until=self.until,
                recipients=self.recipients,
            )
        )


class ReportSchedule(Aggregate):
    """For one organisation and kind of period. `since` is the first day of the first period it makes a report of."""

    organisation_id: str
    period: ReportPeriod
    recipients: tuple[str, ...] = ()
    since: date = date.min

    def change(self, recipients: Sequence[str], today: date) -> None:
        """The same again changes nothing. One that begins anew does not catch up on what it missed."""
        wanted = tuple(sorted(set(recipients)))
        if wanted == self.recipients:
            return
        if not self.recipients:
            self.since = period_of(self.period, today)[0]
        self.recipients = wanted
        self.record(ReportScheduleChanged(organisation_id=self.organisation_id, period=self.period, recipients=wanted))


def schedule_id(organisation_id: str, period: ReportPeriod) -> str:
    return derived_id("report schedule", organisation_id, period)


def scheduled_report_id(organisation_id: str, period: ReportPeriod, since: date) -> str:
    """One for each period, whichever replica makes it, and however often."""
    return derived_id("scheduled report", organisation_id, period, since.isoformat())


def period_of(period: ReportPeriod, day: date) -> tuple[date, date]:
    """First and last day of the period a day lies in."""
    length = _MONTHS[period]
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    following = date(first.year + (first.month + length > 12), (first.month + length - 1) % 12 + 1, 1)
    return first, following - timedelta(days=1)


def period_before(period: ReportPeriod, first: date) -> tuple[date, date]:
    return period_of(period, first - timedelta(days=1))


def ended_period(period: ReportPeriod, since: date, today: date) -> tuple[date, date]:
    """The period that begins on a day. Raises PeriodBeginsElsewhere, PeriodNotOver."""
    if not FIRST <= since <= LAST:  # at the ends of the calendar no period comes before or after
        raise PeriodBeginsElsewhere
    first, last = period_of(period, since)
    if first != since:
        raise PeriodBeginsElsewhere
    if last >= today:
        raise PeriodNotOver
    return first, last
