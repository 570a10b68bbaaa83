"""A service behind the gateway that does what a test tells it to, and notes what it was asked."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web
from multidict import CIMultiDictProxy

Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Asked:
    method: str
    path: str
    headers: CIMultiDictProxy[str]
    body: bytes


async def _fine(request: web.Request) -> web.StreamResponse:
    return web.json_response({"items": [], "next": None})


@dataclass(slots=True)
class Behind:
    answering: Answering = _fine
    asked: list[Asked] = field(default_factory=list)
    hearing: asyncio.Event = field(default_factory=asyncio.Event)
    """Since the beginning of a body has come."""
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)

    def app(self) -> web.Application:
        app = web.Application(client_max_size=1 << 30)
        app.router.add_route("*", "/{path:.*}", self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = bytearray()
        async for piece in request.content.iter_any():
            self.hearing.set()
            body += piece
        self.asked.append(Asked(request.method, request.path_qs, request.headers, bytes(body)))
        try:
            return await self.answering(request)
        except asyncio.CancelledError:
            self.cancelled.set()
            raise


def pieces(*parts: bytes, then: asyncio.Event | None = None, length: int | None = None) -> Answering:
    """Sends one part, waits for `then`, sends the rest; with `length` it promises so many bytes and breaks off."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        response.content_length = length
        await response.prepare(request)
        for number, part in enumerate(parts):
            if number and then is not None:
                await then.wait()
            await response.write(part)
        if length is not None:
            assert request.transport is not None
            request.transport.close()
        return response

    return answer


async def never(request: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise AssertionError
