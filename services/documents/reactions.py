"""What the documents service hears: meetings, their agenda and who takes part; and what follows for who reads what."""

from typing import Any

from services.documents.documents.store import DOCUMENTS
from shared.aggregates import Act
from shared.events.envelope import Event, Fact
from shared.events.meeting import AgendaItemAdded, AgendaItemChanged, AgendaItemMoved, AgendaItemRemoved
from shared.jobs import Jobs
from shared.membership import Membership
from shared.reactions import Handler
from shared.store.port import Store, every

READERS = "readers"  # the job that goes through an item's papers and says anew who reads them


def handlers(store: Store, membership: Membership, jobs: Jobs) -> dict[type[Fact], Handler]:
    """Changes of an item that touch its readers go on to its papers, after the copy of the agenda has them."""
    heard = membership.handlers()
    for fact in (AgendaItemAdded, AgendaItemChanged, AgendaItemMoved, AgendaItemRemoved):
        heard[fact] = _then_papers(heard[fact], store, jobs)
    return heard


def _then_papers(hear: Handler, store: Store, jobs: Jobs) -> Handler:
    async def handle(fact: Any, event: Event) -> None:
        await hear(fact, event)
        papers = every(store, DOCUMENTS, "by_item", fact.item.meeting_id, fact.item.id)
        rows = [stored.id async for stored in papers]
        if rows:
            act = Act(event.time, actor_id=event.actor, request_id=event.correlationid, cause_id=event.id)
            await jobs.begin(event.id, READERS, {"meeting_id": fact.item.meeting_id}, rows, act)

    return handle
