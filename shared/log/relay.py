"""Takes events from outboxes to the log.

Whoever publishes takes a document's whole outbox in order; each event is acknowledged before the next of that
document is sent, and at the first failure it stops. Two processes may then both publish an event, but none
publishes the sixth before the fifth was published once.
"""

import asyncio
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

import structlog

from shared import tracing
from shared.bounded import Bounded
from shared.clock import SystemClock
from shared.events.envelope import Event
from shared.events.registry import SOURCES
from shared.ids import new_id
from shared.log.port import LogAway, LogUnprepared
from shared.metrics import Counter, Gauge
from shared.store.outbox import Outbox, Place
from shared.store.port import StoreAway

log = structlog.get_logger()

EVENTS_PUBLISHED = Counter("hop_events_published", "Events the log has acknowledged, repetitions included.")
PUBLISHING_STOPPED = Counter("hop_publishing_stopped", "Times an outbox was left for the sweeper.")
OUTBOXES_OVERDUE = Gauge("hop_outboxes_overdue", "Documents with events that should have been published; at most 500.")
OUTBOX_EVENTS = Gauge("hop_outbox_events", "Events this process has saved and not yet published.")
OUTBOX_AGE = Gauge("hop_outbox_age_seconds", "Age of the oldest event that should have been published; 0 without one.")

AT_ONCE = 256  # documents published side by side
SWEEP_EVERY, SWEEP_AGAIN = 5.0, 2.0  # seconds; again while something of ours waits
OVERDUE = timedelta(seconds=5)  # what is younger is still being published by whoever saved it
SWEPT_AT_ONCE = 500
LEASE = 15.0  # seconds a sweeper may be silent before another takes over
DRAINED_WITHIN = 5.0  # seconds
MOST_KNOWN = 4096  # documents of which it is remembered how far they are published


class Sender(Protocol):
    async def send(self, event: Event) -> None:
        """Returns once it is acknowledged. Raises LogAway, LogUnprepared."""
        ...


@dataclass(slots=True)
class _Run:
    """What is being published of one document, or comes next, by sequence.

    `whole` while nothing else can wait in its outbox before the newest of them.
    """

    waiting: dict[int, Event] = field(default_factory=dict)
    acknowledged: set[int] = field(default_factory=set)
    whole: bool = True

    @property
    def unsent(self) -> list[Event]:
        """In order."""
        return [self.waiting[number] for number in sorted(self.waiting.keys() - self.acknowledged)]


class Relay:
    """An outbox is read only where something may wait there that this process has not saved itself."""

    def __init__(self, outbox: Outbox, sender: Sender) -> None:
        self._outbox = outbox
        self._sender = sender
        self._runs: dict[Place, _Run] = {}
        self._reached: Bounded[Place, int] = Bounded(MOST_KNOWN)  # the last sequence acknowledged here
        self._tasks: set[asyncio.Task[None]] = set()
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._clock = SystemClock()
        self._holder = new_id()
        self._stopped = False

    def saved(self, place: Place, events: Sequence[Event]) -> None:
        """Begins to publish `events`, which were added to an outbox, after what waits there; returns at once."""
        run = self._runs.get(place)
        reached = max(run.waiting if run else (), default=self._reached.get(place, 0))
        fresh = {event.sequence: event for event in events if event.sequence > reached}
        if not fresh:  # answers of two saves have crossed, and the other told of these too
            return
        run = run or self._begin(place, _Run())
        run.waiting |= fresh
        run.whole = run.whole and reached + 1 in fresh

    def unsent(self, topics: Container[str]) -> int:
        """Events this process is about to publish."""
        return sum(event.source in topics for run in self._runs.values() for event in run.unsent)

    async def sweep_for_ever(self) -> None:
        """Publishes what a crash or an absent log has left; of all processes of a store, one at a time does."""
        while True:
            await asyncio.sleep(SWEEP_AGAIN if self._stopped else SWEEP_EVERY)
            OUTBOX_EVENTS.set(self.unsent(SOURCES))
            try:
                if await self._outbox.lease("sweeper", self._holder, LEASE):
                    await self.sweep()
                else:  # whoever holds it tells; what we said when we did is over
                    OUTBOXES_OVERDUE.set(0)
                    OUTBOX_AGE.set(0)
                await self._look_whether_it_is_over()
            except StoreAway as error:
                log.warning("outboxes not swept", reason=str(error))
            except Exception:
                log.exception("outboxes not swept")

    async def sweep(self, overdue: timedelta = OVERDUE) -> None:
        """Raises StoreAway."""
        places = await self._outbox.overdue(self._clock.now() - overdue, SWEPT_AT_ONCE)
        OUTBOXES_OVERDUE.set(len(places))
        OUTBOX_AGE.set(await self._age(places[0]) if places else 0)
        for place in places:
            if place not in self._runs:
                self._begin(place, _Run(whole=False))
            if self._stopped and self._tasks:  # one tries whether the log is back
                await asyncio.wait(list(self._tasks), timeout=LEASE / 2)
                if self._stopped:
                    return
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=LEASE / 2)

    async def _look_whether_it_is_over(self) -> None:
        """What this process could not publish, another may have. Raises StoreAway."""
        if self._stopped and not await self._outbox.overdue(self._clock.now(), 1):
            self._stopped = False

    async def _age(self, place: Place) -> float:
        """Seconds of the oldest event that waits there."""
        waiting = await self._outbox.waiting(place)
        return max(0.0, (self._clock.now() - waiting[0].time).total_seconds()) if waiting else 0.0

    async def troubles(self) -> list[str]:
        """For /readyz."""
        return ["log: events wait to be published"] if self._stopped else []

    async def close(self) -> None:
        """Publishes what was begun, for a while; the rest is for the next sweeper."""
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=DRAINED_WITHIN)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, place: Place, run: _Run) -> _Run:
        self._runs[place] = run
        task = asyncio.create_task(self._publish(place, run))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return run

    async def _publish(self, place: Place, run: _Run) -> None:
        try:
            async with self._gate:
                while run.unsent or not run.whole:
                    if run.whole:
                        await self._send_in_order(place, run)
                    else:
                        run.whole = True  # unless it turns out, while it is read, that more was saved elsewhere
                        run.waiting |= {event.sequence: event for event in await self._outbox.waiting(place)}
        except (LogAway, LogUnprepared, StoreAway) as error:
            if not self._stopped:
                log.warning("outboxes are left for the sweeper", reason=str(error))
            self._stopped = True
            PUBLISHING_STOPPED.inc()
        finally:
            del self._runs[place]

    async def _send_in_order(self, place: Place, run: _Run) -> None:
        sent: list[str] = []
        try:
            for event in run.unsent:
                with tracing.sending(event):
                    await self._sender.send(event)
                self._stopped = False
                EVENTS_PUBLISHED.inc()
                sent.append(event.id)
                run.acknowledged.add(event.sequence)
                self._reached[place] = max(event.sequence, self._reached.get(place, 0))
        finally:
            if sent:
                await self._outbox.pull(place, sent)
