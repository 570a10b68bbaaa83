"""Makes sets once a period's figures are settled, and tries them until they are acknowledged."""

import asyncio
import contextlib
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import structlog

from services.gateway.indicators.model import (
    AddressUnusable,
    FiguresStillWithheld,
    IndicatorSet,
    NothingToSend,
    Outcome,
    ReceivingSystem,
    SetState,
    set_id,
)
from services.gateway.indicators.receiving import Receiving
from services.gateway.indicators.sending import Verdict
from services.gateway.indicators.store import SETS, SYSTEMS
from services.gateway.indicators.values import content_of
from services.gateway.organisations.model import Organisation
from services.gateway.reports.model import FiguresNotReady, period_before, period_of
from services.gateway.usage import comparison
from services.gateway.usage.cells import ALL
from services.gateway.usage.model import AFTER_MONTH
from services.gateway.world import World
from services.gateway.yardsticks.model import held_against
from shared.aggregates import Act
from shared.clock import from_text, to_text
from shared.groups import task_group
from shared.metrics import Counter, Gauge, counted
from shared.problems import Conflict, FieldError, Malformed, Problem
from shared.secrecy import check_secrecy
from shared.store.port import every
from shared.words import Classification, ReportPeriod

log = structlog.get_logger()

TRIES = counted(
    Counter("hop_indicator_tries", "Tries to hand indicators to a receiving system, by outcome.", ["outcome"]),
    *Outcome,
)
OLDEST = Gauge(
    "hop_indicators_waiting_seconds",
    "How long the oldest indicators have waited to be acknowledged by their receiving system; 0 without any.",
)

LOOK_AGAIN = 15.0  # seconds
AT_ONCE = 8
_LEASES = 2  # times as long as a try may take


async def add_system(world: World, wanted: ReceivingSystem, act: Act) -> ReceivingSystem:
    """Raises AddressUnusable, IndicatorsAmbiguous, SecretRefused, KeyReused."""
    _check(world, wanted)
    wanted.tell()
    return await world.receiving.kept.systems.add(wanted, act)


async def change_system(world: World, before: ReceivingSystem, wanted: ReceivingSystem, act: Act) -> ReceivingSystem:
    """What waits for it is tried at once. Raises as above, and Conflict when somebody else changed it meanwhile."""
    _check(world, wanted)
    before.change(wanted, act.at.date())
    saved = await world.receiving.kept.systems.save(before, act)
    sets = world.receiving.kept.sets
    async for stored in every(sets.store, SETS, "by_system", saved.id):
        if stored.body["state"] == SetState.WAITING:
            await sets.change(stored.id, lambda one: one.hurry(act.at), act)
    world.receiving.asked.set()
    return saved


def _check(world: World, wanted: ReceivingSystem) -> None:
    wanted.check()
    if not world.receiving.courier.reach.takes(wanted.url):
        raise AddressUnusable(errors=(FieldError("/url", "unusable"),))
    typed = [wanted.name, *(text for one in wanted.indicators for text in (one.unit, one.note))]
    check_secrecy(Classification.NONE, *typed, about=wanted.id, allowed=world.secrets_allowed)


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
    before = comparison.before(held, snapshot.cells, organisation.id, now.date())
    return content_of(system, organisation.name, period, days, figures, before)


async def make_set(
    world: World, system: ReceivingSystem, period: ReportPeriod, days: tuple[date, date], act: Act
) -> IndicatorSet:
    """The same period again gives the set that is there.

    Raises NothingToSend, FiguresStillWithheld, FiguresNotReady.
    """
    if not (system.active and system.indicators):
        raise NothingToSend
    if days[1] >= (act.at - AFTER_MONTH).date():
        raise FiguresStillWithheld
    sets = world.receiving.kept.sets
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
    """`asked` names the request. Raises NothingToSend, FiguresNotReady."""
    system = await world.receiving.kept.systems.get(one.system_id)
    if not (system.active and system.indicators):
        raise NothingToSend
    content = await content_now(world, system, one.period, (one.since, one.until), act.at)
    saved = await world.receiving.kept.sets.change(
        one.id, lambda found: found.ask(asked, act.actor_id or "", content, act.at), act
    )
    world.receiving.asked.set()
    return saved


async def send_indicators(world: World) -> None:
    """For ever."""
    while True:
        world.receiving.asked.clear()
        await make_due_sets(world)
        await send_due(world)
        await measure_waiting(world)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN):
                await world.receiving.asked.wait()


async def make_due_sets(world: World) -> None:
    """Of every period that ended since its system takes it; what is there already stays as it is."""
    if world.usage.snapshot.as_of is None:
        return
    now = world.clock.now()
    async for stored in every(world.receiving.kept.systems.store, SYSTEMS, "active", 1):
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
    sets = world.receiving.kept.sets
    for days in ended_periods(period, system.since, (now - AFTER_MONTH).date()):
        if await sets.look_up(set_id(system.id, period, days[0])) is not None:
            return
        if organisation.existed_in(days):
            await make_set(world, system, period, days, Act(now))


def ended_periods(period: ReportPeriod, since: date, today: date) -> Iterator[tuple[date, date]]:
    """The newest first, back to the one that holds `since`."""
    days = period_before(period, period_of(period, today)[0])
    while days[1] >= since:
        yield days
        days = period_before(period, days[0])


async def send_due(world: World) -> int:
    """Tries what is due now; gives how many there were."""
    until = to_text(world.clock.now() + timedelta(microseconds=1))
    page = await world.receiving.kept.sets.store.find(SETS, "due", 1, until=until, limit=100)
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(found: IndicatorSet) -> None:
        async with gate:
            await _try(world, found)

    async with task_group() as tasks:
        for stored in page.items:
            tasks.create_task(one(IndicatorSet.load(stored)))
    return len(page.items)


async def measure_waiting(world: World) -> None:
    page = await world.receiving.kept.sets.store.find(SETS, "unacknowledged", 1, limit=1)
    waited = [(world.clock.now() - from_text(stored.body["open_since"])).total_seconds() for stored in page.items]
    OLDEST.set(max([0.0, *waited]))


async def _try(world: World, one: IndicatorSet) -> None:
    receiving = world.receiving
    system = await receiving.kept.systems.look_up(one.system_id)
    if system is None or not system.active:
        one.stop()
    else:
        one.begin(world.clock.now(), timedelta(seconds=_LEASES * receiving.courier.seconds))
    try:
        await receiving.kept.sets.save(one, Act(world.clock.now()))
    except Conflict:
        return  # another replica took it
    if system is not None and one.state is SetState.SENDING:
        verdict = await _carry(receiving, system, one)
        TRIES.labels(verdict.outcome).inc()
        await _finish(world, one, verdict)


async def _carry(receiving: Receiving, system: ReceivingSystem, one: IndicatorSet) -> Verdict:
    try:
        key = receiving.key_of(system)
    except Malformed:
        return Verdict(Outcome.KEY_LOST)
    return await receiving.courier.carry(system, key, one)


async def _finish(world: World, tried: IndicatorSet, verdict: Verdict) -> None:
    """Whoever took it over after the lease tells what came of it himself."""
    now = world.clock.now()

    def decide(one: IndicatorSet) -> None:
        if one.state is SetState.SENDING and one.attempts == tried.attempts:
            one.finish(verdict.outcome, verdict.status, verdict.answer, now, verdict.wait, random.random())

    await world.receiving.kept.sets.change(tried.id, decide, Act(now, actor_id=tried.asked_by or None))
