"""Events of a story brought to the log through a store, as their own services would have saved them."""

from collections.abc import Sequence
from itertools import groupby

from shared.events.envelope import Event
from shared.store.port import Collection, Store
from tests.factories.installation import Installation

SAID = Collection("said.events")


async def save_events(store: Store, events: Sequence[Event]) -> None:
    """One document for each subject, with all its events in one save."""
    ordered = sorted(events, key=lambda event: event.subject)
    for subject, few in groupby(ordered, key=lambda event: event.subject):
        await store.insert(SAID, subject, {}, list(few))


async def say_events(hop: Installation, events: Sequence[Event]) -> None:
    """And waits until all reactions have heard them."""
    await save_events(hop.kit.backends.store, events)
    await hop.settle()
