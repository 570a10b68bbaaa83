"""Takes events from outboxes to the log.

Whoever publishes takes a document's whole outbox in order; each event is acknowledged before the next of that
document is sent, and at the first failure it stops. Two processes may then both publish an event, but none
publishes the sixth before the fifth was published once.
"""

import asyncio
from collections.abc import Container
from datetime import timedelta
from typing import Protocol

import structlog

from shared import tracing
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
SWEEP_EVERY = 2.0  # seconds
OVERDUE = timedelta(seconds=5)  # what is younger is still being published by whoever saved it
SWEPT_AT_ONCE = 500
LEASE = 15.0  # seconds a sweeper may be silent before another takes over
DRAINED_WITHIN = 5.0  # seconds


class Sender(Protocol):
    async def send(self, event: Event) -> None:
        """Returns once it is acknowledged. Raises LogAway, LogUnprepared."""
        ...


class Relay:
    def __init__(self, outbox: Outbox, sender: Sender) -> None:
        self._outbox = outbox
        self._sender = sender
        self._waiting: dict[Place, list[Event]] = {}  # what is being published, or comes next
        self._acknowledged: dict[Place, set[str]] = {}  # of what is waiting there
        self._tasks: set[asyncio.Task[None]] = set()
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._clock = SystemClock()
        self._holder = new_id()
        self._stopped = False

    def saved(self, place: Place, waiting: list[Event]) -> None:
        """Begins to publish `waiting`, all that a document's outbox holds; returns at once."""
        there = self._waiting.get(place)
        if there is None or waiting[-1].sequence > there[-1].sequence:  # answers of two saves may cross
            self._waiting[place] = waiting
        if there is None:
            self._acknowledged[place] = set()
            task = asyncio.create_task(self._publish(place))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def unsent(self, topics: Container[str]) -> int:
        """Events this process is about to publish."""
        return sum(
            event.source in topics and event.id not in self._acknowledged[place]
            for place, waiting in self._waiting.items()
            for event in waiting
        )

    async def sweep_for_ever(self) -> None:
        """Publishes what a crash or an absent log has left; of all processes of a store, one at a time does."""
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            OUTBOX_EVENTS.set(self.unsent(SOURCES))
            try:
                if await self._outbox.lease("sweeper", self._holder, LEASE):
                    await self.sweep()
                else:  # whoever holds it tells; what we said when we did is over
                    OUTBOXES_OVERDUE.set(0)
                    OUTBOX_AGE.set(0)
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
            if place not in self._waiting and (waiting := await self._outbox.waiting(place)):
                self.saved(place, waiting)
            if self._stopped and self._tasks:  # one tries whether the log is back
                await asyncio.wait(list(self._tasks), timeout=LEASE / 2)
                if self._stopped:
                    return
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=LEASE / 2)

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

    async def _publish(self, place: Place) -> None:
        acknowledged = self._acknowledged[place]
        try:
            async with self._gate:
                while waiting := [event for event in self._waiting[place] if event.id not in acknowledged]:
                    await self._send_in_order(place, waiting)
        except (LogAway, LogUnprepared, StoreAway) as error:
            if not self._stopped:
                log.warning("outboxes are left for the sweeper", reason=str(error))
            self._stopped = True
            PUBLISHING_STOPPED.inc()
        finally:
            del self._waiting[place], self._acknowledged[place]

    async def _send_in_order(self, place: Place, waiting: list[Event]) -> None:
        sent: list[str] = []
        try:
            for event in waiting:
                with tracing.sending(event):
                    await self._sender.send(event)
                self._stopped = False
                EVENTS_PUBLISHED.inc()
                sent.append(event.id)
                self._acknowledged[place].add(event.id)
        finally:
            if sent:
                await self._outbox.pull(place, sent)
