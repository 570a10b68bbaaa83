"""The secretary's board: the meetings he runs in a stretch of time, and what each still wants of him."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from services.meeting.access import Seen, see, signed_in
from services.meeting.board.model import Line, LineKind, lines_of
from services.meeting.legal_clock.model import DeadlineRule, DeadlineState
from services.meeting.meetings.bodies import is_stranded
from services.meeting.meetings.store import MEETINGS
from services.meeting.meetings.views import MeetingSummary, count_answers, deadlines_of, room_request_view, summaries
from services.meeting.sites.model import SitesState
from services.meeting.sites.views import sites_wanting
from services.meeting.world import World
from shared.clock import Moment, from_text, to_text
from shared.http import Answer, Body, Call, Routes
from shared.permissions import Permission, Standing
from shared.problems import FieldError, Invalid, Said
from shared.words import MeetingState, RoomState

routes = Routes(signed_in)

LONGEST = timedelta(days=62)
_TOO_FAR = Said("Nhiều nhất 62 ngày. Hãy chọn khoảng ngắn hơn.", "At most 62 days. Choose a shorter stretch.")
_OPEN = {MeetingState.DRAFT, MeetingState.CALLED, MeetingState.POSTPONED}


class Stretch(Body):
    """`from` is included, `to` is not; at most 62 days."""

    from_: Annotated[Moment, Field(alias="from")]
    to: Moment


class BoardLine(TypedDict):
    """`kind`: deadline (of `rule`), answers, substitutes (`count` people), room (`state`), record, sites, or
    body (it has ended by the meeting's day).

    Of sites `state` is unmanned (nobody is on duty), trouble, or unready when the meeting is near.
    """

    kind: LineKind
    count: int
    rule: DeadlineRule | Literal[""]
    state: DeadlineState | RoomState | SitesState | Literal["too_small", ""]
    due_at: str | None
    reason: str | None


class BoardAnswers(TypedDict):
    """Of `people` who have a seat, how many have answered."""

    people: int
    answered: int


class BoardMeeting(TypedDict):
    meeting: MeetingSummary
    answers: BoardAnswers
    lines: list[BoardLine]


class Board(TypedDict):
    items: list[BoardMeeting]
    next: str | None


@routes.get("/api/board", Permission.READ_BOARD, answer=Board)
async def read_board(call: Call[World, None], query: Stretch) -> Answer:
    """Meetings of which the caller is a secretary and that are not over, by start; nothing for who is of none."""
    if query.to - query.from_ > LONGEST:
        raise Invalid(errors=(FieldError("/to", "too_far", _TOO_FAR),))
    seen = await _meetings(call, to_text(query.from_), to_text(query.to))
    named = await summaries(call.world, seen)
    items = [await _board_meeting(call.world, one, summary) for one, summary in zip(seen, named, strict=True)]
    return Answer(Board(items=items, next=None))


async def _meetings(call: Call[World, None], since: str, until: str) -> list[Seen]:
    world, person_id = call.world, call.caller.person_id
    ids = [meeting_id async for meeting_id in world.diary.between(person_id, since, until)]
    stored = await world.store.get_many(MEETINGS, ids)
    seen = [await see(world, stored[meeting_id], person_id) for meeting_id in ids]
    return [one for one in seen if Standing.SECRETARY in one.standings and one.meeting["state"] in _OPEN]


async def _board_meeting(world: World, seen: Seen, summary: MeetingSummary) -> BoardMeeting:
    meeting = seen.meeting
    answers = await count_answers(world, meeting["id"])
    people = sum(count for count in answers.values() if isinstance(count, int))
    lines = lines_of(
        MeetingState(meeting["state"]),
        from_text(meeting["ends_at"]),
        await deadlines_of(world, meeting),
        answers,  # type: ignore[arg-type]
        await room_request_view(world, meeting, people),
        await sites_wanting(world, meeting),
        await is_stranded(world, meeting),
        world.clock.now(),
    )
    return BoardMeeting(
        meeting=summary,
        answers=BoardAnswers(people=people, answered=people - answers["pending"]),
        lines=[_line_view(line) for line in lines],
    )


def _line_view(line: Line) -> BoardLine:
    return BoardLine(
        kind=line.kind,
        count=line.count,
        rule=line.rule,
        state=line.state,
        due_at=to_text(line.due_at) if line.due_at else None,
        reason=line.reason,
    )
