"""Tasks that run for ever, brought to their end."""

import asyncio
from typing import Any

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
