"""A gateway with its own keys and sessions, on an installation that was just set up."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, CookieJar
from aiohttp.test_utils import TestClient, TestServer

from services.gateway.app import Gateway, build
from services.gateway.setup.commands import code_to_print
from shared.app import Kit, application
from shared.auth import Verifier
from shared.backends import open_backends
from shared.clock import Clock, SystemClock
from shared.cursors import Cursors
from shared.door import Door
from shared.keys import secret
from shared.settings import Settings
from tests.factories.installation import Person, until
from tests.factories.passwords import make_quick
from tests.factories.passwords import quick_passwords as quick_passwords

ORIGIN = "http://hop.test"
PASSWORD = "một câu dài để nhớ"

ROOT = {"name": "Ủy ban nhân dân tỉnh", "short_name": "UBND tỉnh", "level": "province", "since": "2000-01-01"}
FIRST = {"name": "quantri", "full_name": "Trần Thị Quản Trị", "title": "Quản trị viên", "password": PASSWORD}


@dataclass(slots=True)
class Browser(Person):
    """One device with its cookies; it signs in, and keeps the token and what it has written."""

    hop: "Hop" = field(kw_only=True)
    person: dict[str, Any] = field(default_factory=dict)

    async def try_to_sign_in(self, name: str, password: str, code: str = "", **headers: str) -> ClientResponse:
        self.token = ""
        body = {"name": name, "password": password, "code": code}
        return await self.ask("POST", "/api/sessions", body, **headers)

    async def sign_in(self, name: str, password: str = PASSWORD, code: str = "", **headers: str) -> "Browser":
        response = await self.try_to_sign_in(name, password, code, **headers)
        assert response.status == 201, await response.text()
        return await self.enter(response)

    async def enter(self, response: ClientResponse) -> "Browser":
        answer = await response.json()
        self.token, self.person = answer["access_token"], answer["person"]
        return self

    async def refresh(self) -> "Browser":
        self.token = ""
        response = await self.ask("POST", "/api/sessions/current/tokens")
        assert response.status == 200, await response.text()
        return await self.enter(response)

    def cookie(self, name: str) -> str | None:
        found = self.client.session.cookie_jar.filter_cookies(self.client.make_url("/api/sessions")).get(name)
        return found.value if found else None

    def set_cookie(self, name: str, value: str) -> None:
        """As if our server had set it."""
        cookie = SimpleCookie({name: value})
        cookie[name]["path"] = "/api/sessions"
        self.client.session.cookie_jar.update_cookies(cookie, self.client.make_url("/api/sessions"))


@dataclass(slots=True)
class Hop:
    server: TestServer
    kit: Kit
    gateway: Gateway
    browsers: list[TestClient[Any, Any]] = field(default_factory=list)

    def browser(self) -> Browser:
        client: TestClient[Any, Any] = TestClient(self.server, cookie_jar=CookieJar(unsafe=True))
        self.browsers.append(client)
        return Browser(client, "", origin=ORIGIN, hop=self)

    async def code(self) -> str:
        code = await code_to_print(self.gateway.world)
        assert code is not None
        return code

    async def settle(self) -> None:
        """Until nothing is left to hear."""
        log = self.kit.backends.log
        groups = self.gateway.service.reactions

        async def all_heard() -> bool:
            return not sum([await log.behind(group.group, group.topics) for group in groups])

        await until(all_heard)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", public_url=ORIGIN)


@asynccontextmanager
async def running(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Hop]:
    async with open_backends(settings) as backends:
        cursors = Cursors(await asyncio.to_thread(secret, settings.keys, "cursors", 64))
        kit = Kit(settings, backends, clock or SystemClock(), cursors)
        gateway = await asyncio.to_thread(build, kit)
        door = Door(Verifier(gateway.keys), cursors, kit.clock, gateway.check_session, gateway.admit_stranger)
        server = TestServer(application([gateway.service], door, backends))
        await server.start_server()
        hop = Hop(server, kit, gateway)
        try:
            yield hop
        finally:
            for client in hop.browsers:
                await client.session.close()
            await server.close()


@pytest.fixture
async def empty(settings: Settings) -> AsyncIterator[Hop]:
    """Nobody there yet."""
    async with running(settings) as hop:
        yield hop


def left_behind(folder: Path, begin: Callable[[Hop], Awaitable[None]], like: Path | None = None) -> Path:
    """A data folder in which `begin` has happened, for tests to copy: quicker than that it happens before each."""
    data = folder / "data"
    if like:
        shutil.copytree(like, data)

    async def run() -> None:
        async with running(Settings(data=data, public_url=ORIGIN)) as hop:
            await begin(hop)
            await hop.settle()

    with pytest.MonkeyPatch.context() as environment:
        make_quick(environment, folder / "web")
        asyncio.run(run())
    return data


async def found(hop: Hop) -> None:
    """A province, and `quantri` who administers it."""
    await hop.browser().send("POST", "/api/setup", {"code": await hop.code(), "organisation": ROOT, "person": FIRST})


@pytest.fixture(scope="session")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return left_behind(tmp_path_factory.mktemp("set-up"), found)


@pytest.fixture
def data(set_up: Path) -> Path:
    """What `hop` begins with a copy of."""
    return set_up


@pytest.fixture
async def hop(settings: Settings, data: Path) -> AsyncIterator[Hop]:
    await asyncio.to_thread(shutil.copytree, data, settings.data)
    async with running(settings) as hop:
        yield hop


@pytest.fixture
async def quantri(hop: Hop) -> Browser:
    return await hop.browser().sign_in("quantri")


@pytest.fixture
async def root_id(quantri: Browser) -> str:
    return str(quantri.person["organisation"]["id"])


async def new_unit(by: Browser, parent_id: str, name: str = "Sở Nội vụ", **more: Any) -> str:
    body = {"name": name, "short_name": name, "parent_id": parent_id, "level": "province", "since": "2000-01-01"}
    return str((await by.send("POST", "/api/organisations", body | more))["id"])


async def new_person(by: Browser, organisation_id: str, name: str, **more: Any) -> Browser:
    """Created, and at a device of his own with a password he has chosen."""
    body = {"name": name, "full_name": f"Nguyễn Văn {name.title()}", "organisation_id": organisation_id}
    created = await by.send("POST", "/api/people", body | more)
    browser = await by.hop.browser().sign_in(name, created["password"])
    await browser.send("PUT", "/api/me/password", {"current": created["password"], "new": PASSWORD})
    return await browser.refresh()


async def grant(by: Browser, person: Browser, role: str, organisation_id: str) -> None:
    """And the person goes on with a token that says so."""
    body = {"role": role, "organisation_id": organisation_id}
    await by.send("POST", f"/api/people/{person.person['id']}/roles", body)
    await person.refresh()
