"""Servers in processes of their own, and the load that is put on them from this one."""

import asyncio
import json
import os
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, DummyCookieJar, TCPConnector, web

from bench.rows import cpu_seconds
from shared.vitals import settle_memory

CONNECTIONS = 16
READY = 120.0  # seconds to start, on a busy machine
BACKLOG = 1024  # connections of a hall that comes at once


@dataclass(slots=True)
class Served:
    """`client` keeps its connections alive, and no cookies."""

    client: ClientSession
    pid: int
    port: int
    token: str
    facts: dict[str, Any]

    async def read(self, path: str, headers: Mapping[str, str] | None = None, status: int = 200) -> bytes:
        async with self.client.get(path, headers=self._signed(headers)) as response:
            body = await response.read()
            assert response.status == status, (response.status, body[:500])
            return body

    async def etag(self, path: str) -> str:
        async with self.client.get(path, headers=self._signed(None)) as response:
            return response.headers["ETag"]

    def _signed(self, headers: Mapping[str, str] | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", **(headers or {})}

    async def rate(
        self, path: str, requests: int, headers: Mapping[str, str] | None = None, status: int = 200
    ) -> float:
        """Requests for each second of the server's own processor time: what the client costs does not count."""
        begun = cpu_seconds(self.pid)

        async def ask() -> None:
            for _ in range(requests // CONNECTIONS):
                await self.read(path, headers, status)

        await asyncio.gather(*(ask() for _ in range(CONNECTIONS)))
        return requests / (cpu_seconds(self.pid) - begun)

    async def seconds(self, path: str) -> float:
        """Of one read, as the client sees it."""
        begun = time.perf_counter()
        await self.read(path)
        return time.perf_counter() - begun


async def serve(app: web.Application, token: str = "", facts: Any = None, *, cancels: bool = False) -> None:
    """For ever, and says where in one line: the other end of `served`. `cancels` work whose asker has gone."""
    runner = web.AppRunner(app, access_log=None, handler_cancellation=cancels)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=BACKLOG).start()
    settle_memory()  # as every service does once it is built
    ready = {"port": runner.addresses[0][1], "pid": os.getpid(), "token": token, "facts": facts or {}}
    print(json.dumps(ready), flush=True)
    await asyncio.Event().wait()


@asynccontextmanager
async def served(module: str, *arguments: str | Path) -> AsyncIterator[Served]:
    """`python -m module`, killed when the block ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *map(str, arguments), stdout=PIPE, limit=1 << 20
    )
    assert process.stdout is not None
    async with AsyncExitStack() as stack:
        stack.push_async_callback(_end, process)
        ready = json.loads(await asyncio.wait_for(process.stdout.readline(), READY))
        client = ClientSession(
            f"http://127.0.0.1:{ready['port']}", connector=TCPConnector(limit=0), cookie_jar=DummyCookieJar()
        )
        await stack.enter_async_context(client)
        yield Served(client, ready["pid"], ready["port"], ready["token"], ready["facts"])


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()
