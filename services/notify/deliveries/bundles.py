"""Deliveries of one bundle that wait together: who leads, and whom he takes along in his mail.

Each step is a save of one delivery; a process may die after any of them. Who follows looks again whether his leader
has taken him along, and goes free when he has not.
"""

import asyncio
from collections.abc import Iterable
from datetime import timedelta

from services.notify.deliveries.model import Delivery, DeliveryState
from services.notify.deliveries.store import DELIVERIES
from services.notify.world import World
from shared.aggregates import Act
from shared.groups import task_group
from shared.problems import Conflict
from shared.store.port import every

LOOK_AGAIN = timedelta(minutes=1)
AT_ONCE = 16


def one_of_each_bundle(due: Iterable[Delivery]) -> list[Delivery]:
    """So that no two are attempted side by side that one mail could tell."""
    first: dict[str, Delivery] = {}
    for delivery in due:
        first.setdefault((delivery.bundle if delivery.state is DeliveryState.WAITING else "") or delivery.id, delivery)
    return list(first.values())


async def leader_of(world: World, delivery: Delivery) -> Delivery:
    """The oldest that waits: as only it takes others along, no two can take each other."""
    if not delivery.bundle or delivery.state is not DeliveryState.WAITING:
        return delivery
    page = await world.store.find(DELIVERIES, "bundle", delivery.bundle, limit=1)
    return Delivery.load(page.items[0]) if page.items else delivery


async def gather(world: World, leader: Delivery) -> list[Delivery]:
    """Those that the leader's mail tells besides his own, oldest first. Said again, they are the same or more.

    An attempt that may have reached the mail server is repeated as it was.
    """
    if not leader.bundle and not leader.followers:
        return []
    if leader.state is DeliveryState.SENDING:
        found = await world.deliveries.get_many(list(leader.followers))
        return [found[delivery_id] for delivery_id in leader.followers]
    if leader.bundle:
        await _take_along(world, leader)
    return [Delivery.load(one) async for one in every(world.store, DELIVERIES, "by_leader", leader.id)]


async def look_at_leader(world: World, delivery: Delivery) -> None:
    """For one that was taken along, and has not seen yet that its leader began."""
    now = world.clock.now()
    delivery.look_at(await world.deliveries.get(delivery.leader_id), now, now + LOOK_AGAIN)
    await _save(world, delivery)


async def _take_along(world: World, leader: Delivery) -> None:
    gate = asyncio.Semaphore(AT_ONCE)
    look_again_at = world.clock.now() + LOOK_AGAIN

    async def take(one: Delivery) -> None:
        async with gate:
            one.follow(leader.id, look_again_at)
            await _save(world, one)

    async with task_group() as tasks:
        async for stored in every(world.store, DELIVERIES, "bundle", leader.bundle):
            if stored.id != leader.id:
                tasks.create_task(take(Delivery.load(stored)))


async def _save(world: World, delivery: Delivery) -> None:
    """Another replica that was faster has decided about it."""
    try:
        await world.deliveries.save(delivery, Act(world.clock.now()))
    except Conflict:
        return
