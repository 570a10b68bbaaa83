"""The live stream over HTTP: server-sent events, one stream per browser."""

import asyncio
import socket
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from aiohttp import web

from services.notify.stream.connections import Connection, Overrun
from services.notify.stream.model import HEARTBEAT, LiveFact, mark_frame
from services.notify.world import World
from shared.http import Call, Found, Routes
from shared.metrics import Counter
from shared.permissions import Permission, Standing

DEAD_AFTER = 60_000  # milliseconds without any sign of the other side

DROPPED = Counter("hop_streams_dropped", "Streams ended because the client stopped reading.", [])

_PERSON = frozenset({Standing.PERSON})
_HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}


async def _own(call: Call[World, Any]) -> Found[None]:
    return Found(None, _PERSON)


routes = Routes(_own)


@routes.get("/api/stream", Permission.FOLLOW_STREAM, answer=LiveFact, media_type="text/event-stream")
async def follow_stream(call: Call[World, None]) -> web.StreamResponse:
    """Events `fact` (data as below), `reload` (read everything anew), `ended` (the sign-in is over) and `mark`.

    Each stream begins with `delayed` and tells it again when it changes: `{"delayed": true}` while the log is away, so
    that facts and messages come late.

    The id of a `mark`, sent back as `Last-Event-ID`, resumes after it at any replica; facts whose mark did not arrive
    come again, so take them with their mark, which follows at once. The stream ends when the access token does; come
    back with a new one.
    """
    caller = call.caller
    purpose = f"stream {caller.person_id}"
    last = call.request.headers.get("Last-Event-ID")
    resumed = call.cursors.open(purpose, last) if last else None
    connection = await call.world.hub.open(caller.person_id, caller.session_id, resumed)
    connection.cut = partial(_abort, call.request)
    response = web.StreamResponse(headers={**_HEADERS, "X-Request-Id": call.request_id})
    try:
        async with asyncio.timeout(caller.expires_at - time.time()):
            await response.prepare(call.request)
            _notice_dead_peers(call.request)
            await _serve(response, connection, lambda: call.cursors.seal(purpose, connection.marks))
    except (TimeoutError, ConnectionResetError):
        pass  # the token is over, or the client went away
    except Overrun:
        connection.cut()
    finally:
        DROPPED.inc(connection.dropped)
        call.world.hub.leave(connection)
    return response


async def _serve(response: web.StreamResponse, connection: Connection, cursor: Callable[[], str]) -> None:
    """Raises Overrun, ConnectionResetError."""
    frames = await connection.take() or b""
    await connection.write(response, frames + mark_frame(cursor()))
    while (taken := await connection.take()) is not None:
        await connection.write(response, taken + mark_frame(cursor()) if taken else HEARTBEAT)


def _notice_dead_peers(request: web.Request) -> None:
    """A tablet that left the network unseen gives its place back soon after the next heartbeat."""
    peer = request.transport.get_extra_info("socket") if request.transport else None
    if peer is not None and hasattr(socket, "TCP_USER_TIMEOUT"):
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAD_AFTER)


def _abort(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
