"""`python -m services.gateway`: the gateway by itself. With `rotate-keys`: a new signing key, which takes over."""

import asyncio
import sys
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial

import uvloop

from services.demo.guard import guard
from services.gateway.app import build
from services.gateway.proxy.app import forwarded
from services.gateway.proxy.table import read_description
from services.gateway.setup.commands import tell_code
from services.gateway.tokens.commands import LIFETIME
from services.gateway.tokens.keys import KeyFolder
from shared.app import VERSION, Kit, Loop, application
from shared.auth import Verifier
from shared.backends import BadSetting, make_private, open_backends
from shared.clock import SystemClock
from shared.cursors import Cursors
from shared.door import Door
from shared.keys import secret
from shared.logs import set_up
from shared.serve import check_address, serve
from shared.settings import Settings
from shared.tracing import open_tracing


def main() -> int:
    """0 when asked to end, 1 when a background loop died, 2 for a setting or word that cannot work."""
    try:
        match sys.argv[1:]:
            case []:
                return uvloop.run(_serve(Settings()))
            case ["rotate-keys"]:
                return _rotate(Settings())
        print("usage: python -m services.gateway [rotate-keys]", file=sys.stderr)
    except BadSetting as error:
        print(f"hop: {error}", file=sys.stderr)
    return 2


def _rotate(settings: Settings) -> int:
    make_private(settings.data)
    folder, clock = KeyFolder(settings.keys / "tokens", LIFETIME), SystemClock()
    folder.read(clock.now())
    print(f"new key {folder.add(clock.now()).id}")
    for gone in folder.forget_old(clock.now()):
        print(f"forgot key {gone}")
    return 0


async def _serve(settings: Settings) -> int:
    set_up(settings.log_level)
    check_address(settings)
    description = await asyncio.to_thread(read_description)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(open_tracing(settings, "gateway", VERSION))
        backends = await stack.enter_async_context(open_backends(settings))
        cursors = Cursors(await asyncio.to_thread(secret, settings.keys, "cursors", 64))
        clock = SystemClock()
        gateway = await asyncio.to_thread(build, Kit(settings, backends, clock, cursors), description["x-problems"])
        world = gateway.world
        others = await stack.enter_async_context(forwarded(world.settings, description, world.addresses))
        door = Door(Verifier(gateway.keys), cursors, clock, gateway.check_session, gateway.admit_stranger)
        # A loop, for the store may be away just now, and a gateway serves without it.
        loops: dict[str, Loop] = {**gateway.service.loops, "set-up": partial(tell_code, world, settings.public)}
        app = application([*others, replace(gateway.service, loops=loops)], door, backends, description)
        app.middlewares.append(guard(world, settings))
        return await serve(app, settings, lambda: print(f"Hop gateway: {settings.public}", flush=True))


if __name__ == "__main__":
    sys.exit(main())
