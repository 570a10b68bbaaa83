"""Levels of public bodies are dated reference data: districts ended on 30 June 2025."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from shared.events.gateway import LevelSince

UNKNOWN = "unknown"


class LevelNames(BaseModel):
    model_config = ConfigDict(frozen=True)

    vi: str
    en: str


class Level(BaseModel):
    """`until` is the last day; `source` the act that made or ended it."""

    model_config = ConfigDict(frozen=True)

    code: str
    names: LevelNames
    since: date
    until: date | None
    source: str

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@cache
def levels() -> tuple[Level, ...]:
    data = Path(__file__).with_name("levels.json").read_bytes()
    return TypeAdapter(tuple[Level, ...]).validate_json(data)


def level_in_force(code: str, day: date, known: Iterable[Level]) -> bool:
    return any(level.code == code and level.in_force(day) for level in known)


def level_on(held: Sequence[LevelSince], day: date) -> str:
    """The level a body had on a day; UNKNOWN before it had any."""
    begun = [one for one in held if one.since <= day]
    return max(begun, key=lambda one: one.since).level if begun else UNKNOWN
