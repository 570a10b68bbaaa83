"""Stands before servers on loopback as a network does, and troubles what passes when asked to."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from enum import Enum, auto
from typing import Any

from tests.backends.server import free_ports

PIECE = 1 << 16
SLICE = 100  # bytes
LATENCY = 0.1  # seconds, on each piece


class Fault(Enum):
    """What is the matter between a client and its server."""

    LATENCY = auto()
    SLICING = auto()
    RESET = auto()  # open connections break, new ones break at once
    BLACK_HOLE = auto()  # nothing arrives, and nobody is told
    HALF_OPEN = auto()  # connections open now lose their server and do not hear of it; new ones are well


class Door:
    """Connections go in turn to the targets (ports) that listen. Runs in a thread of its own until `close`."""

    def __init__(self) -> None:
        (self.port,) = free_ports(1)
        self.targets: list[int] = []
        self._fault: Fault | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._passing: set[asyncio.Task[None]] = set()
        self._lost: set[asyncio.Task[None]] = set()
        self._clear = asyncio.Event()
        self._turn = 0

    def open(self) -> None:
        self._thread.start()
        self._clear.set()
        self._run(self._listen())

    def close(self) -> None:
        if self._thread.is_alive():
            self._run(self._end())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop.close()

    def trouble(self, fault: Fault) -> None:
        self._run(self._change(fault))

    def heal(self) -> None:
        """What a black hole swallowed arrives; what was half open stays so."""
        self._run(self._change(None))

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)

    async def _end(self) -> None:
        self._server.close()
        await self._break_all()

    async def _change(self, fault: Fault | None) -> None:
        self._fault = fault
        if fault is Fault.BLACK_HOLE:
            self._clear.clear()
        else:
            self._clear.set()
        if fault is Fault.RESET:
            await self._break_all()
        if fault is Fault.HALF_OPEN:
            self._lost |= self._passing

    async def _break_all(self) -> None:
        for task in list(self._passing):
            task.cancel()
        await asyncio.gather(*self._passing, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._passing.add(task)
        try:
            if self._fault is not Fault.RESET:
                await self._pass(reader, writer, lambda: task in self._lost)
        except (OSError, asyncio.CancelledError):  # broken by us, or nobody listens
            return
        finally:
            writer.transport.abort()
            self._passing.discard(task)
            self._lost.discard(task)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, is_lost: Callable[[], bool]
    ) -> None:
        there, to_there = await self._next()
        try:
            async with asyncio.TaskGroup() as ways:
                ways.create_task(self._copy(reader, to_there, is_lost))
                ways.create_task(self._copy(there, writer, is_lost))
        except* (OSError, EOFError):
            pass
        finally:
            to_there.transport.abort()

    async def _next(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Raises OSError when none of the targets listens."""
        for _ in self.targets[1:]:
            self._turn += 1
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", self.targets[self._turn % len(self.targets)])
        self._turn += 1
        return await asyncio.open_connection("127.0.0.1", self.targets[self._turn % len(self.targets)])

    async def _copy(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, is_lost: Callable[[], bool]
    ) -> None:
        while piece := await reader.read(PIECE):
            await self._clear.wait()
            if is_lost():
                continue
            size = SLICE if self._fault is Fault.SLICING else PIECE
            if self._fault is Fault.LATENCY:
                await asyncio.sleep(LATENCY)
            for start in range(0, len(piece), size):
                writer.write(piece[start : start + size])
                await writer.drain()
        raise EOFError
