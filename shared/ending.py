"""Tasks that run for ever, brought to their end, and work that nobody waits for."""

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

T = TypeVar("T")

ASKED_AGAIN = 0.5  # seconds


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Asks again: what a task waits in may swallow a cancellation, as a driver does that takes it for a fault.

    What they ended with is theirs: it is not raised here.
    """
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=ASKED_AGAIN)
    await asyncio.gather(*tasks, return_exceptions=True)


class Unwaited:
    """Work that goes on after whoever began it has given up; nobody asks what it ended with."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Future[Any]] = set()

    def begin(self, work: Awaitable[T]) -> asyncio.Future[T]:
        task = asyncio.ensure_future(work)
        self._under_way.add(task)
        task.add_done_callback(self._forget)
        return task

    async def over(self) -> None:
        """Returns once all that was begun in this loop has ended."""
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(task for task in self._under_way if task.get_loop() is loop), return_exceptions=True)

    def _forget(self, task: asyncio.Future[Any]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # nobody may be left to look at it
