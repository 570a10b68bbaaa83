"""Deliveries over HTTP, for administrators: who, what kind of notice, how it stands. Never the content."""

from typing import Any

from typing_extensions import TypedDict

from services.notify.deliveries import commands
from services.notify.deliveries.model import Delivery
from services.notify.deliveries.store import DELIVERIES, ShownState, shown_state
from services.notify.world import World
from shared.auth import Caller
from shared.clock import to_text
from shared.http import Answer, Call, Found, Paging, Routes
from shared.permissions import Permission, Standing
from shared.problems import NotFound
from shared.store.port import Page, Position
from shared.words import Channel, RoleName

_ADMINISTRATOR = frozenset({Standing.ADMINISTRATOR})


class RecipientView(TypedDict):
    id: str
    full_name: str


class DeliveryView(TypedDict):
    """`reason` is a code, of the last attempt that failed."""

    id: str
    at: str
    recipient: RecipientView
    channel: Channel
    template: str
    state: ShownState
    attempts: int
    reason: str | None
    next_attempt_at: str | None


class DeliveryList(TypedDict):
    items: list[DeliveryView]
    next: str | None


class DeliveryQuery(Paging):
    state: ShownState | None = None


async def administered(call: Call[World, Any]) -> Found[None]:
    return Found(None, _ADMINISTRATOR if administered_bodies(call.caller) else frozenset())


async def _delivery_of(call: Call[World, Any]) -> Found[Delivery]:
    delivery = await call.world.deliveries.get(call.path("delivery"))
    recipient = await call.world.directory.people.get(delivery.person_id)
    if recipient is None:
        raise NotFound
    standings = await call.world.directory.standings(call.caller, recipient["organisation_id"])
    return Found(delivery, standings & _ADMINISTRATOR)


routes = Routes(administered)


@routes.get("/api/deliveries", Permission.READ_DELIVERIES, answer=DeliveryList)
async def list_deliveries(call: Call[World, None], query: DeliveryQuery) -> Answer:
    """Mails to people of the administered organisations, newest first."""
    after = call.position(query.after)
    pages = [await _below(call.world, body, query, after) for body in administered_bodies(call.caller)]
    found = {stored.id: stored for page in pages for stored in page.items}
    newest = sorted(found.values(), key=lambda stored: stored.id, reverse=True)[: query.limit]
    more = len(newest) < len(found) or any(page.next for page in pages)
    page = Page(newest, ("", newest[-1].id) if newest and more else None)
    return call.listing(await _views(call.world, [Delivery.load(stored) for stored in newest]), page)


@routes.post(
    "/api/deliveries/{delivery}/attempts", Permission.READ_DELIVERIES, answer=DeliveryView, resolve=_delivery_of
)
async def try_delivery_again(call: Call[World, Delivery]) -> Answer:
    """One that was given up is attempted anew; one that waits is attempted now."""
    delivery = await commands.try_again(call.world, call.thing, call.act)
    return Answer((await _views(call.world, [delivery]))[0])


def administered_bodies(caller: Caller) -> list[str]:
    return sorted({held.organisation_id for held in caller.roles if held.role is RoleName.ADMINISTRATOR})


async def _below(world: World, organisation_id: str, query: DeliveryQuery, after: Position | None) -> Page:
    index, *equal = ("below_by_state", query.state) if query.state else ("below",)
    return await world.store.find(
        DELIVERIES, index, *equal, each=organisation_id, after=after, limit=query.limit, descending=True
    )


async def _views(world: World, deliveries: list[Delivery]) -> list[DeliveryView]:
    people = await world.directory.refs(delivery.person_id for delivery in deliveries)
    return [_view(delivery, people[delivery.person_id]["full_name"]) for delivery in deliveries]


def _view(delivery: Delivery, full_name: str) -> DeliveryView:
    due = delivery.next_attempt_at
    return DeliveryView(
        id=delivery.id,
        at=to_text(delivery.at),
        recipient=RecipientView(id=delivery.person_id, full_name=full_name),
        channel=delivery.channel,
        template=delivery.template,
        state=shown_state(delivery.state),
        attempts=delivery.attempts,
        reason=delivery.reason,
        next_attempt_at=to_text(due) if due else None,
    )
