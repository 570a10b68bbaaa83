"""What every event carries: CloudEvents 1.0 attributes plus the aggregate's own sequence."""

from datetime import datetime
from typing import Annotated, Any, ClassVar

import orjson
from pydantic import BaseModel, ConfigDict, Field

from shared.clock import Moment
from shared.tracing import Traceparent

LARGEST_EVENT = 256 * 1024  # bytes; the design's bound, refused before saving


class Fact(BaseModel):
    """Something that happened, in the past tense: a frozen, versioned class with an example.

    Unknown fields of received facts are ignored, because changes are additive; a fact we emit is built
    by keyword and checked by mypy.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: ClassVar[str]  # vn.hop.<aggregate>.<Event>.v1
    example: ClassVar[dict[str, Any]]


class Event(BaseModel):
    """A fact in its envelope. `subject` is `<aggregate>/<id>`; `sequence` counts the aggregate's events from 1.

    `actor`, `correlationid` and `causationid` are empty for unlinked facts (secret ballots): whoever records
    the fact decides, nothing below adds them. `traceparent` (the extension for distributed tracing) is there while a
    trace is recorded, and never in an unlinked fact. `recordedtime` (the extension for recorded time) is there where
    it was recorded afterwards, as the past of a demo is: how long things take counts from then.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    source: str
    type: str
    time: Moment
    subject: str
    partitionkey: str
    sequence: int
    actor: str | None = None
    correlationid: str | None = None
    causationid: str | None = None
    traceparent: Traceparent = None
    recordedtime: Annotated[Moment | None, Field(exclude_if=lambda moment: moment is None)] = None
    data: dict[str, Any]

    @property
    def recorded_at(self) -> datetime:
        return self.recordedtime or self.time

    @property
    def aggregate(self) -> str:
        return self.subject.partition("/")[0]

    @property
    def aggregate_id(self) -> str:
        return self.subject.partition("/")[2]


class EventTooLarge(ValueError):
    """An encoded event is over 256 KiB: the command that made it is refused before anything is saved."""


def encode(event: Event) -> bytes:
    """Raises EventTooLarge."""
    encoded = orjson.dumps(event.model_dump(mode="json"))
    if len(encoded) > LARGEST_EVENT:
        raise EventTooLarge(f"{event.type} of {event.subject} takes {len(encoded)} bytes")
    return encoded


def decode(encoded: bytes) -> Event:
    return Event.model_validate(orjson.loads(encoded))
