"""What runs beside the requests: loops, health, and the end of all of it."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from shared import app as app_module
from shared.app import DIED, HEALTH, Kit, Service
from shared.backends import BadSetting
from shared.log.port import LogAway
from shared.objects.port import ObjectsAway
from shared.problems import Unavailable
from shared.serve import serve
from shared.settings import Settings
from shared.store.port import StoreAway
from tests.factories.installation import Installation, installation

Loop = Callable[[], Awaitable[None]]


def service(loop: Loop | None = None, **more: Any) -> Callable[[Kit], Service]:
    return lambda kit: Service("test", None, [], loops={"loop": loop} if loop else {}, **more)


def app_of(hop: Installation) -> web.Application:
    app = hop.client.app
    assert isinstance(app, web.Application)
    return app


async def for_ever() -> None:
    await asyncio.Event().wait()


async def ready(hop: Installation) -> tuple[int, dict[str, Any]]:
    response = await hop.client.get("/readyz")
    return response.status, await response.json()


async def test_loop_that_breaks_or_ends_is_told_to_the_process(tmp_path: Path) -> None:
    async def breaks() -> None:
        raise ValueError

    async def ends() -> None:
        return

    for number, loop in enumerate((breaks, ends)):
        async with installation(tmp_path / str(number), service(loop)) as hop:
            await asyncio.wait_for(app_of(hop)[DIED].happened.wait(), 10)


@pytest.mark.parametrize("error", [StoreAway("full"), LogAway("full"), ObjectsAway("full"), Unavailable()])
@pytest.mark.parametrize("grouped", [False, True])
async def test_loop_that_an_engine_fails_begins_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, grouped: bool
) -> None:
    monkeypatch.setattr(app_module, "PAUSE", 0.001)
    left = [ExceptionGroup("rows", [error, ExceptionGroup("more", [error])]) if grouped else error] * 3
    begun = asyncio.Event()

    async def loop() -> None:
        if left:
            raise left.pop()
        begun.set()
        await for_ever()

    async with installation(tmp_path, service(loop)) as hop:
        await asyncio.wait_for(begun.wait(), 10)
        assert not app_of(hop)[DIED].happened.is_set()


async def test_mistake_beside_an_absent_engine_still_ends_the_process(tmp_path: Path) -> None:
    async def loop() -> None:
        raise ExceptionGroup("rows", [StoreAway(), KeyError()])

    async with installation(tmp_path, service(loop)) as hop:
        await asyncio.wait_for(app_of(hop)[DIED].happened.wait(), 10)


async def test_ready_service_lists_its_troubles_and_stays_ready(tmp_path: Path) -> None:
    async def troubles() -> list[str]:
        return ["mail", "office"]

    async with installation(tmp_path, service(for_ever, degraded=[troubles, troubles])) as hop:
        assert await ready(hop) == (200, {"ready": True, "degraded": ["mail", "office"]})
        app_of(hop)[HEALTH].ready = False
        assert await ready(hop) == (503, {"ready": False, "degraded": ["mail", "office"]})
        assert (await hop.client.get("/livez")).status == 200


async def test_service_without_its_store_is_not_ready(tmp_path: Path) -> None:
    async def check() -> list[str]:
        raise StoreAway

    async with installation(tmp_path, service(for_ever, degraded=[check])) as hop:
        assert await ready(hop) == (503, {"ready": False, "degraded": ["store"]})


async def test_measures_are_for_this_machine_only(tmp_path: Path) -> None:
    async with installation(tmp_path, service()) as hop:
        response = await hop.client.get("/metrics")
        assert (response.status, "http_server_request_duration_seconds" in await response.text()) == (200, True)
        for header in ("X-Forwarded-For", "Forwarded"):
            assert (await hop.client.get("/metrics", headers={header: "127.0.0.1"})).status == 404


async def test_process_ends_with_one_when_a_loop_dies(tmp_path: Path) -> None:
    async def breaks() -> None:
        raise ValueError

    async with installation(tmp_path, service(breaks)) as hop:
        announced: list[bool] = []
        app = web.Application()
        app[HEALTH], app[DIED] = app_of(hop)[HEALTH], app_of(hop)[DIED]
        code = await serve(app, Settings(port=0), lambda: announced.append(True))
        assert (code, announced) == (1, [True])
        assert not app[HEALTH].ready


async def test_process_ends_with_zero_when_it_is_asked_to(tmp_path: Path) -> None:
    async with installation(tmp_path, service(for_ever)) as hop:
        app = web.Application()
        app[HEALTH], app[DIED] = app_of(hop)[HEALTH], app_of(hop)[DIED]
        assert await serve(app, Settings(port=0), lambda: os.kill(os.getpid(), signal.SIGTERM)) == 0
        assert not app[HEALTH].ready


async def test_taken_port_is_named(tmp_path: Path) -> None:
    async with installation(tmp_path, service(for_ever)) as hop:
        app = web.Application()
        app[HEALTH], app[DIED] = app_of(hop)[HEALTH], app_of(hop)[DIED]
        with pytest.raises(BadSetting, match="PORT"):
            await serve(app, Settings(port=hop.client.port or 0))


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not-found"),
        ("POST", "/livez", 405, "method-not-allowed"),
        ("GET", "/objects/papers/none", 404, "not-found"),
    ],
)
async def test_what_nobody_serves_is_refused_as_every_problem(
    tmp_path: Path, method: str, path: str, status: int, code: str
) -> None:
    async with installation(tmp_path, service()) as hop:
        response = await hop.client.request(method, path, headers={"Accept-Language": "en"})
        problem = await response.json(content_type="application/problem+json")
    assert (response.status, problem["type"], problem["status"]) == (status, f"/problems/{code}", status)
    assert problem["request_id"] == response.headers["X-Request-Id"]
    assert ("Allow" in response.headers) is (status == 405)
