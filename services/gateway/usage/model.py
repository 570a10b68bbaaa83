"""Who used the product for what, by level and mode: the figures the plan asks for, never about a person."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from services.gateway.organisations.levels import UNKNOWN, level_on
from shared.events.gateway import LevelSince


class Measure(StrEnum):
    MEETINGS_CALLED = "meetings_called"
    PAPERS_RELEASED = "papers_released"
    PAGES_READ = "pages_read"
    ANSWERS_GIVEN = "answers_given"


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a meeting's figures belong: the level its body had on that day, and its mode."""

    level: str
    mode: str


def setting_of(meeting: dict[str, Any] | None, levels: Sequence[LevelSince]) -> Setting:
    """`meeting` as kept in a contribution; facts about a meeting may come before the meeting's own."""
    if meeting is None:
        return Setting(UNKNOWN, UNKNOWN)
    return Setting(level_on(levels, date.fromisoformat(meeting["day"])), meeting["mode"])


def sum_up(contributions: Iterable[dict[str, Any]]) -> Counter[Measure]:
    """Of one meeting."""
    sums: Counter[Measure] = Counter()
    for contribution in contributions:
        sums[Measure(contribution["measure"])] += contribution["count"]
    return sums
