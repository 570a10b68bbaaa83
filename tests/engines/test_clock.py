"""A clock that jumps under the running product: people sign in anew, and nothing is lost, told twice or left lying."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import aiohttp
import pytest

from shared.clock import SetClock
from shared.settings import Settings
from shared.store.mongo.opening import open_mongo
from shared.store.mongo.outbox import MongoOutbox
from tests.backends.cluster import degraded, is_ready
from tests.backends.server import free_ports
from tests.factories.commune import PASSWORD, commune
from tests.factories.installation import until
from tests.factories.passwords import quick_passwords as quick_passwords
from tests.factories.processes import child
from tests.factories.tablet import Tablet, following, soon

pytestmark = pytest.mark.timeout(400)

Jump = Callable[[str], None]
LARGE = {"title": "Báo cáo lớn", "file_name": "bao-cao.pdf", "size": 30 << 20}  # its parts are begun at the store
LIBRARY = "faketime/libfaketimeMT.so.1"


@pytest.fixture
def jump(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Jump:
    """Sets the clock of processes that begin from now on, also while they run: `+3h`, `-3h`, `+0`."""
    file = tmp_path / "time"
    (library,) = Path("/usr/lib").glob(f"*/{LIBRARY}")
    for name, value in {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }.items():
        monkeypatch.setenv(name, value)

    def jump(to: str) -> None:
        file.write_text(to)

    jump("+0")
    return jump


@asynccontextmanager
async def product(settings: Settings) -> AsyncIterator[Tablet]:
    """In a process of its own, with a tablet that is nobody's yet."""
    (port,) = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    async with child("services", settings.model_copy(update={"port": port, "public_url": url})), _client() as client:

        async def ready() -> bool:
            return await asyncio.to_thread(is_ready, url)

        await until(ready, 120)
        yield Tablet(client, url, {"Origin": url})


def _client() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())


async def says_of_the_objects(url: str, away: bool) -> bool:
    return ("objects: do not answer" in await asyncio.to_thread(degraded, url)) == away


async def test_hours_ahead_and_back_lose_nothing_and_tell_nothing_twice(
    settings: Settings, jump: Jump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMO", "0")
    async with commune(settings) as hop:
        await hop.set_up()
        await hop.hold_meeting()
    added: list[str] = []
    async with product(settings) as tablet:
        for hour in ("+0", "+3h", "+0", "-3h", "+0"):
            await asyncio.to_thread(jump, hour)
            delegate = await tablet.another().sign_in("binh", PASSWORD)
            secretary = await tablet.another().sign_in("thuky", PASSWORD)
            async with following(delegate) as stream:
                body = {"title": f"Nội dung {hour}", "kind": "information"}
                added.append((await secretary.send("POST", f"{hop.path}/agenda-items", body))["id"])
                if hour == "+0":
                    await secretary.send("POST", f"{hop.path}/documents", LARGE)
                else:  # the object store takes nothing signed at another time: it is as if it were away
                    assert (await secretary.ask_once("POST", f"{hop.path}/documents", LARGE))[0] == 503
                await until(partial(says_of_the_objects, tablet.url, hour != "+0"), 60)
                await soon(lambda: added[-1] in [fact["id"] for fact in stream.facts], f"{hour}: not heard")
        shown = [item["id"] for item in (await delegate.get(f"{hop.path}/agenda-items"))["items"]]
        assert shown == added


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime.now(UTC))


async def test_lease_of_a_sweeper_whose_clock_was_ahead_holds_nobody_up(settings: Settings, clock: SetClock) -> None:
    async with open_mongo(settings) as database:
        ahead, other = (MongoOutbox(database, settings.store_deadline, clock) for _ in range(2))
        clock.moment += timedelta(hours=3)
        assert await ahead.lease("sweeper", "ahead", 15)
        assert not await other.lease("sweeper", "other", 15)
        clock.moment -= timedelta(hours=3)
        assert await other.lease("sweeper", "other", 15)
        assert not await ahead.lease("sweeper", "ahead", 15)
