"""/livez (the loop answers), /readyz (may take requests; what is degraded), /metrics."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import orjson
from aiohttp import web
from prometheus_client import REGISTRY
from prometheus_client.exposition import choose_encoder

from shared.store.port import StoreAway

_FORWARDED = {"forwarded", "x-forwarded-for"}

Degraded = Callable[[], Awaitable[list[str]]]


@dataclass(slots=True)
class Health:
    """`ready` is what keeps requests coming; trouble with other engines is listed, and takes nobody out of service."""

    degraded: Sequence[Degraded] = ()
    ready: bool = False

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/livez", self._live), web.get("/readyz", self._readiness), web.get("/metrics", self._measure)]

    async def _live(self, request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _readiness(self, request: web.Request) -> web.Response:
        ready, degraded = self.ready, set()
        try:
            for check in self.degraded:
                degraded |= set(await check())
        except StoreAway:
            ready, degraded = False, {"store"}
        body = orjson.dumps({"ready": ready, "degraded": sorted(degraded)})
        return web.Response(body=body, status=200 if ready else 503, content_type="application/json")

    async def _measure(self, request: web.Request) -> web.StreamResponse:
        """For this machine only: a proxied or remote request finds nothing."""
        if request.remote not in {"127.0.0.1", "::1"} or _FORWARDED & {name.lower() for name in request.headers}:
            raise web.HTTPNotFound
        return await measure(request)


async def measure(request: web.Request) -> web.Response:
    """All metrics of this process, for whoever can reach it."""
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    body = await asyncio.to_thread(encode, REGISTRY)  # the process's own figures are read from files
    return web.Response(body=body, headers={"Content-Type": content_type})
