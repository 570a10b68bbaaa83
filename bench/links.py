"""What a hundred links to the object store cost: one answer that holds them, over a bare one of as many SDK signatures.

Both come over HTTP, with the client's own time; what ours has more is token, permission, and the record of the opening.
Signing asks no store anything, so none is started.
"""

import dataclasses
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import orjson
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bench.growth import desk, without_checks
from bench.rows import Measure, Row, compare
from services.documents.links.commands import WEBP
from shared.app import Kit, Service
from shared.objects.s3.connection import Connection
from shared.objects.s3.objects import S3Objects

LINKS = 100
THUMBNAILS = LINKS - 2  # beside the reading copy and the preview
ANSWERS = 10  # for each round
FOLDER = "0" * 32
LIFETIME = timedelta(minutes=2)
SHOWN = {"response-content-type": WEBP, "response-content-disposition": "inline"}
ADDRESS = "https://objects.example"
STORE = Connection(ADDRESS, "hop", "documents", "a-secret-of-some-length", "us-east-1", ADDRESS)


async def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as temporary, _documents() as objects:
        async with (
            desk(Path(temporary), 1, THUMBNAILS, lambda kit: _signing(kit, objects)) as running,
            TestClient(TestServer(_bare())) as bare,
        ):
            reader = running.person("an")
            path = "/api/documents/document-000000/versions/version-0/links"
            links = await reader.send("POST", path)
            assert len([links["reading"], links["preview"], *links["thumbnails"]]) == LINKS
            mine, theirs, ratio = await compare(
                _cost(lambda: reader.status("POST", path)), _cost(lambda: _status(bare))
            )
    figures = {"ours_ms": round(mine * 1000, 2), "bare_ms": round(theirs * 1000, 2)}
    return [Row(f"{LINKS} links in one answer ÷ a bare answer of {LINKS} minio signatures", ratio, 1.5, False, figures)]


def _cost(ask: Callable[[], Awaitable[int]]) -> Measure:
    """Processor time of one answer, in seconds."""

    async def cost() -> float:
        begun = time.process_time()
        for _ in range(ANSWERS):
            assert await ask() == 201
        return (time.process_time() - begun) / ANSWERS

    return cost


async def _status(bare: TestClient[web.Request, web.Application]) -> int:
    async with bare.post("/links") as response:
        await response.read()
        return response.status


def _bare() -> web.Application:
    signer = STORE.signer()

    async def sign(request: web.Request) -> web.Response:
        keys = [f"papers/{FOLDER}/thumbnails-{number}" for number in range(LINKS)]
        links = [signer.presigned_get_object("hop-papers", key, LIFETIME, dict(SHOWN)) for key in keys]
        return web.Response(body=orjson.dumps(links), content_type="application/json", status=201)

    app = web.Application()
    app.router.add_post("/links", sign)
    return app


@contextmanager
def _documents() -> Iterator[S3Objects]:
    with STORE.client() as client:
        yield S3Objects(STORE, client)


def _signing(kit: Kit, objects: S3Objects) -> Service:
    backends = dataclasses.replace(kit.backends, objects=objects)
    return without_checks(dataclasses.replace(kit, backends=backends))
