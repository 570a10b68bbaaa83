"""Every contract test runs against each adapter; a new one is a new entry here, and no other line changes.

An adapter is the settings that choose it: the tests know the ports alone.
"""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from shared.backends import Backends, open_backends
from shared.log.port import Log
from shared.objects.port import Objects
from shared.settings import Settings
from shared.store.port import Store
from tests.backends.engines import Engines
from tests.contract.wire import Wire

Opening = Callable[[], AbstractAsyncContextManager[Backends]]


PROFILE = os.environ.get("PROFILE", "embedded")


@pytest.fixture(params=[PROFILE])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    if request.param == "embedded":
        yield Settings(data=tmp_path / "data")
        return
    assert request.param == "cluster", "PROFILE is embedded or cluster"
    running: Engines = request.getfixturevalue("running_engines")
    settings = running.settings(tmp_path)
    yield settings
    running.forget(settings)


@pytest.fixture
def opening(settings: Settings) -> Opening:
    """Opens the backing services; entered again it is another process, or the same one started again."""
    return lambda: open_backends(settings)


@pytest.fixture
async def backends(opening: Opening) -> AsyncIterator[Backends]:
    async with opening() as opened:
        yield opened


@pytest.fixture
def store(backends: Backends) -> Store:
    return backends.store


@pytest.fixture
def log(backends: Backends) -> Log:
    return backends.log


@pytest.fixture
def objects(backends: Backends) -> Objects:
    return backends.objects


@pytest.fixture
async def wire(backends: Backends) -> AsyncIterator[Wire]:
    app = web.Application()
    app.add_routes(backends.object_routes)
    async with TestServer(app) as server, ClientSession() as session:
        yield Wire(session, server.make_url("/"))
