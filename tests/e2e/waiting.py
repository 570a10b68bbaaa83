"""What another service does later is waited for: a story looks again, and tells what it saw last when time is over."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 20.0  # seconds
AGAIN = 0.1  # seconds


def until(look: Callable[[], T], missing: str, enough: Callable[[T], object] = bool, seconds: float = PATIENCE) -> T:
    """What `look` finds once it is `enough`."""
    deadline = time.monotonic() + seconds
    while not enough(found := look()):
        assert time.monotonic() < deadline, f"{missing}; there is {str(found)[-2000:]}"
        time.sleep(AGAIN)
    return found
