"""What notify does about facts: it keeps its copies, adds to the live feeds, and plans who must hear of it.

One group hears everything, in this order for each fact, so that nothing is planned from copies that are behind.
Each step may run twice.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from services.notify.audiences.duties import people_at, sites_of
from services.notify.audiences.preparers import preparers_of
from services.notify.audiences.store import Audiences, Involvement
from services.notify.feeds.commands import feed_meeting, feed_people
from services.notify.inbox.commands import review_entries
from services.notify.keepers.commands import tell_keeper
from services.notify.letters.commands import plan_confirmation, plan_farewell, plan_report, plan_reset
from services.notify.notices.commands import give_notice
from services.notify.notices.model import Situation
from services.notify.subscriptions.commands import forget_device
from services.notify.unreached.commands import try_corrected_address
from services.notify.world import World
from shared.aggregates import Act
from shared.copies import Made
from shared.directory import Directory
from shared.events import documents, gateway, meeting
from shared.events.envelope import Event, Fact
from shared.events.gateway import (
    CONTACTS,
    AddressConfirmationAsked,
    ContactChanged,
    ResetAsked,
    SessionEnded,
    UsageReportMade,
)
from shared.events.registry import FACTS, SOURCES
from shared.groups import task_group
from shared.membership import Membership
from shared.reactions import Handler, Reactions
from shared.store.port import Document, Store

TOPICS = (gateway.SOURCE, CONTACTS, meeting.SOURCE, documents.SOURCE)

_NOT_CHANGED = Involvement({}, {}, {})

Keepers = Sequence[Mapping[type[Fact], Handler]]


def reactions(world: World) -> Reactions:
    copies = (world.directory.handlers(), world.membership.handlers(), world.audiences.handlers())
    handlers = {fact: _handler(world, _each(fact, copies)) for fact in _heard()}
    return Reactions("notify", "facts", TOPICS, world.store, world.clock, handlers)


def copies_in(store: Store) -> Made:
    """What the handlers above keep, and nothing of what they tell people."""
    directory, membership, audiences = Directory("notify", store), Membership("notify", store), Audiences(store)
    copies = (directory.handlers(), membership.handlers(), audiences.handlers())

    def keeping(keep: list[Handler]) -> Handler:
        async def hear(fact: Any, event: Event) -> None:
            await _keep(keep, fact, event)
            if (found := await _meeting(membership, fact, event)) and _changes_standings(fact):
                await _involve(audiences, found, fact, event)

        return hear

    projections = [*directory.projections, *membership.projections, *audiences.projections]
    return {fact: keeping(_each(fact, copies)) for fact in _heard()}, projections


def _heard() -> list[type[Fact]]:
    modules = {SOURCES[topic].__name__ for topic in TOPICS}
    return [fact for fact in FACTS.values() if fact.__module__ in modules]


def _each(kind: type[Fact], copies: Keepers) -> list[Handler]:
    return [handlers[kind] for handlers in copies if kind in handlers]


def _handler(world: World, keep: list[Handler]) -> Handler:
    async def hear(fact: Any, event: Event) -> None:
        await _keep(keep, fact, event)
        if isinstance(fact, ResetAsked):
            await plan_reset(world, fact, event)
        if isinstance(fact, UsageReportMade):
            await plan_report(world, fact, event)
        if isinstance(fact, AddressConfirmationAsked):
            await plan_confirmation(world, fact, event)
        if isinstance(fact, SessionEnded):
            await forget_device(world, fact.session_id, Act(event.time, cause_id=event.id))
        if isinstance(fact, ContactChanged):
            await plan_farewell(world, fact, event)
            await try_corrected_address(world, fact.person_id, Act(event.time, cause_id=event.id))
        if hasattr(fact, "booking"):
            room = await world.audiences.rooms.get(fact.booking.room_id)
            await tell_keeper(world, Situation(fact, room=room), event)
        situation = await _situation(world, fact, event)
        await feed_people(world, situation, event)
        if situation.meeting is None:
            return
        await feed_meeting(world, situation, event)
        await review_entries(world, situation, event)
        await give_notice(world, situation, event)

    return hear


async def _keep(handlers: Sequence[Handler], fact: Any, event: Event) -> None:
    """Side by side: none of the copies is made from another."""

    async def one(handler: Handler) -> None:
        await handler(fact, event)

    async with task_group() as tasks:
        for handler in handlers:
            tasks.create_task(one(handler))


async def _situation(world: World, fact: Any, event: Event) -> Situation:
    found = await _meeting(world.membership, fact, event)
    if found is None:
        return Situation(fact)
    involved = _NOT_CHANGED
    if _changes_standings(fact):
        involved = await _involve(world.audiences, found, fact, event)
    document_id = _document_of_fact(fact)
    item_id = fact.item.id if hasattr(fact, "item") else None
    unit_id = _unit_of_fact(fact)
    site = await _site_of_fact(world, fact)
    return Situation(
        fact,
        found,
        document=await world.audiences.documents.after(event, document_id) if document_id else None,
        item=await world.audiences.items.after(event, item_id) if item_id else None,
        standings=involved.standings,
        standings_before=involved.standings_before,
        header_before=involved.header_before,
        preparers=await preparers_of(world, unit_id) if unit_id else (),
        sites=await sites_of(world, found["id"]) if hasattr(fact, "meeting") or site else (),
        site=site,
        people_at_site=await people_at(world, site) if site else (),
    )


async def _meeting(membership: Membership, fact: Any, event: Event) -> Document | None:
    """None also while only parts of it were heard."""
    meeting_id = meeting_of_fact(fact)
    found = await membership.meetings.after(event, meeting_id) if meeting_id else None
    return found if found and "chair_id" in found else None


def _changes_standings(fact: Any) -> bool:
    return hasattr(fact, "meeting") or hasattr(fact, "item")


async def _involve(audiences: Audiences, found: Document, fact: Any, event: Event) -> Involvement:
    return await audiences.involve(event, found, called=isinstance(fact, meeting.MeetingCalled))


def meeting_of_fact(fact: Any) -> str | None:
    """Every fact of a meeting or its papers names it, in one of these ways."""
    if hasattr(fact, "meeting"):
        return str(fact.meeting.id)
    for name in ("item", "participation", "document", "site"):
        if hasattr(fact, name):
            return str(getattr(fact, name).meeting_id)
    return getattr(fact, "meeting_id", None)


def _unit_of_fact(fact: Any) -> str | None:
    """The owner unit that has to hear of it."""
    if isinstance(fact, meeting.PapersAsked):
        return fact.item.owner_organisation_id
    return fact.unit_id if isinstance(fact, documents.Reviewed) else None


async def _site_of_fact(world: World, fact: Any) -> Document | None:
    if hasattr(fact, "site"):
        return await world.audiences.sites.get(fact.site.id)
    return None


def _document_of_fact(fact: Any) -> str | None:
    if hasattr(fact, "document"):
        return str(fact.document.id)
    return getattr(fact, "document_id", None)
