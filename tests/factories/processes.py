"""Processes of our own beside the test's, ended with it."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from shared.settings import Settings

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0  # seconds for a line; a new process on a busy machine takes some to start


class Child:
    def __init__(self, process: Process) -> None:
        self.process = process

    async def line(self) -> str:
        """The next line of its output, empty at the end."""
        assert self.process.stdout is not None
        return (await asyncio.wait_for(self.process.stdout.readline(), PATIENCE)).decode().strip()

    async def rest(self) -> list[str]:
        assert self.process.stdout is not None
        return (await asyncio.wait_for(self.process.stdout.read(), PATIENCE)).decode().splitlines()


@asynccontextmanager
async def child(module: str, settings: Settings, *arguments: str) -> AsyncIterator[Child]:
    """`python -m module` with these settings; killed when the block ends."""
    environment = os.environ | {
        name.upper(): str(value) for name, value in settings.model_dump(exclude_none=True).items()
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, stdout=PIPE, cwd=ROOT, env=environment
    )
    try:
        yield Child(process)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()
