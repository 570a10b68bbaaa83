"""Tries sets until they are acknowledged; a try is a lease, so that replicas do not send side by side."""

import asyncio
import contextlib
import random
from datetime import timedelta

from services.gateway.indicator_sets.commands import make_due_sets
from services.gateway.indicator_sets.courier import Verdict
from services.gateway.indicator_sets.model import IndicatorSet, SetState, TryOutcome
from services.gateway.indicator_sets.store import SETS
from services.gateway.receiving_systems.model import ReceivingSystem
from services.gateway.receiving_systems.receiving import Receiving
from services.gateway.world import World
from shared.aggregates import Act
from shared.clock import to_text
from shared.groups import task_group
from shared.metrics import Counter, Gauge, counted
from shared.problems import Conflict, Malformed
from shared.store.port import every

TRIES = counted(
    Counter("hop_indicator_tries", "Tries to hand indicators to a receiving system, by outcome.", ["outcome"]),
    *TryOutcome,
)

OLDEST = Gauge(
    "hop_indicators_waiting_seconds",
    "How long the oldest indicators have waited to be acknowledged by their receiving system; 0 without any.",
)

LOOK_AGAIN = 15.0  # seconds

AT_ONCE = 8

_LEASES = 2  # times as long as a try may take


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


async def send_due(world: World) -> int:
    """Tries what is due now; gives how many there were."""
    until = to_text(world.clock.now() + timedelta(microseconds=1))
    page = await world.receiving.sets.store.find(SETS, "due", 1, until=until, limit=100)
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(found: IndicatorSet) -> None:
        async with gate:
            await _try(world, found)

    async with task_group() as tasks:
        for stored in page.items:
            tasks.create_task(one(IndicatorSet.load(stored)))
    return len(page.items)


async def measure_waiting(world: World) -> None:
    """All that are open are looked at: a few for each receiving system that does not answer."""
    waiting = [IndicatorSet.load(stored) async for stored in every(world.receiving.sets.store, SETS, "due", 1)]
    now = world.clock.now()
    OLDEST.set(max([0.0, *((now - one.wanted_at).total_seconds() for one in waiting if one.wanted_at)]))


async def _try(world: World, one: IndicatorSet) -> None:
    receiving = world.receiving
    system = await receiving.systems.look_up(one.system_id)
    if system is None or not system.active:
        one.stop()
    else:
        one.begin(world.clock.now(), timedelta(seconds=_LEASES * receiving.courier.seconds))
    try:
        await receiving.sets.save(one, Act(world.clock.now()))
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
        return Verdict(TryOutcome.KEY_LOST)
    return await receiving.courier.carry(system, key, one)


async def _finish(world: World, tried: IndicatorSet, verdict: Verdict) -> None:
    """Whoever took it over after the lease tells what came of it himself."""
    now = world.clock.now()

    def decide(one: IndicatorSet) -> None:
        if one.state is SetState.SENDING and one.attempts == tried.attempts:
            one.finish(verdict.outcome, verdict.status, verdict.answer, now, verdict.wait, random.random())

    await world.receiving.sets.change(tried.id, decide, Act(now, actor_id=tried.asked_by or None))
