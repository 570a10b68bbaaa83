"""The usage figures anew from the log. Safe beside the running product, which keeps what it hears later."""

import asyncio
from argparse import Namespace
from typing import Any

from services.gateway.settings import GatewaySettings
from services.gateway.usage.app import working_calendar
from services.gateway.usage.rebuild import rebuild
from shared.backends import open_backends
from shared.clock import SystemClock
from shared.settings import Settings


def arguments(commands: Any) -> None:
    parser = commands.add_parser("usage", help="the usage figures: rebuild")
    doing = parser.add_subparsers(dest="doing", required=True, metavar="rebuild")
    doing.add_parser("rebuild", help="count all facts of the log anew, and put right what differs")
    parser.set_defaults(run=run)


async def run(chosen: Namespace, settings: Settings) -> int:
    calendar = await asyncio.to_thread(working_calendar, GatewaySettings())
    async with open_backends(settings) as backends:
        done = await rebuild(backends.store, backends.log, SystemClock(), calendar)
    print(f"{done.facts} facts heard")
    print(f"{done.records} records, {done.records_changed} of them put right")
    print(f"{done.rows} meetings, {done.rows_changed} of them put right")
    return 0
