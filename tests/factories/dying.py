"""A process that ends itself by SIGKILL before the n-th thing it would write, fetch or delete."""

import os
import signal
from collections.abc import Awaitable, Callable
from multiprocessing.context import ForkServerContext
from typing import Any

from shared.backends import Backends
from shared.store.port import Collection

KILLED, FINISHED = -9, 0
PATIENCE = 60.0  # seconds
WRITES = {"store": ("insert", "save", "delete"), "objects": ("put", "delete", "fetch", "abort_upload", "finish_upload")}


def exit_code_of(processes: ForkServerContext, run: Callable[..., None], *arguments: Any) -> int:
    """Of `run` in a process of its own: KILLED, or FINISHED before it got so far."""
    process = processes.Process(target=run, args=arguments)
    process.start()
    process.join(PATIENCE)
    code = process.exitcode
    process.close()
    assert code in (KILLED, FINISHED)
    return code


def die_before(backends: Backends, number: int, counts: Callable[[str], bool]) -> None:
    """`counts` says of which collections the writes count; effects on objects always do."""
    left = number

    def dying(effect: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def do(*arguments: Any, **more: Any) -> Any:
            nonlocal left
            left -= not isinstance(arguments[0], Collection) or counts(arguments[0].name)
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return await effect(*arguments, **more)

        return do

    for engine, names in WRITES.items():
        for name in names:
            found = getattr(backends, engine)
            setattr(found, name, dying(getattr(found, name)))
