"""`python -m bench.papers_out_bare ROLE …`: the least that gives a link to a paper, by bare libraries.

Says port, process and token in one line. Roles: `links SETTINGS BUCKET KEY` (three signatures, after the finds by key
that no decision can do without), `proxy ADDRESS` (before it).
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import uvloop
from aiohttp import web
from minio import Minio

from bench.bare import bare_client
from bench.children import serve
from bench.cluster_hop_server import bare_proxy
from services.documents.links.commands import PDF
from shared.settings import Settings

LIFETIME = timedelta(minutes=30)
FINDS = ("paper", "meeting", "part", "mark", "opened")  # together: a paper never leaves its meeting
SHOWN = {"response-content-type": PDF, "response-content-disposition": "inline"}


async def main(role: str, arguments: list[str]) -> None:
    async with _proxy(*arguments) if role == "proxy" else _links(*arguments) as app:
        await serve(app)


def signer(settings: Settings) -> Minio:
    """For the address that tablets use."""
    address = urlsplit(settings.objects_public_url)
    return Minio(
        address.netloc,
        settings.objects_user,
        settings.objects_password,
        secure=address.scheme == "https",
        region="us-east-1",
    )


def signed(by: Minio, bucket: str, key: str) -> str:
    return by.presigned_get_object(bucket, key, LIFETIME, dict(SHOWN))


@asynccontextmanager
async def _proxy(address: str) -> AsyncIterator[web.Application]:
    async with bare_proxy(address) as (app, _):
        yield app


@asynccontextmanager
async def _links(file: str, bucket: str, key: str) -> AsyncIterator[web.Application]:
    settings = Settings.model_validate_json(await asyncio.to_thread(Path(file).read_text))
    by = signer(settings)
    async with bare_client(settings) as store:
        known = store.get_default_database()["known"]
        await known.insert_many([{"_id": name, "body": {"text": "x" * 2000}} for name in FINDS])

        async def give(request: web.Request) -> web.Response:
            assert all(await asyncio.gather(*(known.find_one({"_id": name}) for name in FINDS)))
            links = [signed(by, bucket, key) for _ in range(3)]
            return web.json_response({"reading": links[0], "preview": links[1], "thumbnails": links[2:]}, status=201)

        app = web.Application()
        app.router.add_post("/links", give)
        yield app


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], sys.argv[2:]))
