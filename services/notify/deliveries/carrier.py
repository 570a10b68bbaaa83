"""What carries messages of a channel: mails to a server or into files, pushes to devices.

All tell in the same words what went wrong.
"""

from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Protocol, TypeVar

from services.notify.deliveries.model import Reason

M = TypeVar("M", contravariant=True)


class NotTaken(Exception):
    """The message was surely not taken. `permanent`: another attempt would fail too.

    `for_all`: the server itself is the trouble, so that the next message need not try it now. `retry_after` is what
    the server asks to wait.
    """

    def __init__(
        self, reason: Reason, *, permanent: bool = False, for_all: bool = False, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.for_all = for_all
        self.retry_after = retry_after


class OutcomeUnknown(Exception):
    """The whole message was handed over, and no answer came."""


class Round(Protocol[M]):
    async def carry(self, message: M) -> None:
        """Returns when the message was taken. Raises NotTaken, OutcomeUnknown."""
        ...


class Carrier(Protocol[M]):
    def round(self) -> AbstractAsyncContextManager[Round[M]]:
        """Several messages one after the other, over one connection if there is one."""
        ...
