"""Tasks that belong together: one fails, the others are ended."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def task_group() -> AsyncIterator[asyncio.TaskGroup]:
    """A TaskGroup after whose failure its task goes on as before; use no other in code that outlives a failure.

    In Python 3.11 the task of a group that failed stays marked as being cancelled, and until 3.11.3 every timeout in it
    then ends in CancelledError, for which a loop dies without a word. Raises what the group raises.
    """
    task = asyncio.current_task()
    assert task is not None
    before = task.cancelling()
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except BaseExceptionGroup:
        while task.cancelling() > before:
            task.uncancel()
        raise


def failures_of(group: BaseExceptionGroup[Exception]) -> Iterator[Exception]:
    """Those of groups within it too."""
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from failures_of(error)
        else:
            yield error
