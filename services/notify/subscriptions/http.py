"""Whether notices are shown on the device that asks."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field
from typing_extensions import TypedDict

from services.notify.subscriptions import commands
from services.notify.subscriptions.model import device_key, device_secret
from services.notify.world import World
from shared.http import Answer, Body, Call, Found, Routes
from shared.permissions import Permission, Standing


class SubscriptionView(TypedDict):
    """`available`: the installation sends to some push service. `public_key` is what browsers subscribe with.

    `on` is of the caller's session.
    """

    available: bool
    public_key: str
    on: bool


class Keys(Body):
    p256dh: Annotated[str, Field(max_length=100), AfterValidator(device_key)]
    auth: Annotated[str, Field(max_length=40), AfterValidator(device_secret)]


class SubscriptionBody(Body):
    """As PushSubscription.toJSON() gives it in a browser."""

    endpoint: Annotated[str, Field(max_length=1000)]
    keys: Keys


async def _own(call: Call[World, Any]) -> Found[None]:
    return Found(None, frozenset({Standing.PERSON}))


routes = Routes(_own)


@routes.get("/api/me/push-subscription", Permission.READ_INBOX, answer=SubscriptionView)
async def read_push_subscription(call: Call[World, None]) -> Answer:
    return Answer(await _view(call))


@routes.put("/api/me/push-subscription", Permission.READ_INBOX, answer=SubscriptionView)
async def subscribe_device(call: Call[World, None], body: SubscriptionBody) -> Answer:
    """Until the session ends. Who else had this browser subscribed has it no more; said again it changes nothing."""
    caller = call.caller
    await commands.subscribe(
        call.world, caller.session_id, caller.person_id, body.endpoint, body.keys.p256dh, body.keys.auth, call.act
    )
    return Answer(await _view(call))


@routes.delete("/api/me/push-subscription", Permission.READ_INBOX)
async def unsubscribe_device(call: Call[World, None]) -> Answer:
    await commands.unsubscribe(call.world, call.caller.session_id, call.act)
    return Answer()


async def _view(call: Call[World, None]) -> SubscriptionView:
    world = call.world
    device = await commands.taking_device(world, call.caller.session_id)
    return SubscriptionView(
        available=bool(world.push_services), public_key=world.push_identity.public_key, on=device is not None
    )
