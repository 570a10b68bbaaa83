"""A process that listens to the log and writes what it hears to its output, until it is ended."""

import asyncio
from collections.abc import Sequence

from shared.backends import open_backends
from shared.events.envelope import Event
from shared.settings import Settings
from tests.factories.events import TOPIC


async def hear(events: Sequence[Event]) -> None:
    for event in events:
        print(event.subject, event.sequence, flush=True)


async def main() -> None:
    async with open_backends(Settings()) as backends:
        print("listening", flush=True)
        await backends.log.consume("listener", [TOPIC], hear)


if __name__ == "__main__":
    asyncio.run(main())
