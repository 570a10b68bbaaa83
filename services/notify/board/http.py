"""The secretary's board, what concerns mails: how many of a meeting were given up, and trying them again."""

from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from services.notify.audiences.commands import trusted_member
from services.notify.deliveries import commands
from services.notify.deliveries.model import AlreadyDecided, Delivery, State
from services.notify.deliveries.store import DELIVERIES
from services.notify.world import World
from shared.http import Answer, Body, Call, Found, Routes
from shared.permissions import Permission, Standing
from shared.problems import NotFound
from shared.store.port import every


async def signed_in(call: Call[World, Any]) -> Found[None]:
    return Found(None, frozenset({Standing.PERSON}))


async def meeting_of(call: Call[World, Any]) -> Found[str]:
    """Raises NotFound."""
    meeting_id = call.path("meeting")
    member = await trusted_member(call.world, meeting_id, call.caller.person_id)
    if member is None:
        raise NotFound
    return Found(meeting_id, member.standings)


routes = Routes(signed_in)


class Meetings(Body):
    """Ids with commas between them, at most fifty."""

    meetings: Annotated[str, Field(max_length=50 * 65)]


class MailsOfMeeting(TypedDict):
    """`given_up` are mails that will not be tried again by themselves."""

    meeting_id: str
    given_up: int


class MailBoard(TypedDict):
    items: list[MailsOfMeeting]
    next: str | None


class TriedAgain(TypedDict):
    mails: int


@routes.get("/api/board/mails", Permission.READ_BOARD, answer=MailBoard)
async def read_mail_board(call: Call[World, None], query: Meetings) -> Answer:
    """In the order asked for, of meetings of which the caller is a secretary. To whom they went, administrators see."""
    items: list[MailsOfMeeting] = []
    for meeting_id in list(dict.fromkeys(filter(None, query.meetings.split(","))))[:50]:
        member = await trusted_member(call.world, meeting_id, call.caller.person_id)
        if member and Standing.SECRETARY in member.standings:
            items.append(MailsOfMeeting(meeting_id=meeting_id, given_up=len(await _given_up(call.world, meeting_id))))
    return Answer(MailBoard(items=items, next=None))


@routes.post(
    "/api/meetings/{meeting}/mail-attempts",
    Permission.PREPARE_MEETING,
    answer=TriedAgain,
    status=202,
    resolve=meeting_of,
)
async def try_mails_again(call: Call[World, str]) -> Answer:
    """All mails of the meeting that were given up; mend what was in their way first."""
    tried = 0
    for delivery in await _given_up(call.world, call.thing):
        try:
            await commands.try_again(call.world, delivery, call.act)
        except AlreadyDecided:
            continue
        tried += 1
    return Answer(TriedAgain(mails=tried), 202)


async def _given_up(world: World, meeting_id: str) -> list[Delivery]:
    found = every(world.store, DELIVERIES, "of_meeting", meeting_id, State.PARKED)
    return [Delivery.load(stored) async for stored in found]
