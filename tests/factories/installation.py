"""An installation in the test's process: real store, log and objects in a temporary folder, services as asked for."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jwt
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.aggregates import Act, Aggregate, Repository
from shared.app import Kit, Service, application
from shared.auth import AUDIENCE, ISSUER, Verifier
from shared.backends import open_backends
from shared.clock import Clock, SystemClock
from shared.cursors import Cursors
from shared.door import Door
from shared.events.envelope import Fact
from shared.ids import new_id
from shared.keys import secret
from shared.settings import Settings
from shared.store.port import Collection


@dataclass(slots=True)
class SigningKey:
    """Stands where the gateway's key would."""

    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    async def public_key(self, key_id: str) -> Ed25519PublicKey | None:
        return self.private.public_key() if key_id == "test" else None

    def token(self, person_id: str, roles: Sequence[tuple[str, str]] = (), **claims: Any) -> str:
        now = int(time.time())
        body = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": person_id,
            "sid": f"session-{person_id}",
            "typ": "access",
            "lang": "vi",
            "roles": [list(role) for role in roles],
            "iat": now,
            "exp": now + 600,
        }
        return jwt.encode(body | claims, self.private, algorithm="EdDSA", headers={"kid": "test"})


@dataclass(slots=True)
class Person:
    """Somebody with a token who sends requests, and waits for his own writes as the web app does."""

    client: TestClient[Any, Any]
    token: str
    seen: str | None = None
    origin: str = ""

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> ClientResponse:
        sent = {"Origin": self.origin} if self.origin else {}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        if self.seen:
            sent["Hop-After"] = self.seen
        response = await self.client.request(method, path, json=body, headers=sent | headers)
        self.seen = response.headers.get("Hop-Seen", self.seen)
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
        response = await self.ask(method, path, body, **headers)
        await response.read()  # an answer nobody reads to its end leaves its connection open
        return response.status

    async def problem(self, method: str, path: str, body: Any = None, **headers: str) -> str:
        """The code of the problem that must come."""
        response = await self.ask(method, path, body, **headers)
        assert response.content_type == "application/problem+json", await response.text()
        return str((await response.json())["type"]).rpartition("/")[2]


class Said(Aggregate):
    """An aggregate of a service that is not under test; only its facts matter."""


@dataclass(slots=True)
class Installation:
    client: TestClient[Any, Any]
    kit: Kit
    key: SigningKey
    services: Sequence[Service]

    def person(self, person_id: str, *roles: tuple[str, str]) -> Person:
        return Person(self.client, self.key.token(person_id, roles))

    async def say(
        self, source: str, kind: str, aggregate_id: str, *facts: Fact, key: str = "", seconds: float = 20.0
    ) -> None:
        """Tells them, and waits until every reaction has heard them."""
        await self.tell(source, kind, aggregate_id, *facts, key=key)
        await self.settle(seconds)

    async def tell(self, source: str, kind: str, aggregate_id: str, *facts: Fact, key: str = "") -> None:
        """Saves facts as their own service would."""
        repository = Repository(
            self.kit.backends.store,
            Collection(f"said.{kind}"),
            Said,
            kind=kind,
            source=source,
            key=lambda said: key or said.id,
        )
        speaker = await repository.look_up(aggregate_id) or Said(id=aggregate_id)
        for fact in facts:
            speaker.record(fact)
        act = Act(self.kit.clock.now(), actor_id="somebody", request_id=new_id())
        await (repository.save(speaker, act) if speaker.version else repository.add(speaker, act))

    async def settle(self, seconds: float = 20.0) -> None:
        """Until nothing is left to hear, also of what the reactions themselves wrote."""
        log = self.kit.backends.log
        groups = [reaction for service in self.services for reaction in service.reactions]

        async def all_heard() -> bool:
            return not sum([await log.behind(group.group, group.topics) for group in groups])

        await until(all_heard, seconds)


def left_behind(
    folder: Path, build: Callable[[Kit], Service], begin: Callable[[Installation], Awaitable[None]]
) -> Path:
    """A folder in which `begin` has happened, for tests to begin with a copy of."""

    async def run() -> None:
        async with installation(folder, build) as running:
            await begin(running)

    asyncio.run(run())
    return folder


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 20.0) -> None:
    """Polls; what does not come true in time is a failure."""
    deadline = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        await asyncio.sleep(0.01)


@asynccontextmanager
async def installation(
    folder: Path, *builds: Callable[[Kit], Service], clock: Clock | None = None, like: Path | None = None
) -> AsyncIterator[Installation]:
    """In an empty folder, or in a copy of what one has left in the folder `like`: quicker than to say it anew."""
    if like:
        await asyncio.to_thread(shutil.copytree, like / "data", folder / "data")
    clock = clock or SystemClock()
    settings = Settings(data=folder / "data", public_url="http://127.0.0.1:8080")
    key = SigningKey()
    async with open_backends(settings) as backends:
        cursors = Cursors(await asyncio.to_thread(secret, settings.keys, "cursors", 64))
        kit = Kit(settings, backends, clock, cursors)
        services = [await asyncio.to_thread(build, kit) for build in builds]
        door = Door(Verifier(key), kit.cursors, clock)
        app = application(services, door, backends)
        app.add_routes(backends.object_routes)
        async with TestClient(TestServer(app)) as client:
            yield Installation(client, kit, key, services)
