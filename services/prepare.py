"""`python -m services.prepare [SERVICE…]`: the migration. Makes indexes, topics and buckets, before a release runs.

Without a name, for all services, which then share a database. Run again it changes nothing.
"""

import asyncio
import sys
from importlib import import_module

import uvloop

from shared.app import Kit
from shared.backends import BadSetting, open_backends
from shared.clock import SystemClock
from shared.cursors import Cursors
from shared.keys import secret
from shared.log.port import LogAway, LogUnprepared
from shared.logs import set_up
from shared.objects.port import ObjectsAway
from shared.settings import Settings
from shared.store.port import NotJson, StoreAway, StoreUnprepared

SERVICES = ("gateway", "meeting", "documents", "notify")


def main() -> int:
    """0 when all is made, 2 for what cannot work; the message says which."""
    names = sys.argv[1:] or list(SERVICES)
    if unknown := set(names) - set(SERVICES):
        print(f"hop: no service {', '.join(sorted(unknown))}; there are {', '.join(SERVICES)}", file=sys.stderr)
        return 2
    try:
        uvloop.run(_prepare(names))
    except (BadSetting, StoreAway, StoreUnprepared, LogAway, LogUnprepared, ObjectsAway, NotJson) as error:
        print(f"hop: {error}", file=sys.stderr)
        return 2
    return 0


async def _prepare(names: list[str]) -> None:
    settings = Settings()
    set_up(settings.log_level)
    async with open_backends(settings) as backends:
        cursors = Cursors(await asyncio.to_thread(secret, settings.keys, "cursors", 64))
        kit = Kit(settings, backends, SystemClock(), cursors)
        if "gateway" in names:
            import_module("services.demo.steps")  # kept in the gateway's database
        for name in names:
            await asyncio.to_thread(import_module(f"services.{name}.app").build, kit)  # declares its collections
        await backends.prepare()


if __name__ == "__main__":
    sys.exit(main())
