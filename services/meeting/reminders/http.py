"""Reminders over HTTP."""

from typing_extensions import TypedDict

from services.meeting.access import Seen, meeting_of
from services.meeting.reminders import commands
from services.meeting.world import World
from shared.http import Answer, Call, Routes
from shared.permissions import Permission

routes = Routes(meeting_of)


class Reminded(TypedDict):
    people: int


@routes.post("/api/meetings/{meeting}/reminders", Permission.PREPARE_MEETING, answer=Reminded, status=202)
async def remind_unanswered(call: Call[World, Seen]) -> Answer:
    """All who have not answered, at once; at most every half hour."""
    people = await commands.remind_unanswered(call.world, call.thing.stored.id, call.act)
    return Answer(Reminded(people=people), 202)
