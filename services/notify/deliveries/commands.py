"""Sends what is due: each delivery, or bundle of them, several side by side, over as few connections as possible."""

import asyncio
import random
from collections import deque
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import stamina
import structlog

from services.notify.deliveries.bundles import gather, leader_of, look_at_leader, one_of_each_bundle
from services.notify.deliveries.carrier import NotTaken, OutcomeUnknown, Round
from services.notify.deliveries.model import Delivery, DeliveryState, Reason
from services.notify.deliveries.store import DELIVERIES, OPEN_BY
from services.notify.duties.commands import compose_duty
from services.notify.keepers.commands import compose_for_keeper
from services.notify.letters.commands import compose_letter
from services.notify.mails.commands import compose
from services.notify.notices.model import OF_ACCOUNT, OF_NO_MEETING, TO_DUTY, TO_KEEPER
from services.notify.pushes.carrier import SubscriptionGone
from services.notify.pushes.commands import compose_push
from services.notify.quiet_hours.commands import night_until, quiet_until
from services.notify.subscriptions.commands import lose_device
from services.notify.world import World
from shared import tracing
from shared.aggregates import Act
from shared.clock import to_text
from shared.groups import task_group
from shared.metrics import Counter, Histogram, counted
from shared.problems import Conflict
from shared.store.port import StoreAway
from shared.words import Channel

log = structlog.get_logger()

# outcome: sent, failed (to be tried again), parked, withdrawn
_OUTCOMES = ("sent", "failed", "parked", "withdrawn")
_AGES = (1, 5, 15, 60, 300, 900, 3600, 14400, 43200)  # seconds
LATENESS = {
    Channel.MAIL: Histogram(
        "hop_mail_age_seconds",
        "From when a mail should have gone, after digest and quiet hours, until the server took it.",
        buckets=_AGES,
    ),
    Channel.PUSH: Histogram(
        "hop_push_age_seconds",
        "From when a push should have gone, after digest and quiet hours, until the push service took it.",
        buckets=_AGES,
    ),
}
ATTEMPTED = {
    Channel.MAIL: counted(Counter("hop_mails", "Attempts to send a mail, by outcome.", ["outcome"]), *_OUTCOMES),
    Channel.PUSH: counted(
        Counter("hop_pushes", "Attempts to show a notice on a device, by outcome.", ["outcome"]), *_OUTCOMES
    ),
}

LANES = 4
BATCH = 100
LOOK_AGAIN = 5.0  # seconds
LEASE_STEPS = 10  # steps with the mail server that one attempt takes at most; a push takes less


async def run_dispatcher(world: World, channel: Channel) -> None:
    """For ever. Trouble with the store passes; the messages wait."""
    planned = world.planned.of[channel]
    while True:
        planned.clear()
        try:
            while await send_due(world, channel):
                pass
        except* StoreAway as trouble:
            log.warning("deliveries wait for the store", count=len(trouble.exceptions))
        try:
            async with asyncio.timeout(LOOK_AGAIN):
                await planned.wait()
        except TimeoutError:
            continue


async def send_due(world: World, channel: Channel = Channel.MAIL) -> int:
    """Attempts what is due now, oldest first; gives how many there were."""
    until = to_text(world.clock.now() + timedelta(microseconds=1))
    page = await world.store.find(DELIVERIES, "due", OPEN_BY[channel], until=until, limit=BATCH)
    waiting = deque(one_of_each_bundle(Delivery.load(stored) for stored in page.items))
    follow = _follow_mails if channel is Channel.MAIL else _follow_pushes
    async with task_group() as lanes:
        for _ in range(min(LANES, len(waiting))):
            lanes.create_task(follow(world, waiting))
    return len(page.items)


async def try_again(world: World, delivery: Delivery, act: Act) -> Delivery:
    """Raises AlreadyDecided."""
    delivery = await world.deliveries.change(delivery.id, lambda one: one.try_again(act.at), act)
    world.planned.set()
    return delivery


async def _follow_mails(world: World, waiting: deque[Delivery]) -> None:
    async with world.carrier.round() as round_:
        world.mail_away = await _follow_lane(world, waiting, round_)


async def _follow_pushes(world: World, waiting: deque[Delivery]) -> None:
    async with world.push_carrier.round() as round_:
        await _follow_lane(world, waiting, round_)


async def _follow_lane(world: World, waiting: deque[Delivery], round_: Round[Any]) -> bool:
    """A server in trouble is not asked again for each message: the rest of the lane fails with the first.

    Whether it was in trouble at the end.
    """
    trouble: NotTaken | None = None
    while waiting:
        trouble = await _attempt(world, waiting.popleft(), round_, trouble)
    return trouble is not None


async def _attempt(world: World, delivery: Delivery, round_: Round[Any], trouble: NotTaken | None) -> NotTaken | None:
    """The trouble that the next message of this lane would have too, if any."""
    if delivery.state is DeliveryState.COLLECTED:
        await look_at_leader(world, delivery)
        return trouble
    if await _waits_for_morning(world, delivery):
        return trouble
    delivery = await leader_of(world, delivery)
    followers = await gather(world, delivery)
    delivery.take_along(followers)
    prepared = await _prepare(world, delivery, followers)
    if not await _begin(world, delivery, overtaken=prepared is None) or prepared is None:
        return trouble
    try:
        with tracing.delivering(delivery.traceparent, delivery.channel, delivery.template):
            await _carry(round_, prepared, trouble)
    except NotTaken as refusal:
        delivery.fail(
            refusal.reason,
            world.clock.now(),
            random.random(),
            permanent=refusal.permanent,
            retry_after=refusal.retry_after,
        )
        trouble = refusal if refusal.for_all else trouble
    except SubscriptionGone:
        await lose_device(world, delivery.session_id, prepared.endpoint, Act(world.clock.now()))
        delivery.withdraw()
    except OutcomeUnknown:
        delivery.lose_sight(world.clock.now(), random.random())
    else:
        delivery.succeed()
        LATENESS[delivery.channel].observe(delivery.lateness(world.clock.now()))
    await _save(world, delivery)
    return trouble


async def _waits_for_morning(world: World, delivery: Delivery) -> bool:
    """Whether it is put off to the end of its reader's quiet hours."""
    if delivery.state is DeliveryState.SENDING or delivery.template in OF_ACCOUNT:
        return False
    if delivery.template in OF_NO_MEETING:
        until = await night_until(world, delivery.person_id)
    else:
        meeting = delivery.subject or await world.membership.meetings.get(delivery.meeting_id)
        until = await quiet_until(world, delivery.person_id, meeting)
    if until is None:
        return False
    delivery.wait_until(until)
    try:
        await world.deliveries.save(delivery, Act(world.clock.now()))
    except Conflict:
        log.info("delivery was taken by another", delivery_id=delivery.id)
    return True


async def _prepare(world: World, delivery: Delivery, followers: Sequence[Delivery]) -> Any:
    """What can be sent, why it cannot (NotTaken), or None when later facts overtook all of it."""
    try:
        if delivery.template in OF_NO_MEETING:
            return await compose_letter(world, delivery)
        if delivery.template in TO_KEEPER:
            return await compose_for_keeper(world, delivery)
        if delivery.channel is Channel.PUSH:
            return await compose_push(world, delivery, followers)
        if delivery.template in TO_DUTY:
            return await compose_duty(world, delivery)
        return await compose(world, delivery, followers)
    except NotTaken as refusal:
        return refusal
    except StoreAway:
        raise
    except Exception:
        log.exception("message cannot be written", delivery_id=delivery.id)
        return NotTaken(Reason.CANNOT_BE_WRITTEN, permanent=True)


async def _carry(round_: Round[Any], prepared: Any, trouble: NotTaken | None) -> None:
    if isinstance(prepared, NotTaken):
        raise prepared
    if trouble:
        raise trouble
    await round_.carry(prepared)


async def _begin(world: World, delivery: Delivery, *, overtaken: bool) -> bool:
    """Whether the attempt is ours to make; a mail that was overtaken is withdrawn instead."""
    now = world.clock.now()
    if overtaken:
        delivery.withdraw()
    may = not overtaken and delivery.begin(now, LEASE_STEPS * timedelta(seconds=world.smtp_timeout))
    try:
        await world.deliveries.save(delivery, Act(now))
    except Conflict:
        return False  # another replica took it
    if not may:
        ATTEMPTED[delivery.channel].labels(delivery.state).inc()
    return may


async def _save(world: World, delivery: Delivery) -> None:
    """The outcome must not be lost to a hiccup of the store: a mail would go out twice."""
    ATTEMPTED[delivery.channel].labels(delivery.state).inc()
    async for attempt in stamina.retry_context(on=StoreAway, attempts=10, timeout=30, wait_max=5):
        with attempt:
            try:
                await world.deliveries.save(delivery, Act(world.clock.now()))
            except Conflict:
                log.warning("delivery was taken over", delivery_id=delivery.id)
