"""Facts of all services, kept as records by the table in `facts.py`."""

from services.gateway.usage.facts import KEPT, Kept
from services.gateway.usage.store import Records
from shared.clock import Clock
from shared.events import documents, gateway, meeting, notify
from shared.events.envelope import Event, Fact
from shared.reactions import Handler, Pace, Reactions
from shared.store.port import Store

# A group of its own name: it hears the log from its first fact, also where an older projection had been heard.
GROUP = "figures"
TOPICS = (gateway.SOURCE, meeting.SOURCE, documents.SOURCE, notify.SOURCE)


def usage_reactions(service: str, records: Records, store: Store, clock: Clock) -> Reactions:
    handlers = {fact: _keep(records, kept) for fact, kept in KEPT.items()}
    return Reactions(service, GROUP, TOPICS, store, clock, handlers, feeds_reads=False, pace=Pace.LATER)


def _keep(records: Records, kept: Kept) -> Handler:
    async def handle(fact: Fact, event: Event) -> None:
        await records.hear(event, kept)

    return handle
