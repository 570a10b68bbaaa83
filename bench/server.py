"""A server in a process of its own: `python -m bench.server ROLE FOLDER`. Says port, process and token in one line.

Roles: `gateway` (meeting service behind the mounted gateway), `service` (without it), `bare` (aiohttp alone).
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
import uvloop
from aiohttp import web
from argon2 import PasswordHasher

from bench.children import serve
from bench.hall import FACTS, PEOPLE, hall
from services.gateway.sessions.commands import start_session
from services.gateway.settings import GatewaySettings
from services.meeting.meetings.store import MEETINGS
from services.meeting.participants.store import PARTICIPATIONS
from shared.aggregates import Act
from shared.backends import open_backends
from shared.ids import participation_id
from shared.settings import Settings
from shared.store.port import Store

BODY = "body.json"


async def main(role: str, folder: Path) -> None:
    facts = json.loads(await asyncio.to_thread((folder / FACTS).read_text, "utf-8"))
    prepared = _bare(folder, facts) if role == "bare" else _ours(folder, facts, role == "gateway")
    async with prepared as (app, token):
        await serve(app, token, facts)


@asynccontextmanager
async def _ours(folder: Path, facts: dict[str, Any], mounted: bool) -> AsyncIterator[tuple[web.Application, str]]:
    async with hall(folder, mounted=mounted) as made:
        world = made.gateway.world
        person = await world.people.get(facts["caller"])
        signed_in = await start_session(world, person, "bench", Act(made.kit.clock.now()))
        yield made.app, signed_in.access_token


@asynccontextmanager
async def _bare(folder: Path, facts: dict[str, Any]) -> AsyncIterator[tuple[web.Application, str]]:
    """The same keyed reads from the same store, and the body that ours gave (body.json) encoded at each request."""
    answer = orjson.loads(await asyncio.to_thread((folder / BODY).read_bytes))
    async with open_backends(Settings(data=folder / "data")) as backends:
        app = web.Application()
        app.router.add_get("/api/meetings/{meeting}/agenda-items", _agenda(backends.store, facts["caller"], answer))
        app.router.add_post("/argon2", _argon2())
        yield app, "nobody asks"


def _agenda(store: Store, person_id: str, answer: Any) -> Any:
    async def read(request: web.Request) -> web.Response:
        meeting_id = request.match_info["meeting"]
        meeting, participation = await store.get_each(
            (MEETINGS, meeting_id), (PARTICIPATIONS, participation_id(meeting_id, person_id))
        )
        assert meeting is not None
        assert participation is not None
        assert meeting.body["id"] == participation.body["meeting_id"]  # the store decodes when it is asked
        etag = f'"{meeting.version}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(body=orjson.dumps(answer), content_type="application/json", headers={"ETag": etag})

    return read


def _argon2() -> Any:
    """Verifies as many passwords as there are people, one after the other in one thread, as the product is set."""
    settings = GatewaySettings()
    argon2 = PasswordHasher(time_cost=settings.argon2_time, memory_cost=settings.argon2_memory, parallelism=1)
    hashed = argon2.hash("một câu dài để nhớ")
    thread = ThreadPoolExecutor(max_workers=1)

    async def verify(request: web.Request) -> web.Response:
        loop = asyncio.get_running_loop()
        for _ in range(PEOPLE):
            await loop.run_in_executor(thread, argon2.verify, hashed, "một câu dài để nhớ")
        return web.Response(status=204)

    return verify


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], Path(sys.argv[2])))
