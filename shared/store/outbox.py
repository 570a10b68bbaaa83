"""Where saved events wait until the log has acknowledged them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.events.envelope import Event


@dataclass(frozen=True, slots=True)
class Place:
    """A document that has an outbox."""

    collection: str
    document_id: str


class Outbox(Protocol):
    async def waiting(self, place: Place) -> list[Event]:
        """All that waits there, in order. Raises StoreAway."""
        ...

    async def pull(self, place: Place, event_ids: Sequence[str]) -> None:
        """What is gone already is no error. Raises StoreAway."""
        ...

    async def overdue(self, before: datetime, limit: int) -> list[Place]:
        """Places whose oldest event was saved before then, the oldest first. Raises StoreAway."""
        ...

    async def lease(self, name: str, holder: str, seconds: float) -> bool:
        """Whether the holder may do what only one process does, until then. Raises StoreAway."""
        ...
