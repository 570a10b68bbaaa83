"""What is done to the agenda. Every change is right on whatever state it meets, or refused by the tree's rules."""

from typing import Any

from services.meeting.agenda_items.model import AgendaItem
from services.meeting.meetings.model import Meeting
from services.meeting.world import World
from shared.aggregates import Act
from shared.secrecy import check_secrecy
from shared.words import Classification


async def add_item(world: World, meeting_id: str, item: AgendaItem, after_id: str | None, act: Act) -> Meeting:
    """Adding an item again (same id) changes nothing."""
    _check_title(world, item.id, item.title)

    def decide(meeting: Meeting) -> None:
        if all(known.id != item.id for known in meeting.items):
            meeting.add_item(item, after_id)

    return await world.meetings.change(meeting_id, decide, act)


async def change_item(world: World, meeting_id: str, item_id: str, fields: dict[str, Any], act: Act) -> Meeting:
    _check_title(world, item_id, fields.get("title", ""))
    return await world.meetings.change(meeting_id, lambda meeting: meeting.change_item(item_id, fields), act)


async def move_item(
    world: World, meeting_id: str, item_id: str, parent_id: str | None, after_id: str | None, act: Act
) -> Meeting:
    return await world.meetings.change(meeting_id, lambda meeting: meeting.move_item(item_id, parent_id, after_id), act)


async def remove_item(world: World, meeting_id: str, item_id: str, act: Act) -> Meeting:
    return await world.meetings.change(meeting_id, lambda meeting: meeting.remove_item(item_id), act)


def _check_title(world: World, about: str, title: str) -> None:
    check_secrecy(Classification.NONE, title, about=about, allowed=world.secrets_allowed)
