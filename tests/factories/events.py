"""Events of an aggregate nobody else has, and somebody who listens to a log."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from shared.clock import from_text
from shared.events.envelope import Event
from shared.ids import derived_id
from shared.log.port import Log, Urgent
from tests.factories.installation import until

TOPIC = "hop.meeting"
OTHER_TOPIC = "hop.documents"
NOON = from_text("2026-11-23T05:00:00.000000Z")


def event(subject: str, sequence: int, **fields: Any) -> Event:
    """`subject` is also the log's key."""
    given = {
        "id": derived_id(subject, sequence),
        "source": TOPIC,
        "type": "vn.hop.thing.ThingHappened.v1",
        "time": NOON,
        "subject": subject,
        "partitionkey": subject,
        "sequence": sequence,
        "data": {},
    }
    return Event.model_validate(given | fields)


def run_of(subject: str, first: int, last: int, **fields: Any) -> list[Event]:
    """Events of one subject with the sequences from `first` to `last`."""
    return [event(subject, sequence, **fields) for sequence in range(first, last + 1)]


def short(event: Event) -> tuple[str, int]:
    return event.subject, event.sequence


class Listener:
    """Hears and remembers."""

    def __init__(self, log: Log, group: str, topics: Sequence[str], urgent: Urgent | None = None) -> None:
        self.heard: list[Event] = []
        self._log = log
        self._group = group
        self._topics = topics
        self._urgent = urgent

    async def hear(self, events: Sequence[Event]) -> None:
        self.heard += events

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self._log.consume(self._group, self._topics, self.hear, urgent=self._urgent))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def hear_all(self) -> list[Event]:
        """Everything the group has yet to hear; `behind` is zero only after the last batch was remembered."""
        before = len(self.heard)
        async with self.listening():
            await until(self.is_up_to_date)
        return self.heard[before:]

    async def is_up_to_date(self) -> bool:
        return await self._log.behind(self._group, self._topics) == 0


async def heard(log: Log, group: str = "listener", *topics: str) -> list[tuple[str, int]]:
    """Subject and sequence of all that the group has yet to hear, in order."""
    return [short(event) for event in await Listener(log, group, topics or (TOPIC,)).hear_all()]
