"""`python -m services.gateway.usage`: counts the usage figures in a process of its own. With `rebuild`: anew, once."""

import asyncio
import sys

import uvloop

from services.gateway.settings import GatewaySettings
from services.gateway.usage.app import usage_of, working_calendar
from services.gateway.usage.rebuild import rebuild
from shared.alone import run_alone
from shared.app import Kit, Service
from shared.backends import BadSetting, open_backends
from shared.clock import SystemClock
from shared.log.port import LogAway, LogUnprepared
from shared.logs import set_up
from shared.settings import Settings
from shared.store.port import StoreAway


def main() -> int:
    """0 when all went well, 1 when a background loop died, 2 for a setting, engine or word that cannot work."""
    match sys.argv[1:]:
        case []:
            run_alone(build)
        case ["rebuild"]:
            return rebuild_usage()
    print("usage: python -m services.gateway.usage [rebuild]", file=sys.stderr)
    return 2


def build(kit: Kit) -> Service:
    """Answers no request but those for its health and metrics."""
    usage = usage_of(kit, GatewaySettings(usage_here=True))
    return Service(name="usage", world=usage, routes=(), reactions=usage.reactions, loops=usage.loops)


def rebuild_usage() -> int:
    """`hop usage rebuild`. Says what was read and what had to be put right."""
    try:
        print(uvloop.run(_rebuild(Settings())))
    except (BadSetting, StoreAway, LogAway, LogUnprepared) as error:
        print(f"hop: {error}", file=sys.stderr)
        return 2
    return 0


async def _rebuild(settings: Settings) -> str:
    set_up(settings.log_level)
    calendar = await asyncio.to_thread(working_calendar, GatewaySettings())
    async with open_backends(settings) as backends:
        done = await rebuild(backends.store, backends.log, SystemClock(), calendar)
    return (
        f"{done.facts} facts heard: {done.records} records, {done.records_changed} of them put right; "
        f"{done.rows} meetings, {done.rows_changed} of them put right"
    )


if __name__ == "__main__":
    sys.exit(main())
