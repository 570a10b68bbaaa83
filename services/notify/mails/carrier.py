"""Where mails go: to a mail server, or into files when none is set. Both tell in the same words what went wrong."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from services.notify.deliveries.model import Reason
from services.notify.mails.model import Mail


class NotTaken(Exception):
    """The mail was surely not taken. `permanent`: another attempt would fail too.

    `for_all`: the server itself is the trouble, so that the next mail need not try it now.
    """

    def __init__(self, reason: Reason, *, permanent: bool = False, for_all: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.for_all = for_all


class OutcomeUnknown(Exception):
    """The whole mail was handed over, and no answer came."""


class Round(Protocol):
    async def carry(self, mail: Mail) -> None:
        """Returns when the mail was taken. Raises NotTaken, OutcomeUnknown."""
        ...


class Carrier(Protocol):
    def round(self) -> AbstractAsyncContextManager[Round]:
        """Several mails one after the other, over one connection if there is one."""
        ...
