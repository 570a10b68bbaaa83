"""All event classes by type, and the topic each source writes."""

from collections.abc import Iterator

from shared.events import documents, gateway, meeting, notify
from shared.events.envelope import Event, Fact

SOURCES = {
    "hop.gateway": gateway,
    "hop.contacts": gateway,
    "hop.meeting": meeting,
    "hop.documents": documents,
    "hop.notify": notify,
}

# Of an aggregate's facts only the newest is kept: each carries its whole state, so a gap before it loses nothing.
COMPACTED = frozenset({gateway.CONTACTS})


def _facts() -> Iterator[type[Fact]]:
    for module in dict.fromkeys(SOURCES.values()):
        for thing in vars(module).values():
            if isinstance(thing, type) and issubclass(thing, Fact) and "type" in vars(thing):
                yield thing


FACTS: dict[str, type[Fact]] = {fact.type: fact for fact in _facts()}


def fact_of(event: Event) -> Fact | None:
    """The event's data as its class, or None for a type this version does not know (a newer service's)."""
    kind = FACTS.get(event.type)
    return kind.model_validate(event.data) if kind else None
