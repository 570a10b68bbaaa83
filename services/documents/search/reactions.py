"""What the search index follows: meetings, their agenda and people, and this service's own papers.

It comes after the copies of meetings, which it looks at; papers are indexed by a job, because a long one takes a while.
"""

import asyncio
from typing import Any

from services.documents.search.commands import index_item, index_meeting, index_paper, index_presenters, index_reach
from services.documents.world import World
from shared.aggregates import Act
from shared.events import documents, meeting
from shared.events.envelope import Event, Fact
from shared.jobs import RowWork
from shared.problems import Unavailable
from shared.reactions import Handler, Reactions
from shared.store.port import Document

SEARCH = "search"  # the job that indexes papers
LOOK_AGAIN = 0.2  # seconds
PATIENCE = 5.0  # seconds until the copy of a meeting, heard side by side, must be there

_ITEMS = (meeting.AgendaItemAdded, meeting.AgendaItemChanged, meeting.AgendaItemRemoved)
_PEOPLE = (
    meeting.ParticipantAdded,
    meeting.ParticipantRemoved,
    meeting.ParticipantRoleChanged,
    meeting.SubstituteAgreed,
    meeting.SeatReturned,
)
_PAPERS = (
    documents.DocumentAdded,
    documents.DocumentChanged,
    documents.DocumentReleased,
    documents.DocumentRecalled,
    documents.DocumentRemoved,
)


class CopyParked(Exception):
    """The copy of the meeting cannot be had before somebody replays: the fact parks behind it, and holds up nobody."""


def search_handlers(world: World, copies: Reactions) -> dict[type[Fact], Handler]:
    """`copies` feeds what a meeting is looked up in."""

    def after(handle: Handler) -> Handler:
        async def wait_and_handle(fact: Any, event: Event) -> None:
            loop = asyncio.get_running_loop()
            deadline = loop.time() + PATIENCE
            while not await copies.wait_for(event.subject, event.sequence, loop.time() + LOOK_AGAIN):
                if await copies.is_parked(event.subject):
                    raise CopyParked
                if loop.time() > deadline:
                    raise Unavailable
            await handle(fact, event)

        return wait_and_handle

    async def hear_meeting(fact: Any, event: Event) -> None:
        await index_meeting(world, fact.meeting.id)

    async def hear_item(fact: Any, event: Event) -> None:
        await index_item(world, fact.item.meeting_id, fact.item.id)
        await index_presenters(world, fact.item.meeting_id, fact.item.presenter_ids)

    async def hear_participant(fact: Any, event: Event) -> None:
        await index_reach(world, fact.participation.meeting_id, [fact.participation.person_id])

    async def hear_paper(fact: Any, event: Event) -> None:
        await _begin(world, fact.document.id, event)

    async def hear_check(fact: documents.VersionChecked, event: Event) -> None:
        await _begin(world, fact.document_id, event)

    return {
        **dict.fromkeys(meeting.HEADERS, after(hear_meeting)),
        **dict.fromkeys(_ITEMS, after(hear_item)),
        **dict.fromkeys(_PEOPLE, after(hear_participant)),
        **dict.fromkeys(_PAPERS, hear_paper),
        documents.VersionChecked: hear_check,
    }


def search_again(world: World) -> dict[type[Fact], Handler]:
    """Indexes what a fact speaks of as it is now, papers too, at once: for a rebuild."""

    async def meeting_again(fact: Any, event: Event) -> None:
        await index_meeting(world, fact.meeting.id)

    async def item_again(fact: Any, event: Event) -> None:
        await index_item(world, fact.item.meeting_id, fact.item.id)

    async def participant_again(fact: Any, event: Event) -> None:
        await index_reach(world, fact.participation.meeting_id, [fact.participation.person_id])

    async def paper_again(fact: Any, event: Event) -> None:
        await index_paper(world, fact.document.id)

    return {
        **dict.fromkeys(meeting.HEADERS, meeting_again),
        **dict.fromkeys(_ITEMS, item_again),
        **dict.fromkeys(_PEOPLE, participant_again),
        **dict.fromkeys(_PAPERS, paper_again),
    }


def index_row(world: World) -> RowWork:
    async def index(about: Document, document_id: Any, act: Act) -> None:
        await index_paper(world, document_id)

    return index


async def _begin(world: World, document_id: str, event: Event) -> None:
    act = Act.after(event)
    await world.jobs.begin(event.id, SEARCH, {}, [document_id], act)
