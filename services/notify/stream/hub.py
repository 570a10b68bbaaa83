"""All open streams of this process: who follows which feed, and what each of them is sent.

Feeds are numbered in the store, so a stream goes on at any replica. Entries made in this process stir the hub at once;
those of other replicas are looked for every second, and only while somebody watches.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from services.notify.feeds.model import Entry, meeting_of
from services.notify.stream.catching_up import catch_up
from services.notify.stream.connections import Chunk, Connection, Journey
from services.notify.stream.delays import Delay
from services.notify.stream.model import RELOAD, delayed_frame
from services.notify.stream.personal import personal_frames
from services.notify.stream.scenes import meeting_frames
from services.notify.world import World
from shared import tracing
from shared.groups import task_group
from shared.health import Degraded
from shared.metrics import Gauge
from shared.problems import TooMany, Unauthenticated, Unavailable
from shared.store.port import StoreAway

log = structlog.get_logger()

STREAMS = Gauge("hop_streams", "Open live streams.", [])

PER_PERSON = 4
LOOK_AGAIN = 1.0  # seconds
LOOK_BACK = timedelta(seconds=5)  # more than clocks of replicas differ
BREATH = 0.05  # seconds at most
LOOK_AFTER = 1.0  # seconds
AT_ONCE = 16


@dataclass(slots=True)
class _Streams:
    """One person's. The turn keeps a stream that opens and news for him from overtaking each other."""

    open: set[Connection] = field(default_factory=set)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Hub:
    """`log_degraded` tells what is the matter with the log, by which facts come here."""

    def __init__(self, world: World, log_degraded: Sequence[Degraded]) -> None:
        self._world = world
        self._log_degraded = log_degraded
        self._delay = Delay()
        self._people: defaultdict[str, _Streams] = defaultdict(_Streams)
        self._watchers: dict[str, set[Connection]] = {}
        self._positions: dict[str, int] = {}
        self._stirred: dict[str, list[Entry]] = {}  # with what was added here
        self._woken = asyncio.Event()
        self._looked_at = world.clock.now()
        self._draining = False

    async def open(self, person_id: str, session_id: str, resumed: Mapping[str, int] | None) -> Connection:
        """`resumed` are the marks of an earlier stream. Raises TooMany, Unauthenticated, Unavailable."""
        if self._draining:
            raise Unavailable
        streams = self._people[person_id]
        if len(streams.open) >= PER_PERSON:
            raise TooMany(retry_after=30)
        connection = Connection(person_id, session_id)
        connection.tell(delayed_frame(delayed=self._delay.told))
        streams.open.add(connection)
        STREAMS.inc()
        try:
            async with streams.turn:
                await catch_up(self._world, self, connection, resumed)
            await self._check_session(connection)
        except BaseException:
            self.leave(connection)
            raise
        return connection

    def leave(self, connection: Connection) -> None:
        STREAMS.dec()
        connection.leave()
        for feed in list(connection.marks):
            self.unfollow(connection, feed)
        streams = self._people[connection.person_id]
        streams.open.discard(connection)
        if not streams.open:
            del self._people[connection.person_id]

    async def follow(self, connection: Connection, feed: str) -> None:
        """From the connection's mark, or from the feed's present end on."""
        if feed not in self._watchers:
            head = await self._world.feeds.head(feed)
            self._positions.setdefault(feed, head)
        if not self._watchers:
            self._looked_at = self._world.clock.now()  # what came before, it has read itself
        self._watchers.setdefault(feed, set()).add(connection)
        connection.marks.setdefault(feed, self._positions[feed])
        self._woken.set()

    def unfollow(self, connection: Connection, feed: str) -> None:
        connection.marks.pop(feed, None)
        watchers = self._watchers.get(feed, set())
        watchers.discard(connection)
        if not watchers:
            self._watchers.pop(feed, None)
            self._positions.pop(feed, None)

    def stir(self, feed: str, entry: Entry) -> None:
        """Says that the feed got an entry."""
        if feed in self._watchers:
            self._stirred.setdefault(feed, []).append(entry)
            self._woken.set()

    def drain(self) -> None:
        """Ends all streams; their clients come back, to another replica if there is one."""
        self._draining = True
        for streams in self._people.values():
            for connection in streams.open:
                connection.close()

    async def run(self) -> None:
        """For ever. While the store is away the streams stay open, and go on where they were."""
        clock = asyncio.get_running_loop().time
        next_look = clock()
        while True:
            try:
                await self._wait(next_look - clock())
                begun = clock()
                if begun >= next_look:
                    await self._look_for_news()
                    next_look = begun + LOOK_AGAIN
                await self._send_news()
                # Requests get their turn, and facts that come close together are told together.
                await asyncio.sleep(min(BREATH, clock() - begun))
            except* StoreAway:
                log.warning("streams wait for the store")
                await asyncio.sleep(LOOK_AGAIN)

    async def look_after_streams(self) -> None:
        """For ever."""
        while True:
            await asyncio.sleep(LOOK_AFTER)
            news = await self._news_of_delay()
            for streams in self._people.values():
                for connection in streams.open:
                    if news:
                        connection.tell(news)
                    connection.look_after()

    async def _news_of_delay(self) -> bytes:
        troubles = [trouble for degraded in self._log_degraded for trouble in await degraded()]
        now = asyncio.get_running_loop().time()
        changed = self._delay.settle(delayed=bool(troubles), now=now)
        return delayed_frame(delayed=self._delay.told) if changed else b""

    async def _wait(self, seconds: float) -> None:
        """Until something happens here, but no longer than that while somebody watches."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds if self._watchers else None):
                await self._woken.wait()
        self._woken.clear()

    async def _look_for_news(self) -> None:
        """Since the last look that went well."""
        now = self._world.clock.now()
        recent = await self._world.feeds.recent(min(self._looked_at, now) - LOOK_BACK)
        self._looked_at = now
        for feed, number in recent.items():
            if number > self._positions.get(feed, number):
                self._stirred.setdefault(feed, [])

    async def _send_news(self) -> None:
        """People's own feeds first: they say who comes into a meeting, and who is out of it."""
        stirred, self._stirred = self._stirred, {}
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(feed: str) -> None:
            async with gate:
                await self._send(feed, stirred[feed])

        try:
            for feeds in ([feed for feed in stirred if not meeting_of(feed)], list(filter(meeting_of, stirred))):
                async with task_group() as tasks:
                    for feed in feeds:
                        tasks.create_task(one(feed))
        except BaseException:
            self._stirred = {feed: [] for feed in (*stirred, *self._stirred)}  # read anew, whatever was added here
            raise

    async def _send(self, feed: str, added: list[Entry]) -> None:
        """What was `added` here is read only where another replica has added something before it."""
        position = self._positions.get(feed)
        if position is None:
            return
        nothing_between = [one.number for one in added] == list(range(position + 1, position + 1 + len(added)))
        entries = added if added and nothing_between else await self._world.feeds.after(feed, position)
        if entries == []:
            return
        number = entries[-1].number if entries else await self._world.feeds.head(feed)
        told = await self._told(feed, entries, position)
        if told is None or feed not in self._positions:
            return
        self._positions[feed] = number if entries is None else max(number, position)  # a lost feed begins anew
        journey = _journey(entries or (), sum(map(bool, told.values())))
        for connection, frames in told.items():
            connection.push(Chunk(feed, number, frames, journey if frames else None))

    async def _told(self, feed: str, entries: list[Entry] | None, position: int) -> dict[Connection, bytes] | None:
        """None while the feed is withheld; it is looked at again with its next entry."""
        watchers = list(self._watchers.get(feed, ()))
        if entries is None:
            return dict.fromkeys(watchers, RELOAD)
        # A stream that resumed here may be ahead of us: it has read itself what another replica had made.
        alike: defaultdict[int, list[Connection]] = defaultdict(list)
        for connection in watchers:
            alike[max(position, connection.marks.get(feed, 0))].append(connection)
        told: dict[Connection, bytes] = {}
        for mark, group in alike.items():
            frames = await self._frames(feed, [entry for entry in entries if entry.number > mark], group)
            if frames is None:
                return None
            told |= frames
        return told

    async def _frames(self, feed: str, entries: list[Entry], group: list[Connection]) -> dict[Connection, bytes] | None:
        meeting_id = meeting_of(feed)
        if not entries:
            return dict.fromkeys(group, b"")
        if meeting_id is None:
            return {one: await self._personal(one, entries) for one in group}
        frames = await meeting_frames(self._world, meeting_id, entries, {one.person_id for one in group})
        return None if frames is None else {one: frames.get(one.person_id, b"") for one in group}

    async def _personal(self, connection: Connection, entries: list[Entry]) -> bytes:
        async with self._people[connection.person_id].turn:
            return await personal_frames(self._world, self, connection, entries)

    async def _check_session(self, connection: Connection) -> None:
        """After the stream follows the person's feed, so that an end in between is seen by one or the other."""
        ended = await self._world.audiences.sessions.get(connection.session_id)
        person = await self._world.directory.people.get(connection.person_id)
        if ended or (person and not person["active"]):
            raise Unauthenticated


def _journey(entries: Iterable[Entry], streams: int) -> Journey | None:
    """In the traces of the facts that are told; None where nobody is, or no trace is recorded."""
    traces = {entry.traceparent for entry in entries if entry.traceparent} if streams else set()
    spans = [tracing.telling(traceparent, streams) for traceparent in traces]
    return Journey(filter(None, spans), streams) if traces else None
