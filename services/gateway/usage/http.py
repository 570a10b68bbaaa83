"""Figures of an organisation and all below it, for its administrators and leaders."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from services.gateway.organisations.model import Organisation
from services.gateway.standing import standings_to
from services.gateway.usage import comparison
from services.gateway.usage.cells import ALL, Faceted, Sums
from services.gateway.usage.drill import Known, known_meetings
from services.gateway.world import World
from services.gateway.yardsticks.http import PaperRateView, TargetView, rate_views, target_view
from services.gateway.yardsticks.model import Held, held_against, targets_on
from shared.auth import Caller
from shared.clock import to_text
from shared.events.gateway import Target
from shared.http import Answer, Body, Call, Found, Paging, Routes
from shared.permissions import Permission
from shared.problems import FieldError, Invalid, NotFound, Said
from shared.store.port import Page
from shared.words import Measure, RoleName

LONGEST = timedelta(days=20 * 366)
FIRST, LAST = date(1945, 1, 1), date(2999, 12, 31)

Figures = dict[str, int | None]


class PeriodUnusable(Invalid):
    code = "period-unusable"
    title = Said("Khoảng thời gian không hợp lệ", "This period cannot be used")
    advice = Said(
        "Hãy chọn ngày kết thúc không trước ngày bắt đầu; khoảng thời gian dài nhất là 20 năm.",
        "Choose an end that is not before the beginning, and 20 years at most.",
    )


class SpanView(TypedDict):
    """`period` is a month, or a day for two months and less."""

    period: str
    figures: Figures


class PartView(TypedDict):
    """`value` is a level, mode or kind."""

    value: str
    figures: Figures


class UnitView(TypedDict):
    """A unit right below the organisation with all below it; the organisation itself stands for its own meetings."""

    organisation_id: str
    name: str
    short_name: str
    figures: Figures


class BeforeView(TypedDict):
    """Minutes a meeting took on average: typed in with its source, or of the organisation's own first `months`."""

    minutes: float
    source: str | None
    set_by: str | None
    months: list[str]


class ReachedView(TargetView):
    """`reached` is a share of 1; null is not recorded."""

    reached: float | None


class CostView(TypedDict):
    dong: int
    grams: float


class PaperCostView(TypedDict):
    """By `rates` that `set_by` has set; null is not recorded, or a day has no rate."""

    rates: list[PaperRateView]
    set_by: str
    saved: CostView | None
    printed: CostView | None


class ComparisonView(TypedDict):
    """`shorter`: how much shorter meetings were than before, as a share of 1."""

    before: BeforeView | None
    shorter: float | None
    targets: list[ReachedView]
    paper: PaperCostView | None


UsageView = TypedDict(
    "UsageView",
    {
        "organisation_id": str,
        "name": str,
        "from": str,
        "to": str,
        "as_of": str,
        "figures": Figures,
        "series": list[SpanView],
        "units": list[UnitView],
        "levels": list[PartView],
        "modes": list[PartView],
        "kinds": list[PartView],
        "comparison": ComparisonView,
    },
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
            raise PeriodUnusable(errors=(FieldError("/to", "period", "not before from, and 20 years later at most"),))
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
    since, until = query.days(call.act.at.date())
    organisation, snapshot, now = call.thing, call.world.usage.snapshot, to_text(call.act.at)
    found = snapshot.cells.period(organisation.id, since, until, now)
    series = snapshot.cells.series(organisation.id, since, until, now)
    return Answer(
        {
            "organisation_id": organisation.id,
            "name": organisation.name,
            "from": since.isoformat(),
            "to": until.isoformat(),
            "as_of": to_text(snapshot.as_of) if snapshot.as_of else "",
            "figures": found[ALL].figures(),
            "series": [SpanView(period=period, figures=sums.figures()) for period, sums in series],
            "units": await _units(call.world, found),
            "levels": _parts(found, "level"),
            "modes": _parts(found, "mode"),
            "kinds": _parts(found, "kind"),
            "comparison": await _compared(call, found, since, until),
        }
    )


@routes.get("/api/usage/meetings", Permission.READ_USAGE, answer=MeetingsUsageView)
async def list_meetings_counted(call: Call[World, Organisation], query: MeetingsPeriod) -> Answer:
    """The meetings behind the figures, newest first; of these only the ones the caller may know of."""
    since, until = query.days(call.act.at.date())
    page = await known_meetings(
        call.world, call.caller, call.thing.id, since, until, call.position(query.after), query.limit
    )
    return call.listing([_meeting(known) for known in page.items], Page(next=page.next))


async def _compared(call: Call[World, Organisation], found: Faceted, since: date, until: date) -> ComparisonView:
    organisation, snapshot, day = call.thing, call.world.usage.snapshot, call.act.at.date()
    held = held_against(organisation.path, snapshot.yardsticks)
    baseline = comparison.before(held, snapshot.cells, organisation.id, day)
    setters = [one for one in (held.paper_of, baseline and baseline.set_by) if one]
    names = {key: one.name for key, one in (await call.world.organisations.get_many(setters)).items()}
    return ComparisonView(
        before=BeforeView(
            minutes=baseline.minutes,
            source=baseline.source,
            set_by=names.get(baseline.set_by or ""),
            months=list(baseline.months),
        )
        if baseline
        else None,
        shorter=comparison.measured(Measure.MEETINGS_SHORTER, found[ALL].figures(), baseline),
        targets=[
            ReachedView(**target_view(one), reached=comparison.measured(one.measure, _of_level(found, one), baseline))
            for one in targets_on(held.targets, until)
        ],
        paper=_paper_cost(call, held, names, since, until),
    )


def _paper_cost(
    call: Call[World, Organisation], held: Held, names: dict[str, str], since: date, until: date
) -> PaperCostView | None:
    if held.paper_of is None:
        return None
    cells, now = call.world.usage.snapshot.cells, to_text(call.act.at)
    saved, printed = (
        comparison.cost_of(figure, held.paper, cells, call.thing.id, since, until, now)
        for figure in ("pages_saved", "pages_printed")
    )
    return PaperCostView(
        rates=rate_views(held.paper),
        set_by=names.get(held.paper_of, ""),
        saved=CostView(dong=saved.dong, grams=saved.grams) if saved else None,
        printed=CostView(dong=printed.dong, grams=printed.grams) if printed else None,
    )


def _of_level(found: Faceted, target: Target) -> Figures:
    return (found.get(("level", target.level)) or Sums()).figures()


async def _units(world: World, found: Faceted) -> list[UnitView]:
    names = await world.organisations.get_many([value for facet, value in found if facet == "unit"])
    units = [
        UnitView(
            organisation_id=value,
            name=names[value].name if value in names else value,
            short_name=names[value].short_name if value in names else value,
            figures=sums.figures(),
        )
        for (facet, value), sums in found.items()
        if facet == "unit"
    ]
    return sorted(units, key=lambda unit: unit["name"])


def _parts(found: Faceted, wanted: str) -> list[PartView]:
    return [
        PartView(value=value, figures=sums.figures())
        for (facet, value), sums in sorted(found.items())
        if facet == wanted and any(sums.known)
    ]


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
