import os
import sys
import threading

import pytest

from services.gateway.passwords.hashing import Hasher


class Telling:
    """In argon2's place: its hash is the priority of the thread it is made in."""

    def hash(self, password: str) -> str:
        return str(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))


@pytest.mark.skipif(sys.platform != "linux", reason="threads have priorities of their own on Linux only")
async def test_passwords_are_hashed_behind_the_thread_that_answers() -> None:
    hasher = Hasher(1, 8, longest_queue=1)
    hasher._argon2 = Telling()  # type: ignore[assignment]
    assert await hasher.hash("a password of some length") == "19"
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) < 19
