"""Runs one service by itself, behind the gateway: it verifies tokens by the gateway's published keys."""

import asyncio
import sys
from collections.abc import Callable

import uvloop

from shared.app import VERSION, Kit, Service, application
from shared.auth import Verifier
from shared.backends import BadSetting, open_backends
from shared.clock import SystemClock
from shared.cursors import Cursors
from shared.door import Door, given_name
from shared.jwks import RemoteKeys
from shared.keys import secret
from shared.logs import set_up
from shared.serve import check_address, serve
from shared.settings import Settings
from shared.tracing import open_tracing


def run_alone(build: Callable[[Kit], Service]) -> None:
    """Ends the process: 0 when asked to, 1 when a background loop died, 2 for a setting that cannot work."""
    try:
        sys.exit(uvloop.run(_run(build)))
    except BadSetting as error:
        print(f"hop: {error}", file=sys.stderr)
        sys.exit(2)


async def _run(build: Callable[[Kit], Service]) -> int:
    settings = Settings()
    set_up(settings.log_level)
    check_address(settings)
    async with open_backends(settings) as backends, RemoteKeys(settings.gateway_url) as keys:
        cursors = Cursors(await asyncio.to_thread(secret, settings.keys, "cursors", 64))
        clock = SystemClock()
        service = await asyncio.to_thread(build, Kit(settings, backends, clock, cursors))
        door = Door(Verifier(keys), cursors, clock, name_request=given_name, believes_traces=True)
        app = application([service], door, backends)
        app.add_routes(backends.object_routes)
        async with open_tracing(settings, service.name, VERSION):
            return await serve(app, settings)
