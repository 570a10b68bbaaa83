"""When somebody wants to be left alone: what can wait is sent when it is over."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple, Self

from shared.aggregates import Aggregate
from shared.clock import Moment
from shared.zones import all_zones


class Span(NamedTuple):
    """Local times of each day, `ends` on the next one when it is earlier; the minute of `ends` is outside."""

    begins: time
    ends: time
    zone: str

    @classmethod
    def read(cls, text: str, zone: str) -> Self:
        """`22:00-06:00`. Raises ValueError, also for a span of nothing and for a zone nobody knows."""
        begins, ends = (time.fromisoformat(part.strip()) for part in text.split("-"))
        if begins == ends or zone not in all_zones():
            raise ValueError(text)
        return cls(begins, ends, zone)

    @classmethod
    def of(cls, chosen: Mapping[str, Any]) -> Self | None:
        """`on`, `begins`, `ends` (`HH:MM`) and `zone`, checked before; None when it is not on."""
        if not chosen["on"]:
            return None
        return cls(time.fromisoformat(chosen["begins"]), time.fromisoformat(chosen["ends"]), chosen["zone"])

    def over_at(self, now: datetime) -> datetime | None:
        """When the quiet hours that `now` lies in end; None outside of them."""
        local = now.astimezone(all_zones()[self.zone])
        clock = local.time().replace(tzinfo=None)
        inside = (
            self.begins <= clock < self.ends if self.begins < self.ends else clock >= self.begins or clock < self.ends
        )
        if not inside:
            return None
        day = local.date() if clock < self.ends else local.date() + timedelta(days=1)
        ends = datetime.combine(day, self.ends, local.tzinfo)
        return ends if ends > now else ends.replace(fold=1)  # in the hour that clocks go back they end twice


class QuietHours(Aggregate):
    """A person's own choice; its id is the person's. Without `begins` he wants none.

    `withdrawn`: he goes by those of his body again.
    """

    begins: time | None = None
    ends: time | None = None
    zone: str = ""
    chosen_at: Moment
    withdrawn: bool = False

    @property
    def span(self) -> Span | None:
        return Span(self.begins, self.ends, self.zone) if self.begins and self.ends else None

    def choose(self, span: Span | None, now: datetime) -> None:
        self.begins, self.ends = (span.begins, span.ends) if span else (None, None)
        self.zone = span.zone if span else ""
        self.chosen_at, self.withdrawn = now, False

    def withdraw(self) -> None:
        self.withdrawn = True
