"""What a row of the table is, and how two contenders are compared on a noisy machine: in turn, seven times, medians."""

import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from typing import Any

ROUNDS = 7


@dataclass(slots=True)
class Row:
    """`ratio` is ours ÷ the peer's; `bound` is what it must reach (`at_least`) or may not pass. None: printed only."""

    name: str
    ratio: float | None
    bound: float | None = None
    at_least: bool = True
    figures: dict[str, Any] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        if self.ratio is None or self.bound is None:
            return True
        return self.ratio >= self.bound if self.at_least else self.ratio <= self.bound

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"holds": self.holds}


Measure = Callable[[], Awaitable[float]]


async def compare(ours: Measure, peer: Measure) -> tuple[float, float, float]:
    """Medians of ours, the peer's, and of the rounds' ratios. The first round warms up and is not counted."""
    await ours()
    await peer()
    rounds = [(await ours(), await peer()) for _ in range(ROUNDS)]
    ratios = [mine / theirs for mine, theirs in rounds]
    mine, theirs = (statistics.median(column) for column in zip(*rounds, strict=True))
    return mine, theirs, statistics.median(ratios)


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and its threads so far, by its own clock: /proc counts in 10 ms."""
    return time.clock_gettime(~pid << 3 | 2)  # clock_getcpuclockid(3)
