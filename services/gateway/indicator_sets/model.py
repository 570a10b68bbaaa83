"""A set holds the values of one period for one receiving system.

It is frozen when it is made and tried until the system acknowledges it; each try stays visible. A set made again with
other values is its next revision, under another key.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from shared.aggregates import Aggregate
from shared.clock import Moment
from shared.events.gateway import IndicatorsAcknowledged
from shared.ids import derived_id
from shared.problems import Conflict, Said
from shared.words import ReportPeriod

FIRST_DELAY = timedelta(minutes=1)

LONGEST_DELAY = timedelta(hours=6)

TRIES_KEPT: Final = 200  # the newest; at six hours apart they reach over seven weeks


class NothingToSend(Conflict):
    code = "nothing-to-send"
    title = Said("Hệ thống tiếp nhận này đã tắt hoặc chưa có chỉ tiêu", "This system is off, or has no indicators yet")
    advice = Said("Hãy bật lại và chọn ít nhất một chỉ tiêu.", "Switch it on and choose at least one indicator.")


class FiguresStillWithheld(Conflict):
    code = "figures-still-withheld"
    title = Said("Kỳ này chưa chốt số liệu", "The figures of this period are not settled yet")
    advice = Said(
        "Số liệu của kỳ được chốt từ ngày thứ năm sau khi kỳ kết thúc.",
        "A period's figures are settled from the fifth day after its end.",
    )


class IndicatorsBeingSent(Conflict):
    code = "indicators-being-sent"
    title = Said("Số liệu của kỳ này đang được gửi", "The figures of this period are being sent")
    advice = Said("Hãy chờ lần gửi này xong rồi gửi lại.", "Wait until this try is over, then send them again.")


class TryOutcome(StrEnum):
    """What became of a try. Some ask for somebody's hand; they are tried again all the same.

    KEY_LOST: the key was sealed by another installation, and has to be typed again.
    """

    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    REDIRECTED = "redirected"
    BUSY = "busy"
    AWAY = "away"
    SILENT = "silent"
    UNTRUSTED = "untrusted"
    FORBIDDEN = "forbidden"
    KEY_LOST = "key_lost"
    INTERRUPTED = "interrupted"


class Try(BaseModel):
    """`person_id` asked for it; empty: it was due. `answer` is the beginning of what the system said."""

    model_config = ConfigDict(frozen=True)

    number: int
    at: Moment
    outcome: TryOutcome
    status: int | None = None
    milliseconds: int = 0
    answer: str = ""
    person_id: str = ""
    revision: int = 1


class SetState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    ACKNOWLEDGED = "acknowledged"
    STOPPED = "stopped"


class IndicatorSet(Aggregate):
    """`content` is what is sent, but for its key and revision. `asked_by` wants the next try, with `asked` as his
    request's name. `wanted_at` is since when an acknowledgement is waited for."""

    system_id: str
    organisation_id: str
    period: ReportPeriod
    since: date
    until: date
    content: dict[str, Any]
    revision: int = 1
    state: SetState = SetState.WAITING
    attempts: int = 0
    tries: tuple[Try, ...] = ()
    next_attempt_at: Moment | None = None
    wanted_at: Moment | None = None
    begun_at: Moment | None = None
    acknowledged_at: Moment | None = None
    asked: str = ""
    asked_by: str = ""

    @property
    def key(self) -> str:
        """The same for every try of a revision, so that the system can recognise a repetition."""
        return f"{self.id}-{self.revision}"

    @property
    def message(self) -> dict[str, Any]:
        return {"report_id": self.id, "revision": self.revision, **self.content}

    def begin(self, now: datetime, lease: timedelta) -> None:
        """One found in the middle of a try was left by a process that died: the system may have taken it in."""
        if self.state is SetState.SENDING:
            self._note(TryOutcome.INTERRUPTED)
        self.state, self.begun_at = SetState.SENDING, now
        self.attempts += 1
        self.next_attempt_at = now + lease

    def finish(
        self, outcome: TryOutcome, status: int | None, answer: str, now: datetime, wait: timedelta | None, jitter: float
    ) -> None:
        """`wait` is what the system asks for; `jitter` from 0 to 1 spreads systems that failed together."""
        self._note(outcome, status, answer, now)
        self.asked_by = ""
        if outcome is not TryOutcome.ACKNOWLEDGED:
            delay = delay_after(self._failures(), jitter)
            self.state, self.next_attempt_at = SetState.WAITING, now + max(delay, min(wait or delay, LONGEST_DELAY))
            return
        self.state, self.next_attempt_at, self.acknowledged_at = SetState.ACKNOWLEDGED, None, now
        self.record(
            IndicatorsAcknowledged(
                set_id=self.id,
                system_id=self.system_id,
                organisation_id=self.organisation_id,
                period=self.period,
                since=self.since,
                until=self.until,
                revision=self.revision,
                tries=self.attempts,
            )
        )

    def ask(self, asked: str, person_id: str, content: dict[str, Any], now: datetime) -> None:
        """Somebody wants it sent now, with the values of now. The same request again changes nothing.

        Raises IndicatorsBeingSent.
        """
        if self.asked == asked:
            return
        if self.state is SetState.SENDING:
            raise IndicatorsBeingSent
        self.asked, self.asked_by = asked, person_id
        if content != self.content:
            self.content, self.revision = content, self.revision + 1
        if self.state is not SetState.WAITING:
            self.wanted_at = now
        self.state, self.next_attempt_at = SetState.WAITING, now

    def stop(self) -> None:
        """Its system was switched off."""
        self.state, self.next_attempt_at = SetState.STOPPED, None

    def hurry(self, now: datetime) -> None:
        """Something about its system was mended: what waits is tried at once."""
        if self.state is SetState.WAITING:
            self.next_attempt_at = now

    def _note(
        self, outcome: TryOutcome, status: int | None = None, answer: str = "", now: datetime | None = None
    ) -> None:
        begun_at = self.begun_at
        assert begun_at is not None
        milliseconds = round((now - begun_at).total_seconds() * 1000) if now else 0
        made = Try(
            number=self.attempts,
            at=begun_at,
            outcome=outcome,
            status=status,
            milliseconds=max(0, milliseconds),
            answer=answer,
            person_id=self.asked_by,
            revision=self.revision,
        )
        self.tries = (*self.tries, made)[-TRIES_KEPT:]

    def _failures(self) -> int:
        """In a row, up to now."""
        count = 0
        for one in reversed(self.tries):
            if one.outcome is TryOutcome.ACKNOWLEDGED:
                break
            count += 1
        return count


def set_id(system_id: str, period: ReportPeriod, since: date) -> str:
    """One for each period, whichever replica makes it, and however often."""
    return derived_id("indicator set", system_id, period, since.isoformat())


def delay_after(failures: int, jitter: float) -> timedelta:
    """Doubles from a minute to six hours, give or take a quarter."""
    delay: timedelta = min(FIRST_DELAY * 2 ** min(failures - 1, 20), LONGEST_DELAY)
    return delay * (0.75 + jitter / 2)


def period_code(period: ReportPeriod, since: date) -> str:
    """`2026-10`, `2026-Q4`, `2026`."""
    match period:
        case ReportPeriod.MONTH:
            return f"{since:%Y-%m}"
        case ReportPeriod.QUARTER:
            return f"{since.year:04}-Q{(since.month + 2) // 3}"
        case ReportPeriod.YEAR:
            return f"{since.year:04}"
