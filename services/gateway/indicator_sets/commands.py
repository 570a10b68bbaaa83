"""Makes sets of what the figures are, by hand or once a period is settled."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import structlog

from services.gateway.indicator_sets.model import FiguresStillWithheld, IndicatorSet, NothingToSend, set_id
from services.gateway.indicator_sets.values import content_of
from services.gateway.organisations.model import Organisation
from services.gateway.receiving_systems.model import ReceivingSystem
from services.gateway.receiving_systems.store import SYSTEMS
from services.gateway.reports.model import FiguresNotReady, period_of
from services.gateway.usage import comparison
from services.gateway.usage.cells import ALL
from services.gateway.usage.model import AFTER_MONTH
from services.gateway.world import World
from services.gateway.yardsticks.model import held_against
from shared.aggregates import Act
from shared.clock import to_text
from shared.problems import Problem
from shared.store.port import every
from shared.words import ReportPeriod
from shared.zones import home_day

log = structlog.get_logger()


async def content_now(
    world: World, system: ReceivingSystem, period: ReportPeriod, days: tuple[date, date], now: datetime
) -> dict[str, Any]:
    """What would be sent now. Raises FiguresNotReady."""
    snapshot = world.usage.snapshot
    if snapshot.as_of is None:
        raise FiguresNotReady
    organisation = await world.organisations.get(system.organisation_id)
    figures = snapshot.cells.period(organisation.id, *days, to_text(now))[ALL].figures()
    held = held_against(organisation.path, snapshot.yardsticks)
    before = comparison.before(held, snapshot.cells, organisation.id, home_day(now))
    return content_of(system, organisation.name, period, days, figures, before)


async def make_set(
    world: World, system: ReceivingSystem, period: ReportPeriod, days: tuple[date, date], act: Act
) -> IndicatorSet:
    """The same period again gives the set that is there.

    Raises NothingToSend, FiguresStillWithheld, FiguresNotReady.
    """
    if not (system.active and system.indicators):
        raise NothingToSend
    if days[1] >= home_day(act.at - AFTER_MONTH):
        raise FiguresStillWithheld
    sets = world.receiving.sets
    fresh = IndicatorSet(
        id=set_id(system.id, period, days[0]),
        system_id=system.id,
        organisation_id=system.organisation_id,
        period=period,
        since=days[0],
        until=days[1],
        content=await content_now(world, system, period, days, act.at),
        next_attempt_at=act.at,
        wanted_at=act.at,
        asked_by=act.actor_id or "",
    )
    made = await sets.add(fresh, act)
    world.receiving.asked.set()
    return made


async def ask_again(world: World, one: IndicatorSet, asked: str, act: Act) -> IndicatorSet:
    """`asked` names the request. Raises NothingToSend, FiguresNotReady, IndicatorsBeingSent."""
    system = await world.receiving.systems.get(one.system_id)
    if not (system.active and system.indicators):
        raise NothingToSend
    content = await content_now(world, system, one.period, (one.since, one.until), act.at)
    saved = await world.receiving.sets.change(
        one.id, lambda found: found.ask(asked, act.actor_id or "", content, act.at), act
    )
    world.receiving.asked.set()
    return saved


async def make_due_sets(world: World) -> None:
    """Of every period that ended since its system takes it; what is there already stays as it is."""
    if world.usage.snapshot.as_of is None:
        return
    now = world.clock.now()
    async for stored in every(world.receiving.systems.store, SYSTEMS, "active", 1):
        system = ReceivingSystem.load(stored)
        organisation = await world.organisations.look_up(system.organisation_id)
        if organisation is None or not system.indicators:
            continue
        for period in system.periods:
            try:
                await _make_due(world, system, organisation, period, now)
            except Problem as problem:  # one that cannot be made does not hold up the others
                log.warning("indicators not made", system_id=system.id, code=problem.code)


async def _make_due(
    world: World, system: ReceivingSystem, organisation: Organisation, period: ReportPeriod, now: datetime
) -> None:
    periods = ended_periods(period, system.since, home_day(now - AFTER_MONTH))
    wanted = {set_id(system.id, period, days[0]): days for days in periods}
    there = await world.receiving.sets.get_many(list(wanted))
    for name, days in wanted.items():
        if name not in there and organisation.existed_in(days):
            await make_set(world, system, period, days, Act(now))


def ended_periods(period: ReportPeriod, since: date, today: date) -> Iterator[tuple[date, date]]:
    """The oldest first, from the one that holds `since`."""
    days = period_of(period, since)
    while days[1] < today:
        yield days
        days = period_of(period, days[1] + timedelta(days=1))
