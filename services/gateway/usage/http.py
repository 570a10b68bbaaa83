"""Figures of an organisation and all below it, for its administrators and leaders."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from services.gateway.organisations.model import Organisation
from services.gateway.standing import standings_to
from services.gateway.usage.drill import Known, known_meetings
from services.gateway.usage.model import FIRST, LAST
from services.gateway.usage.page import Figures, UsageView, usage_view
from services.gateway.world import World
from shared.auth import Caller
from shared.http import Answer, Body, Call, Found, Paging, Routes
from shared.permissions import Permission
from shared.problems import FieldError, Invalid, NotFound, Said
from shared.store.port import Page
from shared.words import RoleName
from shared.zones import home_day

LONGEST = timedelta(days=20 * 366)


class PeriodUnusable(Invalid):
    code = "period-unusable"
    title = Said("Khoảng thời gian không hợp lệ", "This period cannot be used")
    advice = Said(
        "Hãy chọn ngày kết thúc không trước ngày bắt đầu; khoảng thời gian dài nhất là 20 năm.",
        "Choose an end that is not before the beginning, and 20 years at most.",
    )


class MeetingUsageView(TypedDict):
    meeting_id: str
    title: str
    day: str
    organisation_id: str
    mode: str
    kind: str
    figures: Figures


class MeetingsUsageView(TypedDict):
    items: list[MeetingUsageView]
    next: str | None


class Period(Body):
    """Days of the meetings' own zones, both included. Without them: this year up to today."""

    since: Annotated[date | None, Field(alias="from")] = None
    until: Annotated[date | None, Field(alias="to")] = None
    organisation: str | None = None

    def days(self, today: date) -> tuple[date, date]:
        """Raises PeriodUnusable."""
        until = self.until or max(today, self.since or today)
        since = self.since or date(until.year, 1, 1)
        if not (FIRST <= since <= until <= LAST and until - since <= LONGEST):
            raise PeriodUnusable(errors=(FieldError("/to", "period"),))
        return since, until


class MeetingsPeriod(Period, Paging):
    pass


async def resolve(call: Call[World, Organisation]) -> Found[Any]:
    """The organisation named, or the highest the caller may ask for."""
    wanted = call.request.query.get("organisation") or _own(call.caller)
    if wanted is None:
        raise NotFound
    organisation = await call.world.organisations.get(wanted)
    return Found(organisation, standings_to(organisation.path, call.caller))


routes = Routes(resolve)


@routes.get("/api/usage", Permission.READ_USAGE, answer=UsageView)
async def read_usage(call: Call[World, Organisation], query: Period) -> Answer:
    """What is not recorded is null, never 0. What not everybody may know of is in totals of closed months only."""
    since, until = query.days(home_day(call.act.at))
    return Answer(await usage_view(call.world, call.thing, since, until, call.act.at))


@routes.get("/api/usage/meetings", Permission.READ_USAGE, answer=MeetingsUsageView)
async def list_meetings_counted(call: Call[World, Organisation], query: MeetingsPeriod) -> Answer:
    """The meetings behind the figures, newest first; of these only the ones the caller may know of."""
    since, until = query.days(home_day(call.act.at))
    page = await known_meetings(
        call.world, call.caller, call.thing.id, since, until, call.position(query.after), query.limit
    )
    return call.listing([_meeting(known) for known in page.items], Page(next=page.next))


def _meeting(known: Known) -> MeetingUsageView:
    row = known.row
    return MeetingUsageView(
        meeting_id=row["meeting_id"],
        title=known.header["title"],
        day=row["day"],
        organisation_id=row["organisation_id"],
        mode=row["mode"],
        kind=row["kind"],
        figures=row["figures"],
    )


def _own(caller: Caller) -> str | None:
    return next(iter(_offices(caller)), None)


def _offices(caller: Caller) -> Iterable[str]:
    """Where he leads comes before where he administers."""
    for role in (RoleName.LEADER, RoleName.ADMINISTRATOR):
        yield from (held.organisation_id for held in caller.roles if held.role is role)
