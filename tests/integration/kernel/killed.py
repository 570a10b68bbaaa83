"""A process that works until it is killed, and says each thing on its output when it was done.

`python -m tests.integration.kernel.killed MINUTES FOLDER`: MINUTES set its clock ahead, so that the job its forerunner
held is free; FOLDER is for the files it puts into the object store.
"""

import asyncio
import os
import sys
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from shared.aggregates import Act
from shared.backends import Backends, open_backends
from shared.clock import SetClock
from shared.ids import new_id
from shared.settings import Settings
from tests.factories.events import NOON
from tests.integration.kernel.counters import NAMES, Counting


async def count(counting: Counting, name: str) -> None:
    while True:
        print("counted", name, await counting.count(name, Act(NOON)), flush=True)


async def put(backends: Backends, folder: Path) -> None:
    while True:
        key, content = f"papers/{new_id()}", os.urandom(300_000)
        source = folder / key.rpartition("/")[2]
        await asyncio.to_thread(source.write_bytes, content)
        print("putting", key, sha256(content).hexdigest(), flush=True)
        await backends.objects.put(key, source, "application/pdf")
        print("put", key, sha256(content).hexdigest(), flush=True)


async def main(minutes: int, folder: Path) -> None:
    async with open_backends(Settings()) as backends, asyncio.TaskGroup() as group:
        counting = Counting(backends, SetClock(NOON + timedelta(minutes=minutes)))
        group.create_task(counting.reactions.run(backends.log))
        group.create_task(counting.jobs.run())
        group.create_task(put(backends, folder))
        for name in NAMES * 2:  # two writers for each
            group.create_task(count(counting, name))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
