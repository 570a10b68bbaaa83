"""The legal clock for whoever is choosing a time."""

from typing_extensions import TypedDict

from services.meeting.access import signed_in
from services.meeting.legal_clock.model import NOTICE_DAYS, due_before
from services.meeting.world import World
from shared.clock import Moment, to_text
from shared.http import Answer, Body, Call, Routes
from shared.permissions import Permission
from shared.zones import Zone, all_zones

routes = Routes(signed_in)


class When(Body):
    starts_at: Moment
    zone: Zone = "Asia/Ho_Chi_Minh"


class LegalDeadlines(TypedDict):
    """`day_off`: the meeting would be on a weekend or holiday."""

    day_off: bool
    call_by: str
    papers_by: str
    notice_working_days: int


@routes.get("/api/legal-deadlines", Permission.LIST_MEETINGS, answer=LegalDeadlines)
async def read_legal_deadlines(call: Call[World, None], query: When) -> Answer:
    """By when invitation and papers of a meeting at this time must be out."""
    calendar, day = call.world.calendar, query.starts_at.astimezone(all_zones()[query.zone]).date()
    due = to_text(due_before(calendar, query.starts_at, query.zone))
    day_off = not calendar.is_working_day(day)
    return Answer(LegalDeadlines(day_off=day_off, call_by=due, papers_by=due, notice_working_days=NOTICE_DAYS))
