"""How a service hears the facts of others: once in effect, in order per aggregate, nothing dropped silently.

For each group and subject a mark keeps the last sequence heard; aggregates none of whose facts the group acts on need
none. What is not higher is dropped, exactly the next is handled, anything further is parked as a gap; of a compacted
topic whatever is higher is handled, as of an aggregate that only a later release began to act on. What cannot be
handled is parked with its reason, later events of the same subject park behind it, and a replay releases them in
order.

A batch saves a subject's mark once, after the last of its facts that went well. So a handler may run again for what it
has handled (after a crash between effect and mark, or where another replica was given the same), and its effects need
a unique key; `Projections` do that for copies of state.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from enum import Enum
from itertools import groupby
from typing import Any

import stamina
import structlog

from shared import tracing
from shared.bounded import Bounded
from shared.clock import Clock, to_text
from shared.events.envelope import Event, Fact
from shared.events.registry import COMPACTED, aggregate_of, fact_of, is_foreign, is_newer
from shared.groups import failures_of, task_group
from shared.ids import derived_id
from shared.log.port import Log, Urgent
from shared.marks import Marks
from shared.metrics import Counter, Histogram
from shared.problems import Unavailable
from shared.store.port import (
    AlreadyThere,
    At,
    Collection,
    Document,
    Index,
    Store,
    StoreAway,
    Stored,
    VersionConflict,
    every,
)

log = structlog.get_logger()

EVENTS_HANDLED = Counter("hop_events_handled", "Events handled, by group and outcome.", ["group", "outcome"])
HANDLING = Histogram("hop_event_handling_seconds", "What one fact took its group, every attempt included.", ["group"])
EVENT_AGE = Histogram("hop_event_age_seconds", "From the fact to its effect.", ["group"])

Handler = Callable[[Any, Event], Awaitable[None]]
TEMPORARY = (StoreAway, VersionConflict, AlreadyThere, Unavailable, ConnectionError, TimeoutError)
ATTEMPTS = 6
BLINK = 0.02  # seconds
MOST_COUNTED = 500
PATIENCE, LONG_PATIENCE = 0.2, 1.0  # seconds for what is not urgent to a group
LANES = 32  # keys handled side by side, so that their writes share commits


class Pace(Enum):
    """When a group has to hear of what it acts on."""

    AT_ONCE = "at once"
    SOON = "soon"  # who waits for its effects asks for them; until then the store is left to what cannot wait
    LATER = "later"  # nobody waits for its effects: all that comes within a second may be heard together


class NewerVersion(Exception):
    """A fact we act on, in a version we do not know: it waits for our own upgrade."""


async def side_by_side(events: Sequence[Event], follow: Callable[[Sequence[Event]], Awaitable[None]]) -> None:
    """Order is kept per key; keys go side by side, each as a lane of its own."""
    ordered = sorted(events, key=lambda event: event.partitionkey)
    lanes = [list(lane) for _, lane in groupby(ordered, key=lambda event: event.partitionkey)]
    gate = asyncio.Semaphore(LANES)

    async def go(lane: list[Event]) -> None:
        async with gate:
            await follow(lane)

    async with task_group() as group:
        for lane in lanes:
            group.create_task(go(lane))


def parked_of(service: str) -> Collection:
    return Collection(
        f"{service}.parked",
        (Index("by_subject", ("group", "subject"), order="sequence"), Index("by_group", ("group",), order="parked_at")),
    )


class Reactions:
    """One consumer group of one service.

    `feeds_reads`: requests answer from what it writes, so that who has just written waits until it has heard; at
    another replica as long as this one is patient with what it does not act on, and no longer than that.
    """

    def __init__(
        self,
        service: str,
        group: str,
        topics: Sequence[str],
        store: Store,
        clock: Clock,
        handlers: Mapping[type[Fact], Handler],
        *,
        feeds_reads: bool = True,
        pace: Pace = Pace.AT_ONCE,
    ) -> None:
        self.feeds_reads = feeds_reads
        self.topics = tuple(topics)
        self.own_topic = f"hop.{service}"
        self.group = f"{service}.{group}"
        self._store = store
        self._clock = clock
        self._handlers = {fact.type: handler for fact, handler in handlers.items()}
        self._followed = frozenset(map(aggregate_of, self._handlers))
        self._marks = Marks(store, service, self.group)
        self._parked = parked_of(service)
        nothing = frozenset[str]()
        self._urgent = Urgent(
            nothing if pace is Pace.LATER else self._followed,
            self.types if pace is Pace.AT_ONCE else nothing,
            PATIENCE if feeds_reads or pace is Pace.SOON else LONG_PATIENCE,
        )

    @property
    def types(self) -> frozenset[str]:
        """Of the facts it acts on."""
        return frozenset(self._handlers)

    async def run(self, log_: Log) -> None:
        await self._keep_followed()
        await log_.consume(self.group, self.topics, self.hear_all, urgent=self._urgent)

    async def hear_all(self, events: Sequence[Event]) -> None:
        await self._marks.prepare(event.subject for event in events if event.aggregate in self._followed)
        await side_by_side(events, self._follow)

    async def hear(self, event: Event) -> None:
        await self._follow([event])

    async def heard(self, subject: str, sequence: int) -> bool:
        """Also of what it never acts on."""
        if subject.partition("/")[0] not in self._followed or self._marks.reaches(subject, sequence):
            return True
        return bool((await self._marks.newest(subject)).body["sequence"] >= sequence)

    async def last_heard(self, subjects: Iterable[str]) -> dict[str, int]:
        """By subject the sequence of the last fact that was handled; 0 for none."""
        wanted = list(subjects)
        marks = await self._marks.among(wanted)
        return {subject: marks[subject]["sequence"] if subject in marks else 0 for subject in wanted}

    async def wait_for(self, subject: str, sequence: int, deadline: float) -> bool:
        """Whether the fact was heard before `deadline` (the loop's time).

        Looks again when a mark moves, and ten times a second for what another replica hears.
        """
        if self._marks.reaches(subject, sequence) is False:  # most often it is on its way here
            await self._marks.wait_for_move(BLINK)
        while not await self.heard(subject, sequence):
            self._urgent.awaited.set()
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return False
            await self._marks.wait_for_move(min(left, 0.1))
        return True

    async def is_parked(self, *subjects: str) -> bool:
        """Whether any of them is."""
        return any(mark["parked"] for mark in (await self._marks.among(subjects)).values())

    async def parked(self) -> list[Document]:
        return [stored.body async for stored in every(self._store, self._parked, "by_group", self.group)]

    async def count_parked(self) -> int:
        """At most MOST_COUNTED."""
        return len((await self._store.find(self._parked, "by_group", self.group, limit=MOST_COUNTED)).items)

    async def troubles(self) -> list[str]:
        """For /readyz."""
        page = await self._store.find(self._parked, "by_group", self.group, limit=1)
        return [f"parked: {self.group}"] if page.items else []

    async def replay(self, subject: str) -> int:
        """Handles what is parked of a subject, in order, and gives how many went.

        Stops before a gap, and at the first that fails again; the subject then stays parked.
        """
        released = 0
        while True:
            mark, left = await self._marks.newest(subject), False
            async for stored in every(self._store, self._parked, "by_subject", self.group, subject):
                left = True
                event = Event.model_validate(stored.body["event"])
                if is_foreign(event):
                    return released
                if await self._leaves_gap(event, mark) or not await self._handle_again(event, mark):
                    return released
                mark = await self._marks.move(subject, event.sequence)
                with contextlib.suppress(VersionConflict):  # two replays at once
                    await self._store.delete(self._parked, stored)
                    released += 1
            # What was put aside while we read was not in our page: only a look that found nothing ends it.
            if not left and await self._marks.unpark(mark):
                return released

    async def _follow(self, lane: Sequence[Event]) -> None:
        """Facts of one key. `ahead` is what went well and no mark tells yet, by subject."""
        ahead: dict[str, int] = {}
        last = {event.subject: event for event in lane}
        try:
            for event in lane:
                await self._hear(event, ahead)
                if event is last[event.subject]:
                    await self._keep(event.subject, ahead)
        except Exception:
            with contextlib.suppress(StoreAway):  # the batch comes again, and should repeat no more than it must
                for subject in list(ahead):
                    await self._keep(subject, ahead)
            raise

    async def _hear(self, event: Event, ahead: dict[str, int]) -> None:
        if is_foreign(event):
            await self._reject(event)
            return
        if event.aggregate not in self._followed:
            self._ignore()
            return
        mark = await self._marks.known(event.subject)
        heard: int = ahead[event.subject] if event.subject in ahead else mark.body["sequence"]
        if event.sequence <= heard:
            return
        if (mark.body["parked"] or event.sequence > heard + 1) and not await self._comes_next(event, ahead):
            return
        if not self._acts_on(event):
            self._ignore()
        elif not await self._handle_or_park(event, ahead):
            return
        ahead[event.subject] = event.sequence

    async def _comes_next(self, event: Event, ahead: dict[str, int]) -> bool:
        """By the newest mark; parks what does not."""
        await self._keep(event.subject, ahead)
        mark = await self._marks.newest(event.subject)
        if event.sequence <= mark.body["sequence"]:
            return False
        if mark.body["parked"]:
            await self._park(event, "behind")
        elif await self._leaves_gap(event, mark):
            await self._park(event, "gap")
        else:
            return True
        return False

    async def _keep(self, subject: str, ahead: dict[str, int]) -> None:
        if subject in ahead:
            await self._marks.move(subject, ahead[subject])
            del ahead[subject]

    async def _handle_or_park(self, event: Event, ahead: dict[str, int]) -> bool:
        """Whether it went well."""
        try:
            with HANDLING.labels(self.group).time():
                await self._handle_at_last(event)
        except StoreAway:
            raise  # nothing can be parked either: the batch comes again
        except Exception as error:
            log.exception("event parked", event_id=event.id, type=event.type, group=self.group)
            await self._keep(event.subject, ahead)
            await self._park(event, type(error).__name__)
            return False
        return True

    async def _handle_at_last(self, event: Event) -> None:
        """Once, and again only after a failure: making the retries ready costs more than most handling."""
        try:
            await self._handle(event)
        except TEMPORARY:
            async for attempt in stamina.retry_context(on=TEMPORARY, attempts=ATTEMPTS - 1, timeout=20, wait_max=3):
                with attempt:
                    await self._handle(event)

    async def _handle_again(self, event: Event, mark: Stored) -> bool:
        if event.sequence <= mark.body["sequence"]:
            return True
        try:
            await self._handle(event)
        except StoreAway:
            raise
        except Exception:
            log.exception("replay stopped", event_id=event.id, type=event.type, group=self.group)
            return False
        return True

    async def _handle(self, event: Event) -> None:
        if is_newer(event.type, self._handlers):
            raise NewerVersion(event.type)
        if event.type not in self._handlers:  # parked behind another
            self._ignore()
            return
        with tracing.hearing(event, self.group):
            await _as_one(self._handlers[event.type](fact_of(event), event))
        EVENT_AGE.labels(self.group).observe((self._clock.now() - event.recorded_at).total_seconds())
        EVENTS_HANDLED.labels(self.group, "handled").inc()

    def _acts_on(self, event: Event) -> bool:
        """Most facts on a topic are for other groups: only their mark moves, which is cheap."""
        return event.type in self._handlers or is_newer(event.type, self._handlers)

    def _ignore(self) -> None:
        EVENTS_HANDLED.labels(self.group, "ignored").inc()

    async def _leaves_gap(self, event: Event, mark: Stored) -> bool:
        if event.sequence <= mark.body["sequence"] + 1 or event.source in COMPACTED:
            return False
        kept = await self._store.get(self._marks.collection, self._followed_id)
        return kept is None or event.aggregate in kept.body["aggregates"]

    async def _keep_followed(self) -> None:
        """The aggregates it has acted on in every release since its first fact; of no others can a gap be told."""
        kept = await self._store.get(self._marks.collection, self._followed_id)
        if kept is None:
            with contextlib.suppress(AlreadyThere):
                followed: Document = {"aggregates": sorted(self._followed)}
                await self._store.insert(self._marks.collection, self._followed_id, followed)
            return
        still = [one for one in kept.body["aggregates"] if one in self._followed]
        if still != kept.body["aggregates"]:
            with contextlib.suppress(VersionConflict):  # another replica of the same release
                await self._store.save(self._marks.collection, kept, {"aggregates": still})

    @property
    def _followed_id(self) -> str:
        return derived_id(self.group, "followed")

    async def _reject(self, event: Event) -> None:
        """Put aside under a subject of its own: the true one's order is none of its business."""
        log.error("event of a foreign source", event_id=event.id, type=event.type, source=event.source)
        await self._put_aside(event, "foreign", f"{event.source} {event.subject}")

    async def _park(self, event: Event, reason: str) -> None:
        entry_id = await self._put_aside(event, reason, event.subject)
        mark = await self._marks.move(event.subject, 0, park=event.sequence)
        if mark.body["sequence"] >= event.sequence:  # a replay or another replica was faster
            with contextlib.suppress(VersionConflict):
                await self._store.delete(self._parked, At(entry_id, 1))

    async def _put_aside(self, event: Event, reason: str, subject: str) -> str:
        """The entry's id."""
        EVENTS_HANDLED.labels(self.group, "parked").inc()
        body = {
            "group": self.group,
            "subject": subject,
            "sequence": event.sequence,
            "parked_at": to_text(self._clock.now()),
            "reason": reason,
            "event": event.model_dump(mode="json"),
        }
        entry_id = derived_id(self.group, event.source, event.id)
        with contextlib.suppress(AlreadyThere):  # heard before, and a crash came before that was noted
            await self._store.insert(self._parked, entry_id, body)
        return entry_id


async def _as_one(work: Awaitable[None]) -> None:
    """Of tasks that fail together one decides what becomes of the event: a mistake, else the store, else the first."""
    try:
        return await work
    except ExceptionGroup as group:
        failures = list(failures_of(group))
    raise min(failures, key=lambda error: (isinstance(error, TEMPORARY), not isinstance(error, StoreAway)))


class Projections:
    """A service's copies of others' state, one document per aggregate of theirs.

    The sequence stands in the document, so that effect and mark are one write and hearing twice changes nothing. A fact
    that leaves a copy as it is writes nothing: until another comes, hearing any of those again does the same.
    So many as it `remembers` of the copies it wrote last need no reading before the next change. Another replica may
    have written one since: a save by its version shows that; where nothing would be saved, only what the fact just
    before has left is known to be there still.
    """

    def __init__(self, store: Store, collection: Collection, *, remembers: int = 0) -> None:
        self.store = store
        self.collection = collection
        self._written: Bounded[str, tuple[str, int, Stored]] = Bounded(remembers)  # with the event's id and sequence

    async def get(self, document_id: str) -> Document | None:
        stored = await self.store.get(self.collection, document_id)
        return stored.body if stored else None

    async def get_many(self, ids: Sequence[str]) -> dict[str, Document]:
        found = await self.store.get_many(self.collection, ids) if ids else {}
        return {key: stored.body for key, stored in found.items()}

    async def apply(self, event: Event, change: Callable[[Document], Document], document_id: str | None = None) -> None:
        """Saves `change(what was there, or {})`, which must leave what was there as it is.

        Raises VersionConflict or AlreadyThere when another was faster.
        """
        document_id = document_id or event.aggregate_id
        _, last, known = self._written.pop(document_id, ("", 0, None))
        if known:
            with contextlib.suppress(VersionConflict):  # another has written it since
                if await self._apply(event, change, document_id, known) or event.sequence == last + 1:
                    return
        await self._apply(event, change, document_id, await self.store.get(self.collection, document_id))

    async def after(self, event: Event, document_id: str) -> Document | None:
        """The copy as this event has left it, if it was written just now; else as it is."""
        source, _, known = self._written.get(document_id, ("", 0, None))
        return known.body if known and source == event.id else await self.get(document_id)

    async def _apply(
        self, event: Event, change: Callable[[Document], Document], document_id: str, stored: Stored | None
    ) -> bool:
        """Whether something was saved."""
        if stored and stored.body["_heard"] >= event.sequence:
            return False
        body = change(dict(stored.body) if stored else {}) | {"_heard": event.sequence}
        saves = stored is None or body != stored.body | {"_heard": event.sequence}
        if stored is None:
            stored = await self.store.insert(self.collection, document_id, body)
        elif saves:
            stored = await self.store.save(self.collection, stored, body)
        self._written[document_id] = event.id, event.sequence, stored
        return saves
