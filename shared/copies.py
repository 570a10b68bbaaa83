"""What a group keeps that follows from the log alone, so that it can be made anew beside the running service."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shared.events.envelope import Fact
from shared.reactions import Handler, Projections
from shared.store.port import Store

Made = tuple[Mapping[type[Fact], Handler], Sequence[Projections]]


@dataclass(frozen=True, slots=True)
class Copies:
    """`make` gives handlers and copies on a store of their own; the handlers do nothing but keep these copies."""

    make: Callable[[Store], Made]


@dataclass(frozen=True, slots=True)
class Derived:
    """`handlers` write what follows from the present state, whatever they hear and however often: safe in place."""

    handlers: Mapping[type[Fact], Handler]
