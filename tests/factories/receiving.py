"""A province's reporting information system, as a real https server: it keeps what it is sent, and answers as told."""

import asyncio
import ssl
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from services.gateway.indicator_sets.model import IndicatorSet, SetState
from services.gateway.world import World
from shared.aggregates import Act
from shared.words import ReportPeriod
from tests.backends.authority import Authority

Reply = Callable[[web.Request], Awaitable[web.StreamResponse]]

# What an administrator sets up that is not to be sent to.
SYSTEM: dict[str, Any] = {
    "name": "Hệ thống báo cáo",
    "url": "https://baocao.tinh.example",
    "periods": [],
    "indicators": [],
    "active": False,
}


@dataclass
class Province:
    """`answers` are given in turn; once they are used up everything is acknowledged. `taken` are headers and bodies."""

    url: str = ""
    answers: deque[Reply] = field(default_factory=deque)
    taken: list[tuple[dict[str, str], Any]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.taken.append((dict(request.headers), await request.json()))
        return await (self.answers.popleft() if self.answers else says(200, "{}"))(request)

    @property
    def keys(self) -> list[str]:
        return [headers["Idempotency-Key"] for headers, _ in self.taken]


def says(status: int, text: str = "", **headers: str) -> Reply:
    async def reply(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=text, headers=headers)

    return reply


async def hangs_up(request: web.Request) -> web.StreamResponse:
    """It has taken everything in, and its answer is lost."""
    assert request.transport is not None
    request.transport.close()
    return web.Response()


@asynccontextmanager
async def stammerer(authority: Authority) -> AsyncIterator[str]:
    """The address of a server that acknowledges whatever it is sent twice, in one breath."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].split()[0]))
        writer.write(2 * b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=_tls(authority))
    async with server:
        yield f"https://localhost:{server.sockets[0].getsockname()[1]}/chi-tieu"


def _tls(authority: Authority) -> ssl.SSLContext:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(authority.certificate, authority.key)
    return tls


@asynccontextmanager
async def province(authority: Authority) -> AsyncIterator[Province]:
    found = Province()
    app = web.Application()
    app.router.add_post("/chi-tieu", found.answer)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server(ssl=_tls(authority))
    found.url = f"https://localhost:{server.port}/chi-tieu"
    try:
        yield found
    finally:
        await server.close()


async def stopped_set(world: World, system_id: str, organisation_id: str) -> str:
    """Of October 2025, as if the system had been switched off before it was sent: nothing reaches out for it."""
    one = IndicatorSet(
        id="set",
        system_id=system_id,
        organisation_id=organisation_id,
        period=ReportPeriod.MONTH,
        since=date(2025, 10, 1),
        until=date(2025, 10, 31),
        content={
            "unit": {"code": "", "name": "Đơn vị"},
            "period": {"kind": "month", "code": "2025-10", "from": "2025-10-01", "to": "2025-10-31"},
            "indicators": [],
        },
        state=SetState.STOPPED,
    )
    return (await world.receiving.sets.add(one, Act(world.clock.now()))).id
