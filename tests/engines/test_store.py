"""The store when the engine fails in the middle."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import pytest

from shared.backends import Backends, BadSetting, open_backends
from shared.settings import Settings
from shared.store.port import AlreadyThere, At, StoreAway, VersionConflict
from tests.backends.doors import Door, Fault
from tests.backends.engines import Engines
from tests.backends.proxy import Proxy, proxy
from tests.contract.things import PLAIN, THINGS, thing
from tests.factories.events import heard, run_of

T = TypeVar("T")

CROWD = 400
SOON = 10.0  # seconds; the deadline is less than two, and the driver by itself waits for half a minute or for ever
SERVED = 60.0  # seconds, of which an otherwise idle machine takes 12


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """As in production: what does not answer is soon called away."""
    return settings.model_copy(update={"store_deadline": 1.8})


@pytest.fixture
async def lossy(settings: Settings) -> AsyncIterator[tuple[Backends, Proxy]]:
    """A store whose answers can get lost."""
    address = urlsplit(settings.store)
    assert address.port
    async with proxy(address.port) as between:
        url = settings.store.replace(f":{address.port}/", f":{between.port}/") + "&directConnection=true"
        async with open_backends(settings.model_copy(update={"store_url": url})) as backends:
            await backends.store.insert(PLAIN, "p1", {}, run_of("p1", 1, 1))
            await heard(backends.log)
            yield backends, between


@asynccontextmanager
async def door_before(port: int) -> AsyncIterator[Door]:
    door = Door()
    door.targets = [port]
    door.open()
    try:
        yield door
    finally:
        await asyncio.to_thread(door.close)


async def served(ask: Callable[[], Awaitable[T]]) -> T:
    """Asked again and again, as by a tablet."""
    async with asyncio.timeout(SERVED):
        while True:
            with suppress(StoreAway):
                return await ask()


async def test_save_whose_answer_was_lost_is_recognised_as_ours(lossy: tuple[Backends, Proxy]) -> None:
    backends, between = lossy
    between.lose = 1
    saved = await backends.store.save(PLAIN, At("p1", 1), {"a": 1}, run_of("p1", 2, 3))
    assert between.lose == 0
    assert (saved.version, saved.sequence) == (2, 3)
    assert await backends.store.get(PLAIN, "p1") == saved
    assert await heard(backends.log) == [("p1", 2), ("p1", 3)]


async def test_insert_whose_answer_was_lost_is_recognised_as_ours(lossy: tuple[Backends, Proxy]) -> None:
    backends, between = lossy
    between.lose = 1
    await backends.store.insert(PLAIN, "p2", {"a": 1}, run_of("p2", 1, 2))
    assert between.lose == 0
    assert await heard(backends.log) == [("p2", 1), ("p2", 2)]
    with pytest.raises(AlreadyThere):
        await backends.store.insert(PLAIN, "p2", {"a": 1})


async def test_lost_answer_does_not_hide_a_real_conflict(lossy: tuple[Backends, Proxy]) -> None:
    backends, between = lossy
    await backends.store.save(PLAIN, At("p1", 1), {"a": 1})
    between.lose = 1
    with pytest.raises(VersionConflict):
        await backends.store.save(PLAIN, At("p1", 1), {"a": 2})


async def test_crowd_is_served_through_a_slow_network(settings: Settings) -> None:
    """A connection takes half the time of an operation there, and each is wanted by many."""
    address = urlsplit(settings.store)
    assert address.port
    async with door_before(address.port) as door:
        url = settings.store.replace(f":{address.port}/", f":{door.port}/") + "&directConnection=true"
        async with open_backends(settings.model_copy(update={"store_url": url})) as backends:
            await backends.store.insert(PLAIN, "p1", {})
            await asyncio.to_thread(door.trouble, Fault.LATENCY)
            ask = partial(backends.store.get, PLAIN, "p1")
            assert all(await asyncio.gather(*(served(ask) for _ in range(CROWD))))


async def test_store_that_does_not_answer_is_soon_away(running_engines: Engines, backends: Backends) -> None:
    await backends.store.insert(PLAIN, "p1", {})
    server = running_engines.servers["store"]
    server.pause()
    try:
        async with asyncio.timeout(SOON):
            with pytest.raises(StoreAway):
                await backends.store.get(PLAIN, "p1")
    finally:
        server.resume()
    assert await served(partial(backends.store.get, PLAIN, "p1")) is not None


@pytest.mark.usefixtures("driver_drops_a_socket")
async def test_killed_store_is_away_and_keeps_what_it_acknowledged(
    running_engines: Engines, backends: Backends
) -> None:
    await backends.store.insert(THINGS, "t1", thing(tags=["x"]))
    server = running_engines.servers["store"]
    await asyncio.to_thread(server.kill)
    try:
        async with asyncio.timeout(SOON):
            with pytest.raises(StoreAway):
                await backends.store.insert(THINGS, "t2", thing())
    finally:
        await asyncio.to_thread(server.start)
    found = await served(partial(backends.store.find, THINGS, "by_tag", each="x"))
    assert [one.id for one in found.items] == ["t1"]


@pytest.mark.usefixtures("driver_drops_a_socket")
async def test_store_that_never_answers_ends_the_start(settings: Settings, tmp_path: Path) -> None:
    nobody = settings.model_copy(update={"store_url": "mongodb://127.0.0.1:1/hop", "store_wait": 0.1})
    with pytest.raises(BadSetting, match="STORE_URL"):
        async with open_backends(nobody):
            pass
