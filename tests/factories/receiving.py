"""A province's reporting information system, as a real https server: it keeps what it is sent, and answers as told."""

import ssl
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.backends.authority import Authority

Reply = Callable[[web.Request], Awaitable[web.StreamResponse]]


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
async def province(authority: Authority) -> AsyncIterator[Province]:
    found = Province()
    app = web.Application()
    app.router.add_post("/chi-tieu", found.answer)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(authority.certificate, authority.key)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server(ssl=tls)
    found.url = f"https://localhost:{server.port}/chi-tieu"
    try:
        yield found
    finally:
        await server.close()
