"""The one source of time, so that a test or the demo can set it."""

from datetime import UTC, datetime
from typing import Annotated, Protocol

from pydantic import AfterValidator, AwareDatetime, PlainSerializer

from shared.field_errors import FieldProblem
from shared.problems import Said

FIRST_YEAR, LAST_YEAR = 1945, 2999
_TOO_FAR = Said(
    f"Năm phải từ {FIRST_YEAR} đến {LAST_YEAR}. Hãy nhập lại.",
    f"The year must be from {FIRST_YEAR} to {LAST_YEAR}. Enter it again.",
)


class Clock(Protocol):
    def now(self) -> datetime: ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class SetClock:
    """Shows the time it was given until it is given another; the demo's history is written under it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


def to_text(moment: datetime) -> str:
    """Fixed-width UTC text with six decimals: it sorts as time does and reads the same from every store."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_text(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _to_utc(moment: datetime) -> datetime:
    """At the ends of the calendar no other zone has the time, and whatever shows or counts it later fails."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise FieldProblem("time_too_far", _TOO_FAR)
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_to_utc), PlainSerializer(to_text, return_type=str)]
