"""Substitutes over HTTP: proposed by the delegate, or for him; decided by the chair."""

from typing import Annotated

from pydantic import Field

from services.meeting.access import Seen, meeting_of
from services.meeting.participants.http import participant_answer
from services.meeting.substitutes import commands
from services.meeting.world import World
from shared.http import Answer, Body, Call, Routes
from shared.permissions import Permission
from shared.text import Prose
from shared.views import ParticipantView

routes = Routes(meeting_of)

Reason = Annotated[Prose, Field(min_length=1, max_length=1000)]


class Proposal(Body):
    person_id: str
    reason: Reason


class Decision(Body):
    """`person_id` is the proposed substitute the chair looked at. `item_ids`: restricted items given along."""

    person_id: str
    agreed: bool
    item_ids: Annotated[list[str], Field(max_length=500)] = Field(default_factory=list)
    reason: Annotated[Prose, Field(max_length=1000)] | None = None


@routes.put("/api/meetings/{meeting}/substitute", Permission.PROPOSE_SUBSTITUTE, answer=ParticipantView)
async def propose_substitute(call: Call[World, Seen], body: Proposal) -> Answer:
    """Asks the chair; takes the place of the caller's earlier proposal."""
    return await _propose(call, call.caller.person_id, body)


@routes.delete("/api/meetings/{meeting}/substitute", Permission.PROPOSE_SUBSTITUTE)
async def withdraw_substitute(call: Call[World, Seen]) -> Answer:
    """While the chair has not decided."""
    await commands.withdraw_substitute(call.world, call.thing.stored.id, call.caller.person_id, call.act)
    return Answer()


@routes.put(
    "/api/meetings/{meeting}/participants/{person}/substitute", Permission.RECORD_ANSWER, answer=ParticipantView
)
async def record_substitute(call: Call[World, Seen], body: Proposal) -> Answer:
    """The proposal of a delegate who telephoned."""
    return await _propose(call, call.path("person"), body)


@routes.put(
    "/api/meetings/{meeting}/participants/{person}/substitute/decision",
    Permission.DECIDE_SUBSTITUTE,
    answer=ParticipantView,
)
async def decide_substitute(call: Call[World, Seen], body: Decision) -> Answer:
    """One decision stands: said again it changes nothing, the opposite is refused."""
    meeting_id, person_id = call.thing.stored.id, call.path("person")
    if body.agreed:
        items = tuple(dict.fromkeys(body.item_ids))
        await commands.agree_to_substitute(call.world, meeting_id, person_id, body.person_id, items, call.act)
    else:
        await commands.refuse_substitute(call.world, meeting_id, person_id, body.person_id, body.reason, call.act)
    return await participant_answer(call, person_id)


async def _propose(call: Call[World, Seen], person_id: str, body: Proposal) -> Answer:
    await commands.propose_substitute(
        call.world, call.thing.stored.id, person_id, body.person_id, body.reason, call.act
    )
    return await participant_answer(call, person_id)
