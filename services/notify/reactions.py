"""What notify does about facts: it keeps its copies, adds to the live feeds, and plans who must hear of it.

One group hears everything, in this order for each fact, so that nothing is planned from copies that are behind.
Each step may run twice.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from services.notify.feeds.commands import feed_meeting, feed_people
from services.notify.inbox.commands import review_entries
from services.notify.notices.commands import give_notice
from services.notify.notices.model import Situation
from services.notify.world import World
from shared.events import documents, gateway, meeting
from shared.events.envelope import Event, Fact
from shared.events.gateway import CONTACTS
from shared.events.registry import FACTS, SOURCES
from shared.reactions import Handler, Reactions
from shared.store.port import Document

TOPICS = (gateway.SOURCE, CONTACTS, meeting.SOURCE, documents.SOURCE)

Copies = Sequence[Mapping[type[Fact], Handler]]


def reactions(world: World) -> Reactions:
    copies = (world.directory.handlers(), world.membership.handlers(), world.audiences.handlers())
    heard = {SOURCES[topic].__name__ for topic in TOPICS}
    handlers = {fact: _handler(world, fact, copies) for fact in FACTS.values() if fact.__module__ in heard}
    return Reactions("notify", "facts", TOPICS, world.store, world.clock, handlers)


def _handler(world: World, kind: type[Fact], copies: Copies) -> Handler:
    keep = [handlers[kind] for handlers in copies if kind in handlers]

    async def hear(fact: Any, event: Event) -> None:
        for handler in keep:
            await handler(fact, event)
        situation = await _situation(world, fact, event)
        await feed_people(world, situation, event)
        if situation.meeting is None:
            return
        await feed_meeting(world, situation, event)
        await review_entries(world, situation, event)
        await give_notice(world, situation, event)

    return hear


async def _situation(world: World, fact: Any, event: Event) -> Situation:
    meeting_id = meeting_of_fact(fact)
    found = await world.membership.meetings.get(meeting_id) if meeting_id else None
    if found is None or "chair_id" not in found:
        return Situation(fact)
    standings: Document = {}
    standings_before: Document = {}
    if hasattr(fact, "meeting") or hasattr(fact, "item"):
        called = isinstance(fact, meeting.MeetingCalled)
        standings, standings_before = await world.audiences.involve(event, found, called=called)
    document_id = _document_of_fact(fact)
    item_id = fact.item.id if hasattr(fact, "item") else None
    return Situation(
        fact,
        found,
        document=await world.audiences.documents.get(document_id) if document_id else None,
        item=await world.audiences.items.get(item_id) if item_id else None,
        standings=standings,
        standings_before=standings_before,
    )


def meeting_of_fact(fact: Any) -> str | None:
    """Every fact of a meeting or its papers names it, in one of these ways."""
    if hasattr(fact, "meeting"):
        return str(fact.meeting.id)
    for name in ("item", "participation", "document"):
        if hasattr(fact, name):
            return str(getattr(fact, name).meeting_id)
    return getattr(fact, "meeting_id", None)


def _document_of_fact(fact: Any) -> str | None:
    if hasattr(fact, "document"):
        return str(fact.document.id)
    return getattr(fact, "document_id", None)
