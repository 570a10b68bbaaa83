"""`python -m bench.cluster_hop_server ROLE FOLDER ADDRESS`: a proxy before ADDRESS.

Says port, process and token in one line.

Roles: `gateway` (ours, and fresh tokens in tokens.json), `bare` (aiohttp's own server and client, no check at all).
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import uvloop
from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from bench.children import serve
from bench.hall import FACTS, hall
from services.gateway.proxy.app import forwarded
from services.gateway.proxy.model import HOP_BY_HOP
from services.gateway.proxy.table import read_description
from services.gateway.sessions.commands import start_session
from services.gateway.settings import GatewaySettings
from services.gateway.tokens.commands import access_token
from shared.aggregates import Act
from shared.app import application
from shared.auth import Verifier
from shared.door import Door

TOKENS = "tokens.json"
FRESH = 10_000


async def main(role: str, folder: Path, address: str) -> None:
    facts = json.loads(await asyncio.to_thread((folder / FACTS).read_text, "utf-8"))
    async with bare_proxy(address) if role == "bare" else _ours(folder, facts["caller"], address) as (app, token):
        await serve(app, token, facts, cancels=True)


@asynccontextmanager
async def _ours(folder: Path, caller: str, address: str) -> AsyncIterator[tuple[web.Application, str]]:
    async with hall(folder) as made:
        world, kit = made.gateway.world, made.kit
        description = await asyncio.to_thread(read_description)
        async with forwarded(GatewaySettings(meeting_url=address), description, world.addresses) as others:
            door = Door(
                Verifier(made.gateway.keys),
                kit.cursors,
                kit.clock,
                made.gateway.check_session,
                made.gateway.admit_stranger,
            )
            app = application([*others, made.gateway.service], door, kit.backends, description)
            person = await world.people.get(caller)
            signed_in = await start_session(world, person, "bench", Act(kit.clock.now()))
            session_id = (await Verifier(made.gateway.keys).caller(f"Bearer {signed_in.access_token}")).session_id
            fresh = [
                access_token(world.keys, kit.clock, person.id, session_id, person.language, person.roles, False)
                for _ in range(FRESH)
            ]
            await asyncio.to_thread((folder / TOKENS).write_text, json.dumps(fresh))
            yield app, signed_in.access_token


@asynccontextmanager
async def bare_proxy(address: str) -> AsyncIterator[tuple[web.Application, str]]:
    """The least a proxy before live streams and uploads does: bodies as they come, no header of one connection."""
    upstream = URL(address)
    connector = aiohttp.TCPConnector(limit=0)
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(connector=connector, cookie_jar=jar, auto_decompress=False) as client:

        async def pass_on(request: web.Request) -> web.StreamResponse:
            async with client.request(
                request.method,
                upstream.join(request.rel_url),
                headers=_end_to_end(request.headers),
                data=request.content if request.can_read_body else None,
                allow_redirects=False,
            ) as answer:
                response = web.StreamResponse(status=answer.status, headers=_end_to_end(answer.headers))
                await response.prepare(request)
                async for piece in answer.content.iter_any():
                    await response.write(piece)
                await response.write_eof()
                return response

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", pass_on)
        yield app, "nobody asks"


def _end_to_end(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    kept = headers.copy()
    for name in HOP_BY_HOP:
        kept.popall(name, None)
    return kept


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
