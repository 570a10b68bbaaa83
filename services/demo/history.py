"""A side door through which the demo's people act at moments of the past.

It leads to the running services' own routes, with their permissions and checks, by a clock that is set and a key of
its own that lives as long as the load. It listens on a socket in a private folder, so nobody else comes through.
"""

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import jwt
from aiohttp import ClientResponse, ClientSession, FormData, UnixConnector, web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from services.demo.province import Somebody
from services.gateway.people.names import person_id_of
from services.gateway.setup.commands import ROOT_ID
from shared.app import Kit, Service
from shared.auth import AUDIENCE, ISSUER, Verifier
from shared.clock import SetClock
from shared.door import Door
from shared.ids import derived_id
from shared.log.port import Log, LogAway
from shared.words import Language

HOST = "http://demo"
LONGEST_WAIT = 300.0  # seconds for the services to hear what others did
LOOK_AGAIN = 0.02
LOOK_SELDOM = 1.0


class Refused(Exception):
    """The product did not do what the demo asked of it."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status}: {text}")
        self.status = status


@dataclass(slots=True)
class _Key:
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    async def public_key(self, key_id: str) -> Ed25519PublicKey | None:
        return self.private.public_key() if key_id == "demo" else None

    def token(self, person: Somebody) -> str:
        """The demo's roles are all held for the root."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": person_id_of(person.name),
            "sid": "demo",
            "typ": "access",
            "lang": Language.VIETNAMESE.value,
            "roles": [[role.value, ROOT_ID] for role, _ in person.roles],
            "iat": now,
            "exp": now + 60,
        }
        return jwt.encode(claims, self.private, algorithm="EdDSA", headers={"kid": "demo"})


class Part(NamedTuple):
    """A service and the log it hears; those of one process share theirs."""

    service: Service
    log: Log


@dataclass(slots=True)
class History:
    kit: Kit
    _parts: Sequence[Part]
    _client: ClientSession
    _clock: SetClock
    _key: _Key

    async def ask(self, who: Somebody, at: datetime, method: str, path: str, body: Any = None, *, key: str = "") -> Any:
        """What the product answers to `who` at that moment. The same `key` creates the same thing. Raises Refused.

        Requests sent at once must be of one moment: there is one clock.
        """
        self._clock.moment = at
        headers = {"Authorization": f"Bearer {self._key.token(who)}"} | (
            {"Idempotency-Key": derived_id("demo", key)} if key else {}
        )
        deadline, pause = asyncio.get_running_loop().time() + LONGEST_WAIT, LOOK_AGAIN
        while True:
            async with self._client.request(method, HOST + path, json=body, headers=headers) as response:
                if response.status != 503 or asyncio.get_running_loop().time() > deadline:
                    await _check(response)
                    return await response.json() if response.content_type == "application/json" else None
            await asyncio.sleep(pause)
            pause = min(2 * pause, LOOK_SELDOM)

    async def upload(self, part: dict[str, Any], file: Path) -> None:
        """In one piece, by a signed form. Raises Refused."""
        form = FormData(part["fields"])
        form.add_field("file", BytesIO(await asyncio.to_thread(file.read_bytes)), filename=file.name)
        is_ours = part["url"].startswith("/")  # another server's address is whole
        async with ClientSession() as outside:
            send = self._client.post(HOST + part["url"], data=form) if is_ours else outside.post(part["url"], data=form)
            async with send as response:
                await _check(response)

    async def settle(self) -> None:
        """Until every service has heard what the others did. Raises TimeoutError, which names who has not."""
        deadline, pause = asyncio.get_running_loop().time() + LONGEST_WAIT, LOOK_AGAIN
        while behind := await self._behind():
            if asyncio.get_running_loop().time() > deadline:
                raise TimeoutError(f"not heard after {LONGEST_WAIT:.0f} s: {behind}")
            await asyncio.sleep(pause)
            pause = min(2 * pause, LOOK_SELDOM)

    async def _behind(self) -> dict[str, int | str]:
        """By group how many events it has yet to hear, or why nobody knows; ends at the first that has any."""
        for part in self._parts:
            for group in part.service.reactions:
                try:
                    if count := await part.log.behind(group.group, group.topics):
                        return {group.group: count}
                except LogAway as error:
                    return {group.group: f"log away: {error}"}
        return {}


@asynccontextmanager
async def open_history(parts: Sequence[Part], kit: Kit) -> AsyncIterator[History]:
    """While the services' loops run."""
    clock, key = SetClock(kit.clock.now()), _Key()
    runner = web.AppRunner(
        _app([part.service for part in parts], kit, Door(Verifier(key), kit.cursors, clock, records_by=kit.clock)),
        access_log=None,
    )
    folder = await asyncio.to_thread(tempfile.mkdtemp)
    try:
        await runner.setup()
        await web.UnixSite(runner, f"{folder}/door").start()
        async with ClientSession(connector=UnixConnector(f"{folder}/door")) as client:
            yield History(kit, parts, client, clock, key)
    finally:
        await runner.cleanup()
        await asyncio.to_thread(shutil.rmtree, folder)


def _app(services: Sequence[Service], kit: Kit, door: Door) -> web.Application:
    app = web.Application()
    for service in services:
        for route in service.routes:
            app.router.add_route(route.method, route.path, door.handler(route, service.world, service.reactions))
    app.add_routes(kit.backends.object_routes)
    return app


async def _check(response: ClientResponse) -> None:
    if response.status >= 300:
        raise Refused(response.status, await response.text())
