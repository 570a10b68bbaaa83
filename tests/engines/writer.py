"""A process that saves documents with events as fast as it can, and prints each save that was acknowledged."""

import asyncio
import sys

from shared.backends import open_backends
from shared.settings import Settings
from tests.contract.things import PLAIN
from tests.factories.events import run_of

DOCUMENTS = 8


async def main(prefix: str) -> None:
    async with open_backends(Settings()) as backends:

        async def keep_saving(name: str) -> None:
            stored = await backends.store.insert(PLAIN, name, {}, run_of(name, 1, 2))
            while True:
                print(name, stored.sequence, flush=True)
                more = run_of(name, stored.sequence + 1, stored.sequence + 2)
                stored = await backends.store.save(PLAIN, stored, {}, more)

        async with asyncio.TaskGroup() as group:
            for number in range(DOCUMENTS):
                group.create_task(keep_saving(f"{prefix}-{number}"))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
