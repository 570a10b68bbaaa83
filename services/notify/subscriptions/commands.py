from services.notify.subscriptions.model import PushServiceUnknown, Subscription
from services.notify.subscriptions.store import SUBSCRIPTIONS, endpoint_id
from services.notify.world import World
from shared.aggregates import Act
from shared.problems import Conflict, Unauthenticated
from shared.store.port import every

MOST_DEVICES = 10  # of one person that are told, the newest


async def subscribe(
    world: World, session_id: str, person_id: str, endpoint: str, key: str, secret: str, act: Act
) -> None:
    """Whoever had this browser before has it no more. Raises PushServiceUnknown, Unauthenticated."""
    if not world.push_services.take(endpoint):
        raise PushServiceUnknown
    if await world.audiences.sessions.get(session_id):
        raise Unauthenticated
    async for stored in every(world.store, SUBSCRIPTIONS, "by_endpoint", endpoint_id(endpoint)):
        if stored.id != session_id:
            await unsubscribe(world, stored.id, act)
    await world.subscriptions.add(Subscription.none(session_id, person_id, act.at), act)
    await world.subscriptions.change(session_id, lambda one: one.begin(endpoint, key, secret, act.at), act)


async def unsubscribe(world: World, session_id: str, act: Act) -> None:
    """Done again it changes nothing."""
    if await world.subscriptions.look_up(session_id) is not None:
        await world.subscriptions.change(session_id, Subscription.end, act)


async def lose_device(world: World, session_id: str, endpoint: str, act: Act) -> None:
    """Its push service does not know it any more; one that was subscribed anew meanwhile stays."""
    subscription = await world.subscriptions.look_up(session_id)
    if subscription and subscription.endpoint == endpoint:
        await unsubscribe(world, session_id, act)


async def forget_device(world: World, session_id: str, act: Act) -> None:
    """Its session is over. Forgotten again changes nothing."""
    while subscription := await world.subscriptions.look_up(session_id):
        try:
            await world.subscriptions.remove(subscription, act)
        except Conflict:
            continue


async def devices_of(world: World, person_id: str) -> list[Subscription]:
    """Newest first."""
    page = await world.store.find(SUBSCRIPTIONS, "by_person", person_id, limit=MOST_DEVICES, descending=True)
    return [Subscription.load(stored) for stored in page.items]


async def taking_device(world: World, session_id: str) -> Subscription | None:
    """None when its session is over, also where that was heard before it was subscribed, or its service not allowed."""
    subscription = await world.subscriptions.look_up(session_id)
    if subscription is None or not subscription.on or await world.audiences.sessions.get(session_id):
        return None
    return subscription if world.push_services.take(subscription.endpoint) else None
