"""The page of figures of an organisation and all below it: what it shows, and what a report keeps of it."""

from datetime import date, datetime

from typing_extensions import TypedDict

from services.gateway.organisations.model import Organisation
from services.gateway.usage import comparison
from services.gateway.usage.cells import ALL, Faceted, Sums
from services.gateway.world import World
from services.gateway.yardsticks.http import PaperRateView, TargetView, rate_views, target_view
from services.gateway.yardsticks.model import Held, held_against, targets_on
from shared.clock import to_text
from shared.events.gateway import Target
from shared.words import Measure
from shared.zones import home_day

Figures = dict[str, int | None]


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


async def usage_view(world: World, organisation: Organisation, since: date, until: date, at: datetime) -> UsageView:
    """`at` is now: what is withheld depends on it."""
    snapshot, now = world.usage.snapshot, to_text(at)
    found = snapshot.cells.period(organisation.id, since, until, now)
    series = snapshot.cells.series(organisation.id, since, until, now)
    return {
        "organisation_id": organisation.id,
        "name": organisation.name,
        "from": since.isoformat(),
        "to": until.isoformat(),
        "as_of": to_text(snapshot.as_of) if snapshot.as_of else "",
        "figures": found[ALL].figures(),
        "series": [SpanView(period=period, figures=sums.figures()) for period, sums in series],
        "units": await _units(world, found),
        "levels": _parts(found, "level"),
        "modes": _parts(found, "mode"),
        "kinds": _parts(found, "kind"),
        "comparison": await _compared(world, organisation, found, since, until, at),
    }


async def _compared(
    world: World, organisation: Organisation, found: Faceted, since: date, until: date, at: datetime
) -> ComparisonView:
    snapshot, day = world.usage.snapshot, home_day(at)
    held = held_against(organisation.path, snapshot.yardsticks)
    baseline = comparison.before(held, snapshot.cells, organisation.id, day)
    setters = [one for one in (held.paper_of, baseline and baseline.set_by) if one]
    names = {key: one.name for key, one in (await world.organisations.get_many(setters)).items()}
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
        paper=_paper_cost(world, organisation.id, held, names, since, until, to_text(at)),
    )


def _paper_cost(
    world: World, organisation_id: str, held: Held, names: dict[str, str], since: date, until: date, now: str
) -> PaperCostView | None:
    if held.paper_of is None:
        return None
    cells = world.usage.snapshot.cells
    saved, printed = (
        comparison.cost_of(figure, held.paper, cells, organisation_id, since, until, now)
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
