"""Failed sign-ins slow down who makes them, in lanes that strangers cannot fill for each other.

From a device that has signed in as this person before, only the failures of that device for that person count. From
any other, three lanes count: this person from this address, this person from everywhere, and this address.
A lane is a leaking bucket: it slows, it never locks, and success costs nothing, so that a hall of hundreds behind one
address comes in at once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Self

from shared.aggregates import Aggregate
from shared.clock import Moment


@dataclass(frozen=True, slots=True)
class Lane:
    """`burst` failures are free; each is forgotten after `leak`."""

    kind: str
    key: str
    burst: int
    leak: timedelta


def lanes(account: str, address: str, device: str | None) -> tuple[Lane, ...]:
    """The narrowest first. `device` is None unless it is known for this account."""
    if device is not None:
        return (Lane("device", f"{device} {account}", 10, timedelta(seconds=30)),)
    return (
        Lane("pair", f"{account} {address}", 10, timedelta(seconds=60)),
        Lane("account", account, 60, timedelta(seconds=10)),
        Lane("address", address, 300, timedelta(seconds=1)),
    )


class Failures(Aggregate):
    """One lane's bucket: empty at `empty_at`, and fuller the further away that is."""

    empty_at: Moment

    @classmethod
    def none(cls, bucket_id: str, now: datetime) -> Self:
        return cls(id=bucket_id, fingerprint=bucket_id, empty_at=now)

    def fail(self, lane: Lane, now: datetime) -> None:
        """Never fuller than full, or a flood would close the lane long after it ended."""
        fuller = max(self.empty_at, now) + lane.leak
        self.empty_at = min(fuller, now + lane.burst * lane.leak)


def seconds_to_wait(lane: Lane, empty_at: datetime, now: datetime) -> int:
    """0 when there is room for one more failure."""
    over = empty_at - now - (lane.burst - 1) * lane.leak
    return max(0, ceil(over.total_seconds()))
