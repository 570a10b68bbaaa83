"""What the documents service hears: meetings, their agenda and who takes part; and what follows for who reads what."""

from functools import partial
from typing import Any

from services.documents.documents.store import DOCUMENTS
from services.documents.keepsakes.commands import forget_papers, hand_papers_along, keep_papers
from services.documents.world import World
from shared.aggregates import Act
from shared.events.envelope import Event, Fact
from shared.events.meeting import (
    AgendaItemAdded,
    AgendaItemChanged,
    AgendaItemMoved,
    AgendaItemRemoved,
    ParticipantAdded,
    SeatReturned,
    SubstituteAgreed,
)
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


def seat_handlers(world: World) -> dict[type[Fact], Handler]:
    """What substitutes mean for papers. A group of its own: it needs papers and membership, which the other makes."""
    follow: dict[type[Fact], Any] = {
        SubstituteAgreed: keep_papers,
        SeatReturned: forget_papers,
        ParticipantAdded: hand_papers_along,
    }
    return {fact: partial(consequence, world) for fact, consequence in follow.items()}


def _then_papers(hear: Handler, store: Store, jobs: Jobs) -> Handler:
    async def handle(fact: Any, event: Event) -> None:
        await hear(fact, event)
        papers = every(store, DOCUMENTS, "by_item", fact.item.meeting_id, fact.item.id)
        rows = [stored.id async for stored in papers]
        if rows:
            act = Act.after(event)
            await jobs.begin(event.id, READERS, {"meeting_id": fact.item.meeting_id}, rows, act)

    return handle
