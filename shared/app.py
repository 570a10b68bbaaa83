"""Puts services together into one web application, and takes them down in reverse.

One process may hold one service or all four: each brings its routes, the reactions that feed it, and its loops.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

import structlog
from aiohttp import web

from shared.backends import Backends
from shared.clock import Clock
from shared.copies import Copies, Derived
from shared.cursors import Cursors
from shared.door import Door
from shared.ending import end
from shared.groups import failures_of
from shared.health import Degraded, Health
from shared.http import Route
from shared.log.port import LogAway
from shared.objects.port import ObjectsAway
from shared.openapi import openapi
from shared.problems import Unavailable
from shared.reactions import Reactions
from shared.refusals import as_problems
from shared.settings import Settings
from shared.store.port import StoreAway
from shared.vitals import watch

log = structlog.get_logger()

VERSION = "0.1.0"
AWAY = (StoreAway, LogAway, ObjectsAway, Unavailable)
PAUSE = 1.0  # seconds before a loop asks an engine again

Loop = Callable[[], Awaitable[None]]
Farewell = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Kit:
    """What every service is built from."""

    settings: Settings
    backends: Backends
    clock: Clock
    cursors: Cursors


@dataclass(slots=True)
class Service:
    """`plain` are routes outside the API (files, key sets) that answer for themselves.

    `farewells` end what would otherwise outlast the wait for requests under way: open streams. `rebuilds` say by group
    what can be made anew from the log.
    """

    name: str
    world: Any
    routes: Sequence[Route]
    reactions: tuple[Reactions, ...] = ()
    loops: Mapping[str, Loop] = field(default_factory=dict)
    degraded: Sequence[Degraded] = ()
    plain: Sequence[web.RouteDef] = ()
    farewells: Sequence[Farewell] = ()
    rebuilds: Mapping[str, Copies | Derived] = field(default_factory=dict)


@dataclass(slots=True)
class Died:
    """Set when a background loop ended: the process must end too, and be started again."""

    happened: asyncio.Event = field(default_factory=asyncio.Event)


HEALTH = web.AppKey("health", Health)
DIED = web.AppKey("died", Died)


def application(
    services: Sequence[Service], door: Door, backends: Backends, description: dict[str, Any] | None = None
) -> web.Application:
    """`description` is published as /openapi.json; without one it is made from the routes."""
    app = web.Application(middlewares=[as_problems])
    health = Health([*backends.degraded, *(check for service in services for check in _checks(service))])
    app[HEALTH] = health
    app[DIED] = Died()
    app.add_routes(health.routes())
    routes = [route for service in services for route in service.routes]
    app.router.add_get("/openapi.json", _document(lambda: description or openapi(routes, VERSION)))
    for service in services:
        waited_for = tuple(reaction for reaction in service.reactions if reaction.feeds_reads)
        for route in service.routes:
            app.router.add_route(route.method, route.path, door.handler(route, service.world, waited_for))
        app.add_routes(service.plain)
    app.on_shutdown.append(_farewells(services))
    app.cleanup_ctx.append(_loops(services, backends))
    return app


def _checks(service: Service) -> list[Degraded]:
    return [*service.degraded, *(reaction.troubles for reaction in service.reactions)]


def _document(describe: Callable[[], dict[str, Any]]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Made when it is first asked for, because that takes longer than the rest of a start."""
    made = cache(lambda: json.dumps(describe()).encode())

    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=await asyncio.to_thread(made), content_type="application/json")

    return answer


def _farewells(services: Sequence[Service]) -> Callable[[web.Application], Awaitable[None]]:
    async def say(app: web.Application) -> None:
        for service in services:
            for farewell in service.farewells:
                farewell()

    return say


def _loops(services: Sequence[Service], backends: Backends) -> Callable[[web.Application], AsyncIterator[None]]:
    async def run(app: web.Application) -> AsyncIterator[None]:
        await backends.verify()
        loops: dict[str, Loop] = {}
        for service in services:
            loops |= {reaction.group: partial(reaction.run, backends.log) for reaction in service.reactions}
            loops |= {f"{service.name}.{name}": loop for name, loop in service.loops.items()}
        groups = [reaction for service in services for reaction in service.reactions]
        loops["vitals"] = partial(watch, groups)
        tasks = [asyncio.create_task(_watched(name, loop, app[DIED]), name=name) for name, loop in loops.items()]
        app[HEALTH].ready = True
        yield
        app[HEALTH].ready = False
        await end(*tasks)

    return run


async def _watched(name: str, loop: Loop, died: Died) -> None:
    """A loop that an engine fails begins anew a little later; whatever else ends a loop ends the process."""
    try:
        while True:
            try:
                await loop()
                break
            except* AWAY as trouble:
                reasons = sorted({f"{type(error).__name__}: {error}" for error in failures_of(trouble)})
                log.warning("background loop waits for an engine", loop=name, reasons=reasons)
            await asyncio.sleep(PAUSE)
    except Exception:
        log.exception("background loop died", loop=name)
    died.happened.set()
