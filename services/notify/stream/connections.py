"""One open stream: what waits to be written to it, and how far it has come in each feed."""

import asyncio
from collections import deque
from typing import NamedTuple

MOST_WAITING = 256  # chunks; a client that lets more pile up is dropped


class Chunk(NamedTuple):
    """Frames of one feed up to `number`."""

    feed: str
    number: int
    frames: bytes


class Overrun(Exception):
    """The client stopped reading."""


class Connection:
    """`marks` has the last number taken of every feed followed."""

    def __init__(self, person_id: str, session_id: str) -> None:
        self.person_id = person_id
        self.session_id = session_id
        self.marks: dict[str, int] = {}
        self._waiting: deque[Chunk] = deque()
        self._moved = asyncio.Event()
        self._missed = b""
        self._started = False
        self._overrun = False
        self._closing = False

    def push(self, chunk: Chunk) -> None:
        """Nothing is written for a chunk without frames: that something happened out of sight must not be felt."""
        if len(self._waiting) >= MOST_WAITING:
            self._overrun = True
        elif chunk.frames or self._waiting or not self._started:
            self._waiting.append(chunk)
        else:
            self.marks[chunk.feed] = chunk.number
        if chunk.frames:
            self._moved.set()

    def start(self, missed: bytes) -> None:
        """`missed` goes before what came in while it was looked up."""
        self._missed = missed
        self._started = True
        self._moved.set()

    def close(self) -> None:
        """After what waits has been taken."""
        self._closing = True
        self._moved.set()

    async def take(self, patience: float) -> bytes | None:
        """What waits, or b"" after `patience` seconds of nothing; None when the stream is over. Raises Overrun."""
        if not await self._has_moved(patience):
            return b""
        if self._overrun:
            raise Overrun
        if self._closing and not (self._waiting or self._missed):
            return None
        return b"".join(self._drain())

    async def _has_moved(self, patience: float) -> bool:
        try:
            async with asyncio.timeout(patience):
                await self._moved.wait()
        except TimeoutError:
            return False
        if not self._closing:
            self._moved.clear()
        return True

    def _drain(self) -> list[bytes]:
        """What was sent while catching up is not sent again."""
        fresh, self._missed = [self._missed], b""
        while self._waiting:
            chunk = self._waiting.popleft()
            if chunk.number > self.marks.get(chunk.feed, 0):
                self.marks[chunk.feed] = chunk.number
                fresh.append(chunk.frames)
        return fresh
