"""One open stream: what waits to be written to it, and how far it has come in each feed."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, MutableSequence
from typing import NamedTuple

from aiohttp import web
from opentelemetry.trace import Span

MOST_WAITING = 256  # chunks; a client that lets more pile up is dropped
HEARTBEAT_AFTER = 15.0  # seconds of silence
PATIENCE = 30.0  # seconds for a client to take what was written


class Journey:
    """From a feed to all streams that are told: over when the last of them was written to, or is gone."""

    def __init__(self, spans: Iterable[Span], streams: int) -> None:
        self._spans = tuple(spans)
        self._under_way = streams

    def arrive(self) -> None:
        self._under_way -= 1
        if not self._under_way:
            for span in self._spans:
                span.end()


class Chunk(NamedTuple):
    """Frames of one feed up to `number`."""

    feed: str
    number: int
    frames: bytes
    journey: Journey | None = None


class Overrun(Exception):
    """The client stopped reading."""


class Connection:
    """`marks` has the last number taken of every feed followed.

    `dropped` says that the client stopped reading; `cut` ends its connection at once. Silence and slow clients are
    seen by `look_after`, for a timer at each stream and frame would cost more than the frame.
    """

    def __init__(self, person_id: str, session_id: str) -> None:
        self.person_id = person_id
        self.session_id = session_id
        self.marks: dict[str, int] = {}
        self._waiting: deque[Chunk] = deque()
        self._taken: list[Chunk] = []
        self._moved = asyncio.Event()
        self._ahead = b""  # of what waits
        self._started = False
        self.dropped = False
        self._closing = False
        self._gone = False
        self._writes = False
        self._since = asyncio.get_running_loop().time()
        self.cut: Callable[[], None] = lambda: None

    def look_after(self) -> None:
        """To be called every second or so."""
        waited = asyncio.get_running_loop().time() - self._since
        if self._writes:
            if waited > PATIENCE:
                self.dropped = True
                self.cut()
        elif waited > HEARTBEAT_AFTER:
            self._moved.set()

    async def write(self, response: web.StreamResponse, data: bytes) -> None:
        """Raises ConnectionResetError, also when the client stops reading."""
        self._note(writes=True)
        await response.write(data)
        self._note(writes=False)

    def _note(self, *, writes: bool) -> None:
        self._writes = writes
        self._since = asyncio.get_running_loop().time()

    def push(self, chunk: Chunk) -> None:
        """Nothing is written for a chunk without frames: that something happened out of sight must not be felt."""
        if self._gone or len(self._waiting) >= MOST_WAITING:
            self.dropped = True
            _arrive([chunk])
        elif chunk.frames or self._waiting or not self._started:
            self._waiting.append(chunk)
        else:
            self.marks[chunk.feed] = chunk.number
        if chunk.frames:
            self._moved.set()

    def start(self, missed: bytes) -> None:
        """`missed` goes before what came in while it was looked up."""
        self._ahead += missed
        self._started = True
        self._moved.set()

    def tell(self, frames: bytes) -> None:
        """What belongs to no feed, and is not told again to who resumes."""
        self._ahead += frames
        self._moved.set()

    def close(self) -> None:
        """After what waits has been taken."""
        self._closing = True
        self._moved.set()

    def leave(self) -> None:
        """Nothing is taken any more."""
        self._gone = True
        _arrive(self._taken)
        _arrive(self._waiting)

    async def take(self) -> bytes | None:
        """What waits, or b"" after a long silence; None when the stream is over. Raises Overrun.

        What was taken before is written by then.
        """
        _arrive(self._taken)
        await self._moved.wait()
        if not self._closing:
            self._moved.clear()
        if self.dropped:
            raise Overrun
        if self._closing and not (self._waiting or self._ahead):
            return None
        return b"".join(self._drain())

    def _drain(self) -> list[bytes]:
        """What was sent while catching up is not sent again."""
        fresh, self._ahead = [self._ahead], b""
        while self._waiting:
            chunk = self._waiting.popleft()
            self._taken.append(chunk)
            if chunk.number > self.marks.get(chunk.feed, 0):
                self.marks[chunk.feed] = chunk.number
                fresh.append(chunk.frames)
        return fresh


def _arrive(chunks: MutableSequence[Chunk]) -> None:
    for chunk in chunks:
        if chunk.journey:
            chunk.journey.arrive()
    chunks.clear()
