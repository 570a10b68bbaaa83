"""All four services in one process and one event loop: the product on one machine, with nothing to install."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from services.documents.app import build as build_documents
from services.gateway.app import Gateway
from services.gateway.app import build as build_gateway
from services.meeting.app import build as build_meeting
from services.notify.app import build as build_notify
from shared.app import VERSION, Kit, Service, application
from shared.auth import Verifier
from shared.backends import open_backends
from shared.clock import Clock
from shared.cursors import Cursors
from shared.door import Door
from shared.keys import secret
from shared.settings import Settings
from shared.tracing import open_tracing


@dataclass(slots=True)
class Embedded:
    """`services` begins with the gateway's, whose routes end with the web app's catch-all."""

    app: web.Application
    kit: Kit
    gateway: Gateway
    services: list[Service]


@asynccontextmanager
async def embedded(settings: Settings, clock: Clock) -> AsyncIterator[Embedded]:
    """Built, not yet listening. Raises BadSetting."""
    async with open_tracing(settings, "hop", VERSION), open_backends(settings) as backends:
        cursors = Cursors(await asyncio.to_thread(secret, settings.keys, "cursors", 64))
        kit = Kit(settings, backends, clock, cursors)
        gateway = await asyncio.to_thread(build_gateway, kit)
        others = [await asyncio.to_thread(build, kit) for build in (build_meeting, build_documents, build_notify)]
        services = [*others, gateway.service]
        door = Door(Verifier(gateway.keys), cursors, clock, gateway.check_session, gateway.admit_stranger)
        app = application(services, door, backends)
        app.add_routes(backends.object_routes)
        yield Embedded(app, kit, gateway, services)
