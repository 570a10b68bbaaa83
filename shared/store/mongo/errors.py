"""Which of the engine's errors may pass, and how long an operation tries."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    ExecutionTimeout,
    OperationFailure,
    PyMongoError,
    WaitQueueTimeoutError,
    WTimeoutError,
)

from shared.ending import Unwaited
from shared.metrics import Counter
from shared.store.port import StoreAway

T = TypeVar("T")

STORE_REPEATS = Counter("hop_store_repeats", "Operations repeated because the store did not answer.")

PAUSE = 0.1  # seconds
DUPLICATE = 11000

unanswered = Unwaited()

_PASSING = (ConnectionFailure, ExecutionTimeout, WaitQueueTimeoutError, WTimeoutError)
_LABELS = ("RetryableWriteError", "TransientTransactionError")
# Interrupted, no primary, write concern not reached, disk full, document filled by its outbox while the log is away.
_CODES = {91, 100, 189, 262, 10107, 10334, 11600, 11602, 13435, 13436, 14031, 17419}


def is_passing(error: PyMongoError) -> bool:
    if isinstance(error, _PASSING) or error.timeout or any(map(error.has_error_label, _LABELS)):
        return True
    return isinstance(error, OperationFailure) and codes_of(error) <= _CODES


def codes_of(error: OperationFailure) -> set[int | None]:
    """Of many writes each may have failed for a reason of its own."""
    if isinstance(error, BulkWriteError) and error.details:
        return {one["code"] for kind in ("writeErrors", "writeConcernErrors") for one in error.details[kind]}
    return {error.code}


async def insist(work: Callable[[], Awaitable[T]], seconds: float) -> T:
    """Repeats what was not answered, so long: `work` must recognise what an earlier try has done.

    Who asks is told after `seconds`. What was begun goes on to the limits of the client: broken off, it would take its
    connection with it, and through a slow network none would be made any more, for each takes several round trips.
    Raises StoreAway, and the engine's own errors where trying again would not help.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while True:
        task = unanswered.begin(work())
        done, _ = await asyncio.wait({task}, timeout=max(deadline - loop.time(), 0))
        if not done:
            raise StoreAway("no answer in time")
        try:
            return task.result()
        except PyMongoError as error:
            if not is_passing(error):
                raise
            # Who found no free connection has waited in vain for others' sake already.
            if isinstance(error, WaitQueueTimeoutError) or loop.time() + PAUSE >= deadline:
                raise StoreAway(str(error)) from error
        STORE_REPEATS.inc()
        await asyncio.sleep(PAUSE)
