"""All event classes by type, and the topic each source writes."""

from collections.abc import Iterable, Iterator

from shared.events import documents, gateway, meeting, notify
from shared.events.envelope import Event, Fact
from shared.events.gateway import CONTACTS

SOURCES = {
    "hop.gateway": gateway,
    "hop.contacts": gateway,
    "hop.meeting": meeting,
    "hop.documents": documents,
    "hop.notify": notify,
}

# Of an aggregate's facts only the newest is kept: each carries its whole state, so a gap before it loses nothing.
COMPACTED = frozenset({gateway.CONTACTS})

_PRIVATE = {"contact", "reset", "addresschange"}  # aggregates whose facts travel in the topic that notify alone reads


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


def aggregate_of(kind: str) -> str:
    return kind.split(".")[2]


def _owners() -> Iterator[tuple[str, str]]:
    for source, module in SOURCES.items():
        for kind, fact in FACTS.items():
            aggregate = aggregate_of(kind)
            if fact.__module__ == module.__name__ and (aggregate in _PRIVATE) == (source == CONTACTS):
                yield aggregate, source


OWNERS: dict[str, str] = dict(_owners())
"""By aggregate the source that tells of it."""


def is_foreign(event: Event) -> bool:
    """Whether its source may not say this, as a service that was broken into would try to.

    A kind of aggregate that nobody here knows is a newer version's.
    """
    if OWNERS.get(event.aggregate, event.source) != event.source:
        return True
    return event.type in FACTS and aggregate_of(event.type) != event.aggregate


def is_newer(kind: str, known: Iterable[str]) -> bool:
    """Whether it is a version of a type in `known` that we do not know yet."""
    stem = kind.rpartition(".")[0]
    return kind not in FACTS and any(one.rpartition(".")[0] == stem for one in known)
