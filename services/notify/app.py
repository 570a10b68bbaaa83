"""Builds the notify service."""

import hmac
from collections.abc import Mapping
from datetime import timedelta
from email.headerregistry import Address
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from services.notify.audiences.store import Audiences
from services.notify.bounces.commands import run_bounces
from services.notify.bounces.mailbox import BounceMailbox
from services.notify.bounces.model import Marks
from services.notify.deliveries.carrier import Carrier
from services.notify.deliveries.commands import run_dispatcher
from services.notify.deliveries.http import routes as delivery_routes
from services.notify.deliveries.store import deliveries_in
from services.notify.feeds.store import Feeds
from services.notify.inbox.http import routes as inbox_routes
from services.notify.inbox.store import inbox_in
from services.notify.mails.files import MailFiles
from services.notify.mails.model import Mail
from services.notify.mails.smtp import MailServer
from services.notify.notices.commands import PLANNING, plan_piece
from services.notify.pushes.carrier import PushCarrier
from services.notify.pushes.identity import PushIdentity
from services.notify.quiet_hours.http import routes as quiet_hours_routes
from services.notify.quiet_hours.store import quiet_hours_in
from services.notify.reactions import copies_in, reactions
from services.notify.settings import NotifySettings
from services.notify.stream.http import routes as stream_routes
from services.notify.stream.hub import Hub
from services.notify.subscriptions.http import routes as subscription_routes
from services.notify.subscriptions.store import subscriptions_in
from services.notify.unreached.http import routes as unreached_routes
from services.notify.world import World
from shared.aggregates import Act
from shared.app import Kit, Loop, Service
from shared.copies import Copies
from shared.directory import Directory
from shared.jobs import Jobs, RowWork
from shared.keys import secret
from shared.membership import Membership
from shared.store.port import Document
from shared.words import Channel
from shared.zones import all_zones


def build(kit: Kit) -> Service:
    """Reads keys and authorities from files, so it blocks. Raises BadSetting."""
    settings = NotifySettings()
    settings.check()
    all_zones()
    kinds: dict[str, RowWork] = {}
    world = _world(kit, settings, kinds)
    kinds[PLANNING] = _planning(world)
    world.hub = Hub(world, kit.backends.log_degraded)
    world.reactions = reactions(world)
    return Service(
        name="notify",
        world=world,
        routes=[
            *inbox_routes,
            *delivery_routes,
            *unreached_routes,
            *quiet_hours_routes,
            *subscription_routes,
            *stream_routes,
        ],
        reactions=(world.reactions,),
        loops=_loops(world, settings),
        degraded=(world.degraded,),
        farewells=(world.hub.drain,),
        rebuilds={"notify.facts": Copies(copies_in)},
    )


def _planning(world: World) -> RowWork:
    async def plan(about: Document, row: Any, act: Act) -> None:
        await plan_piece(world, about, row)

    return plan


def _world(kit: Kit, settings: NotifySettings, kinds: Mapping[str, RowWork]) -> World:
    store = kit.backends.store
    carrier: Carrier[Mail] = MailServer(settings) if settings.smtp_host else MailFiles(kit.settings.data / "mails")
    push_services = settings.allowed_push_services(closed=kit.settings.secrets_allowed)
    identity = PushIdentity(secret(kit.settings.keys, "push", 48), _contact(kit.settings.public, settings))
    return World(
        clock=kit.clock,
        store=store,
        public=kit.settings.public,
        host=urlsplit(kit.settings.public).hostname or "localhost",
        sender=Address("Hop", addr_spec=settings.sender),
        directory=Directory("notify", store),
        membership=Membership("notify", store),
        audiences=Audiences(store),
        feeds=Feeds(store, kit.clock),
        inbox=inbox_in(store),
        deliveries=deliveries_in(store),
        jobs=Jobs("notify", store, kit.clock, kinds, frozenset({PLANNING})),
        carrier=carrier,
        push_carrier=PushCarrier(push_services, identity, kit.clock),
        push_services=push_services,
        push_identity=identity,
        subscriptions=subscriptions_in(store),
        smtp_timeout=settings.smtp_timeout,
        marks=_marks(kit, settings),
        digest=timedelta(minutes=settings.digest_minutes),
        quiet_hours=quiet_hours_in(store),
        usual_quiet_hours=settings.usual_quiet_hours(),
    )


def _marks(kit: Kit, settings: NotifySettings) -> Marks | None:
    """Of a secret that every replica has already."""
    if not settings.bounces_address:
        return None
    return Marks(hmac.digest(secret(kit.settings.keys, "push", 48), b"bounces", "sha256"))


def _loops(world: World, settings: NotifySettings) -> dict[str, Loop]:
    loops: dict[str, Loop] = {
        "dispatcher": partial(run_dispatcher, world, Channel.MAIL),
        "push dispatcher": partial(run_dispatcher, world, Channel.PUSH),
        "hub": world.hub.run,
        "streams": world.hub.look_after_streams,
        "jobs": world.jobs.run,
    }
    if settings.bounces_address:
        loops["bounces"] = partial(run_bounces, world, BounceMailbox(settings), settings.bounces_seconds)
    return loops


def _contact(public: str, settings: NotifySettings) -> str:
    """Where a push service turns to when our messages trouble it (RFC 8292, section 2.1)."""
    return public if public.startswith("https://") else f"mailto:{settings.sender}"
