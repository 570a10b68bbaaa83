"""Sends requests on to the service they belong to, and its answers back: both ways as they come."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import aiohttp
from aiohttp import web

from services.gateway.proxy.model import end_to_end
from services.gateway.proxy.upstream import PIECE, Upstream
from shared.http import Call

WITHOUT_BODY = {204, 304}


class Forwarding:
    """The handler of all routes of one upstream."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self._streams: set[asyncio.Timeout] = set()

    def handle(self, call: Call[Any, Any]) -> Awaitable[web.StreamResponse]:
        return self._upstream.ask(call, self._pass_back)

    def drain(self) -> None:
        """Ends the open streams, so that their browsers go to another replica."""
        now = asyncio.get_running_loop().time()
        for stream in list(self._streams):
            stream.reschedule(now)

    async def _pass_back(self, call: Call[Any, Any], answer: aiohttp.ClientResponse) -> web.StreamResponse:
        headers = end_to_end(answer.headers)
        length = 0 if answer.status in WITHOUT_BODY else answer.content_length
        if length is not None and length <= PIECE:
            return web.Response(status=answer.status, headers=headers, body=await answer.read())
        return await self._stream(call, answer, web.StreamResponse(status=answer.status, headers=headers))

    async def _stream(
        self, call: Call[Any, Any], answer: aiohttp.ClientResponse, response: web.StreamResponse
    ) -> web.StreamResponse:
        """What an exception breaks off is never ended properly: the door cuts the client's connection."""
        if answer.content_length is None:
            response.enable_chunked_encoding()
        await response.prepare(call.request)
        try:
            async with asyncio.timeout(None) as stream:
                self._streams.add(stream)
                try:
                    async for piece in answer.content.iter_any():
                        if not await _write(response, piece):
                            return response
                finally:
                    self._streams.discard(stream)
        except TimeoutError:
            if not (stream.expired() and answer.content_length is None):
                raise
        await response.write_eof()
        return response


async def _write(response: web.StreamResponse, piece: bytes) -> bool:
    """False when the client is gone: that is no fault of the upstream's."""
    try:
        await response.write(piece)
    except ConnectionResetError:
        return False
    return True
