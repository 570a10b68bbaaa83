"""A consumer of sign-in facts: the shortest facts there are."""

from collections.abc import Callable

from shared.clock import Clock
from shared.events.envelope import Event
from shared.events.gateway import SOURCE, SessionStarted
from shared.reactions import Projections, Reactions
from shared.store.port import Collection, Document, Store
from tests.factories.events import event, short


def started(subject: str, sequence: int) -> Event:
    data = {"session_id": f"s{sequence}", "person_id": "p1"}
    return event(subject, sequence, source=SOURCE, type=SessionStarted.type, data=data)


def starts(subject: str, first: int, last: int) -> list[Event]:
    return [started(subject, sequence) for sequence in range(first, last + 1)]


Trouble = Callable[[Event], Exception | None]


class Hearer:
    """Remembers what was handled, keeps a projection of it, and raises what `trouble` gives for an event."""

    def __init__(self, store: Store, clock: Clock, trouble: Trouble = lambda _: None) -> None:
        self.handled: list[tuple[str, int]] = []
        self.trouble = trouble
        self.copies = Projections(store, Collection("test.copies"))
        self.reactions = Reactions("test", "hearer", [SOURCE], store, clock, {SessionStarted: self._started})

    async def _started(self, fact: SessionStarted, event: Event) -> None:
        if error := self.trouble(event):
            raise error
        self.handled.append(short(event))
        await self.copies.apply(event, lambda before: _with(before, fact.session_id), event.subject)

    async def hear(self, *events: Event) -> None:
        await self.reactions.hear_all(events)

    async def parked(self) -> list[int]:
        """Sequences of all that is parked."""
        return sorted(one["sequence"] for one in await self.reactions.parked())

    async def reasons(self) -> dict[tuple[str, int], str]:
        return {(one["subject"], one["sequence"]): one["reason"] for one in await self.reactions.parked()}

    async def sessions(self, subject: str) -> list[str]:
        """What the projection has of a subject, in the order it was applied."""
        return list((await self.copies.get(subject) or {"sessions": []})["sessions"])


def _with(before: Document, session_id: str) -> Document:
    return {"sessions": [*before.get("sessions", []), session_id]}
