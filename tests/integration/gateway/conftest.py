"""A gateway with its own keys and sessions, on an installation that was just set up."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
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
from shared.clock import SystemClock
from shared.cursors import Cursors
from shared.door import Door
from shared.keys import secret
from shared.settings import Settings

ORIGIN = "http://hop.test"
PASSWORD = "một câu dài để nhớ"

ROOT = {"name": "Ủy ban nhân dân tỉnh", "short_name": "UBND tỉnh", "level": "province", "since": "2000-01-01"}
FIRST = {"name": "quantri", "full_name": "Trần Thị Quản Trị", "title": "Quản trị viên", "password": PASSWORD}


@dataclass(slots=True)
class Browser:
    """One device with its cookies; it signs in, and keeps the token and what it has written."""

    hop: "Hop"
    client: TestClient[Any, Any]
    token: str | None = None
    seen: str | None = None
    person: dict[str, Any] = field(default_factory=dict)

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> ClientResponse:
        sent = {"Origin": ORIGIN}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        if self.seen:
            sent["Hop-After"] = self.seen
        response = await self.client.request(method, path, json=body, headers=sent | headers)
        self.seen = response.headers.get("Hop-Seen", self.seen)
        await response.read()
        return response

    async def get(self, path: str, **headers: str) -> Any:
        response = await self.ask("GET", path, **headers)
        assert response.status == 200, await response.text()
        return await response.json()

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """For what must succeed; gives the answer's body."""
        response = await self.ask(method, path, body, **headers)
        assert response.status < 300, await response.text()
        return await response.json() if response.content_type == "application/json" else None

    async def status(self, method: str, path: str, body: Any = None, **headers: str) -> int:
        return (await self.ask(method, path, body, **headers)).status

    async def problem(self, method: str, path: str, body: Any = None, **headers: str) -> str:
        """The code of the problem that must come."""
        response = await self.ask(method, path, body, **headers)
        assert response.content_type == "application/problem+json", await response.text()
        return str((await response.json())["type"]).rpartition("/")[2]

    async def try_to_sign_in(self, name: str, password: str, code: str = "", **headers: str) -> ClientResponse:
        self.token = None
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
        self.token = None
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
        return Browser(self, client)

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


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 20.0) -> None:
    """Polls; what does not come true in time is a failure."""
    deadline = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        await asyncio.sleep(0.01)


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """argon2id with as little work as it allows, and no built web app but the test's own."""
    monkeypatch.setenv("ARGON2_TIME", "1")
    monkeypatch.setenv("ARGON2_MEMORY", "8192")
    monkeypatch.setenv("WEB_FILES", str(tmp_path / "web"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", public_url=ORIGIN)


@pytest.fixture
async def empty(settings: Settings) -> AsyncIterator[Hop]:
    """Nobody there yet."""
    async with open_backends(settings) as backends:
        cursors = Cursors(await asyncio.to_thread(secret, settings.keys, "cursors", 64))
        kit = Kit(settings, backends, SystemClock(), cursors)
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
async def hop(empty: Hop) -> Hop:
    """Set up: a province, and `quantri` who administers it."""
    body = {"code": await empty.code(), "organisation": ROOT, "person": FIRST}
    await empty.browser().send("POST", "/api/setup", body)
    return empty


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
