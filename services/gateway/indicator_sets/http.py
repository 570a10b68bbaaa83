"""Sets of indicators over HTTP: what would be sent, what was, and every try; sent and sent again by hand."""

from datetime import date
from typing import Any

from typing_extensions import TypedDict

from services.gateway.indicator_sets import commands
from services.gateway.indicator_sets.model import IndicatorSet, SetState, TryOutcome
from services.gateway.indicator_sets.store import SETS
from services.gateway.receiving_systems.http import system_of
from services.gateway.receiving_systems.model import ReceivingSystem
from services.gateway.reports.model import ended_period
from services.gateway.standing import standings_at
from services.gateway.world import World
from shared.clock import to_text
from shared.http import Answer, Body, Call, Found, Paging, Routes
from shared.permissions import Permission
from shared.words import ReportPeriod
from shared.zones import home_day


class PeriodWanted(Body):
    """`since` is the first day of a period that is over."""

    period: ReportPeriod
    since: date


class UnitOfContent(TypedDict):
    code: str
    name: str


PeriodOfContent = TypedDict("PeriodOfContent", {"kind": str, "code": str, "from": str, "to": str})


class ValueView(TypedDict):
    """`value` null is not recorded."""

    code: str
    period: str
    unit: str
    value: int | float | None
    note: str


class IndicatorContentView(TypedDict):
    """As it is sent, but for `report_id` and `revision`."""

    unit: UnitOfContent
    period: PeriodOfContent
    indicators: list[ValueView]


class TryView(TypedDict):
    """`asked_by` is null for one that was due; `status` is null where no answer came."""

    number: int
    at: str
    outcome: TryOutcome
    status: int | None
    milliseconds: int
    answer: str
    asked_by: str | None
    revision: int


class IndicatorSetView(TypedDict):
    """`tries` of all `attempts` are the newest, in their order."""

    id: str
    system_id: str
    period: ReportPeriod
    since: str
    until: str
    state: SetState
    revision: int
    content: IndicatorContentView
    attempts: int
    tries: list[TryView]
    next_attempt_at: str | None
    acknowledged_at: str | None


class IndicatorSetsView(TypedDict):
    items: list[IndicatorSetView]
    next: str | None


async def set_of(call: Call[World, Any]) -> Found[IndicatorSet]:
    """Raises NotFound."""
    one = await call.world.receiving.sets.get(call.path("set"))
    return Found(one, await standings_at(call.world, one.organisation_id, call.caller))


routes = Routes(set_of)
_OF_SYSTEM = "/api/receiving-systems/{system}/indicator-sets"


@routes.get(
    "/api/receiving-systems/{system}/preview",
    Permission.READ_USAGE,
    answer=IndicatorContentView,
    resolve=system_of,
)
async def preview_indicators(call: Call[World, ReceivingSystem], query: PeriodWanted) -> Answer:
    """What would be sent now of a period that is over."""
    days = ended_period(query.period, query.since, home_day(call.act.at))
    return Answer(await commands.content_now(call.world, call.thing, query.period, days, call.act.at))


@routes.get(_OF_SYSTEM, Permission.READ_USAGE, answer=IndicatorSetsView, resolve=system_of)
async def list_indicator_sets(call: Call[World, ReceivingSystem], query: Paging) -> Answer:
    """The latest period first, with every try."""
    page = await call.world.receiving.sets.store.find(
        SETS, "by_system", call.thing.id, after=call.position(query.after), limit=query.limit, descending=True
    )
    return call.listing(await _sets(call.world, [IndicatorSet.load(stored) for stored in page.items]), page)


@routes.post(
    _OF_SYSTEM,
    Permission.SET_RECEIVING_SYSTEMS,
    answer=IndicatorSetView,
    status=202,
    resolve=system_of,
)
async def send_indicator_set(call: Call[World, ReceivingSystem], body: PeriodWanted) -> Answer:
    """Of a period that ended before the system was set up. One that is there already stays as it is."""
    days = ended_period(body.period, body.since, home_day(call.act.at))
    (view,) = await _sets(call.world, [await commands.make_set(call.world, call.thing, body.period, days, call.act)])
    return Answer(view, 202)


@routes.post(
    "/api/indicator-sets/{set}/tries",
    Permission.SET_RECEIVING_SYSTEMS,
    answer=IndicatorSetView,
    status=202,
    resolve=set_of,
)
async def send_again(call: Call[World, IndicatorSet]) -> Answer:
    """Now. Where the values have changed since, it is the set's next revision, under a key of its own."""
    (view,) = await _sets(call.world, [await commands.ask_again(call.world, call.thing, call.creation_id(), call.act)])
    return Answer(view, 202)


async def _sets(world: World, sets: list[IndicatorSet]) -> list[IndicatorSetView]:
    people = await world.people.get_many(sorted({one.person_id for found in sets for one in found.tries} - {""}))
    names = {person_id: person.full_name for person_id, person in people.items()}
    return [_set(found, names) for found in sets]


def _set(found: IndicatorSet, names: dict[str, str]) -> IndicatorSetView:
    return IndicatorSetView(
        id=found.id,
        system_id=found.system_id,
        period=found.period,
        since=found.since.isoformat(),
        until=found.until.isoformat(),
        state=found.state,
        revision=found.revision,
        content=found.content,  # type: ignore[typeddict-item]
        attempts=found.attempts,
        tries=[
            TryView(
                number=one.number,
                at=to_text(one.at),
                outcome=one.outcome,
                status=one.status,
                milliseconds=one.milliseconds,
                answer=one.answer,
                asked_by=names.get(one.person_id, "") if one.person_id else None,
                revision=one.revision,
            )
            for one in found.tries
        ],
        next_attempt_at=to_text(found.next_attempt_at) if found.next_attempt_at else None,
        acknowledged_at=to_text(found.acknowledged_at) if found.acknowledged_at else None,
    )
