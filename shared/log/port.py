"""The log port: facts in order per key, heard at least once by each group."""

import asyncio
from collections.abc import Awaitable, Callable, Container, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from shared.events.envelope import Event
from shared.metrics import Gauge

MOST_COUNTED = 10_000
BEHIND = Gauge("hop_log_behind", "Events this process's partitions hold that the group has yet to hear.", ["group"])

Hear = Callable[[Sequence[Event]], Awaitable[None]]


class LogAway(Exception):
    """The engine did not do it, or nobody knows whether it did, for a reason that may pass."""


class LogUnprepared(Exception):
    """A topic is missing or has another number of partitions: the migration did not run, or somebody changed it."""


@dataclass(frozen=True, slots=True)
class Urgent:
    """What a group wants to hear at once. Other events may come later, together, after `patience` at most (seconds).

    Of the kinds of aggregate it follows it acts on some types of event alone; an engine looks at what it can tell.
    `awaited` is set while somebody waits for whatever it hears.
    """

    aggregates: Container[str]
    types: Container[str]
    patience: float
    awaited: asyncio.Event = field(default_factory=asyncio.Event)


class Log(Protocol):
    async def consume(self, group: str, topics: Sequence[str], hear: Hear, *, urgent: Urgent | None = None) -> None:
        """Hands batches to `hear` for ever, and remembers a batch as heard after `hear` returned.

        A group starts at the earliest event. All events are urgent unless told. What `hear` raises ends the call; the
        batch comes again. Raises LogAway.
        """
        ...

    async def behind(self, group: str, topics: Sequence[str]) -> int:
        """How many events the group has yet to hear, counted to MOST_COUNTED. Raises LogAway."""
        ...
