"""Which of the engine's errors may pass, and how long an operation tries."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pymongo
from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    ExecutionTimeout,
    OperationFailure,
    PyMongoError,
    WaitQueueTimeoutError,
    WTimeoutError,
)

from shared.metrics import Counter
from shared.store.port import StoreAway

T = TypeVar("T")

STORE_REPEATS = Counter("hop_store_repeats", "Operations repeated because the store did not answer.")

PAUSE = 0.1  # seconds
DUPLICATE = 11000

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

    Raises StoreAway, and the engine's own errors where trying again would not help.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while True:
        try:
            with pymongo.timeout(max(deadline - loop.time(), 0.01)):
                return await work()
        except PyMongoError as error:
            if not is_passing(error):
                raise
            if loop.time() + PAUSE >= deadline:
                raise StoreAway(str(error)) from error
        STORE_REPEATS.inc()
        await asyncio.sleep(PAUSE)
