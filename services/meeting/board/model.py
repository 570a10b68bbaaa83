"""What a meeting still wants of its secretary, line by line; each line goes when its act is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from services.meeting.legal_clock.model import Deadline, DeadlineRule, DeadlineState
from services.meeting.sites.model import SitesState
from shared.words import MeetingState, RoomState

_SETTLED = {RoomState.CONFIRMED, RoomState.RELEASED}
TOO_SMALL: Literal["too_small"] = "too_small"


class LineKind(StrEnum):
    DEADLINE = "deadline"
    ANSWERS = "answers"
    SUBSTITUTES = "substitutes"
    ROOM = "room"
    SITES = "sites"  # by state: unmanned, trouble, unready
    BODY = "body"  # its body has ended by its day
    RECORD = "record"  # it is over, and nobody has said that it was held


@dataclass(frozen=True, slots=True)
class Line:
    """`state` is a deadline's, a room's, or that of sites; `count` is of people, or of sites."""

    kind: LineKind
    count: int = 0
    rule: DeadlineRule | Literal[""] = ""
    state: DeadlineState | RoomState | SitesState | Literal["too_small", ""] = ""
    due_at: datetime | None = None
    reason: str | None = None


def lines_of(
    state: MeetingState,
    ends_at: datetime,
    deadlines: Sequence[Deadline],
    answers: Mapping[str, int],
    room: Mapping[str, Any] | None,
    sites: Mapping[SitesState, int],
    stranded: bool,
    now: datetime,
) -> list[Line]:
    """`answers` as in AnswerCounts, `room` as in RoomRequestView, `sites` as in sites_wanting.

    `stranded`: its body has ended by its day.
    """
    called = state is MeetingState.CALLED
    if called and ends_at < now:
        return [Line(LineKind.RECORD)]
    lines = [Line(LineKind.BODY)] if stranded else []
    lines += [
        Line(LineKind.DEADLINE, rule=one.rule, state=one.state, due_at=one.due_at, reason=one.reason)
        for one in deadlines
    ]
    if called and answers["pending"]:
        lines.append(Line(LineKind.ANSWERS, count=answers["pending"]))
    if answers["substitute_requested"]:
        lines.append(Line(LineKind.SUBSTITUTES, count=answers["substitute_requested"]))
    if room and room["state"] not in _SETTLED:
        lines.append(Line(LineKind.ROOM, state=room["state"], reason=room["reason"]))
    elif room and room["too_small"]:
        lines.append(Line(LineKind.ROOM, state=TOO_SMALL))
    lines += [Line(LineKind.SITES, count=count, state=state_of_sites) for state_of_sites, count in sites.items()]
    return lines
