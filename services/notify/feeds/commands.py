"""Adds a fact to the live feeds: its meeting's, and those of people for whom it changes what they are to it."""

from services.notify.feeds.model import (
    Reference,
    meeting_feed,
    person_feed,
    personal_references,
    references,
    sight_is_same,
)
from services.notify.notices.model import Situation
from services.notify.world import World
from shared.events.envelope import Event


async def add_to_feed(world: World, feed: str, cause: str, type_: str, reference: Reference) -> None:
    """The same cause and object again add nothing; open streams hear of it at once."""
    if entry := await world.feeds.append(feed, cause, type_, reference):
        world.hub.stir(feed, entry)
        await world.feeds.trim(feed, entry.number)


async def feed_meeting(world: World, situation: Situation, event: Event) -> None:
    assert situation.meeting is not None
    meeting_id = situation.meeting["id"]
    sight_differs = situation.item is not None and not sight_is_same(situation.item)
    papers = await world.audiences.documents_of(meeting_id) if sight_differs else []
    for reference in references(situation.fact, situation.item, situation.document, papers):
        await add_to_feed(world, meeting_feed(meeting_id), event.id, event.type, reference)


async def feed_people(world: World, situation: Situation, event: Event) -> None:
    meeting_id = situation.meeting["id"] if situation.meeting else None
    changed = personal_references(
        situation.fact, meeting_id, situation.standings, situation.standings_before, situation.people_at_site
    )
    for person_id, reference in changed:
        await add_to_feed(world, person_feed(person_id), event.id, event.type, reference)
