"""What an organisation holds its figures against, over HTTP."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from services.gateway.organisations.http import resolve
from services.gateway.organisations.model import Organisation
from services.gateway.world import World
from services.gateway.yardsticks import commands
from services.gateway.yardsticks.model import Yardsticks
from shared.events.gateway import Baseline, PaperRate, Target
from shared.http import Answer, Body, Call, Routes
from shared.permissions import Permission
from shared.text import Line
from shared.words import Measure

Source = Annotated[Line, Field(min_length=1, max_length=300)]


class PaperRateBody(Body):
    """From the first of a month on; `pages_per_sheet` 2 is printed on both sides."""

    since: date
    dong_per_page: Annotated[int, Field(ge=1, le=1_000_000)]
    grams_per_sheet: Annotated[float, Field(ge=0.1, le=100)]
    pages_per_sheet: Annotated[int, Field(ge=1, le=2)]
    source: Source


class BaselineBody(Body):
    """Minutes a meeting took on average before."""

    minutes: Annotated[int, Field(ge=1, le=1440)]
    source: Source


class TargetBody(Body):
    measure: Measure
    level: Annotated[str, Field(max_length=40)]
    percent: Annotated[int, Field(ge=0, le=100)]
    since: date
    until: date | None = None
    source: Source


class YardsticksBody(Body):
    """All of them: what is left out is taken away, and then the organisation above decides."""

    paper: Annotated[list[PaperRateBody], Field(max_length=50)] = Field(default_factory=list)
    baseline: BaselineBody | None = None
    targets: Annotated[list[TargetBody], Field(max_length=100)] = Field(default_factory=list)


class PaperRateView(TypedDict):
    since: str
    dong_per_page: int
    grams_per_sheet: float
    pages_per_sheet: int
    source: str


class TypedBaselineView(TypedDict):
    minutes: int
    source: str


class TargetView(TypedDict):
    measure: Measure
    level: str
    percent: int
    since: str
    until: str | None
    source: str


class YardsticksView(TypedDict):
    """What the organisation has set itself."""

    organisation_id: str
    paper: list[PaperRateView]
    baseline: TypedBaselineView | None
    targets: list[TargetView]


routes = Routes(resolve)


@routes.get("/api/organisations/{id}/yardsticks", Permission.SET_YARDSTICKS, answer=YardsticksView)
async def read_yardsticks(call: Call[World, Organisation]) -> Answer:
    return Answer(_view(await _own(call)))


@routes.put("/api/organisations/{id}/yardsticks", Permission.SET_YARDSTICKS, answer=YardsticksView)
async def set_yardsticks(call: Call[World, Organisation], body: YardsticksBody) -> Answer:
    """Needs If-Match: two who set them at the same time must not undo each other."""
    own = await _own(call)
    call.match(_view(own))
    rates = [PaperRate(**rate.model_dump()) for rate in body.paper]
    baseline = Baseline(**body.baseline.model_dump()) if body.baseline else None
    targets = [Target(**target.model_dump()) for target in body.targets]
    return Answer(_view(await commands.set_yardsticks(call.world, own, rates, baseline, targets, call.act)))


async def _own(call: Call[World, Organisation]) -> Yardsticks:
    return await call.world.yardsticks.look_up(call.thing.id) or Yardsticks(id=call.thing.id)


def _view(own: Yardsticks) -> YardsticksView:
    return YardsticksView(
        organisation_id=own.id,
        paper=rate_views(own.paper),
        baseline=_baseline_view(own.baseline) if own.baseline else None,
        targets=[target_view(one) for one in own.targets],
    )


def _baseline_view(baseline: Baseline) -> TypedBaselineView:
    return TypedBaselineView(minutes=baseline.minutes, source=baseline.source)


def rate_views(rates: Sequence[PaperRate]) -> list[PaperRateView]:
    return [
        PaperRateView(
            since=rate.since.isoformat(),
            dong_per_page=rate.dong_per_page,
            grams_per_sheet=rate.grams_per_sheet,
            pages_per_sheet=rate.pages_per_sheet,
            source=rate.source,
        )
        for rate in rates
    ]


def target_view(target: Target) -> TargetView:
    return TargetView(
        measure=target.measure,
        level=target.level,
        percent=target.percent,
        since=target.since.isoformat(),
        until=target.until.isoformat() if target.until else None,
        source=target.source,
    )
