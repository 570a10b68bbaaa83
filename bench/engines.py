"""Real engines for the rows of the cluster: started beside the bench, or borrowed by BACKEND_… as the tests do."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeVar

import aiohttp

from shared.settings import Settings
from tests.backends.cluster import cluster
from tests.backends.engines import engines
from tests.faults.office import Office, set_up

T = TypeVar("T")


@asynccontextmanager
async def started() -> AsyncIterator[Callable[[str], Settings]]:
    """Settings of installations that share the engines, by name."""
    with tempfile.TemporaryDirectory(prefix="hop-bench-") as folder:
        async with _in_thread(engines(Path(folder))) as running:
            yield lambda name: running.settings(Path(folder) / name, name)


@asynccontextmanager
async def office(more: Mapping[str, str] | None = None) -> AsyncIterator[Office]:
    """The product with a process for each service, and its first few people. `more` are settings of all services."""
    with tempfile.TemporaryDirectory(prefix="hop-bench-") as folder:
        async with (
            _in_thread(cluster(Path(folder), more=more)) as hop,
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as client,
        ):
            yield await set_up(hop, client)


@asynccontextmanager
async def _in_thread(manager: AbstractContextManager[T]) -> AsyncIterator[T]:
    """Its ends block; what comes between does not."""
    made = await asyncio.to_thread(manager.__enter__)
    try:
        yield made
    finally:
        await asyncio.to_thread(manager.__exit__, None, None, None)
