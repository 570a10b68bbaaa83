"""Reminders over HTTP."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from services.meeting.access import Seen, meeting_of
from services.meeting.reminders import commands
from services.meeting.world import World
from shared.http import Answer, Body, Call, Routes
from shared.permissions import Permission
from shared.text import Prose

routes = Routes(meeting_of)


class Reminded(TypedDict):
    people: int


class PaperRequest(Body):
    """`note` says what is wanted; left empty, the one said before stays."""

    item_ids: Annotated[list[str], Field(min_length=1, max_length=500)]
    note: Annotated[Prose, Field(max_length=1000)] = ""


class PapersRequested(TypedDict):
    """How many items; those asked about within half an hour are not counted."""

    items: int


@routes.post("/api/meetings/{meeting}/paper-requests", Permission.PREPARE_MEETING, answer=PapersRequested, status=202)
async def ask_for_papers(call: Call[World, Seen], body: PaperRequest) -> Answer:
    """Asks the owner units of these items for their papers, or reminds them; from then on they know of the items."""
    item_ids = tuple(dict.fromkeys(body.item_ids))
    asked = await commands.ask_for_papers(call.world, call.thing.stored.id, item_ids, body.note, call.act)
    return Answer(PapersRequested(items=asked), 202)


@routes.post("/api/meetings/{meeting}/reminders", Permission.PREPARE_MEETING, answer=Reminded, status=202)
async def remind_unanswered(call: Call[World, Seen]) -> Answer:
    """All who have not answered, at once; at most every half hour."""
    people = await commands.remind_unanswered(call.world, call.thing.stored.id, call.act)
    return Answer(Reminded(people=people), 202)
