"""`python -m bench.screen_bare ROLE SETTINGS`: the least that brings a change to open tablets, by bare libraries.

Says port, process and token in one line. Roles: `saver` (a change is saved and sent to the broker), `teller` (it comes
from there, is added to a feed, and is written to every open stream).
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvloop
from aiohttp import web
from aiokafka import AIOKafkaConsumer, TopicPartition

from bench.bare import bare_client
from bench.children import serve
from bench.relay_bare import open_bare
from shared.log.kafka.connection import connection_of
from shared.log.kafka.topics import PARTITIONS
from shared.settings import Settings

MEETING = "meeting"
TOPIC = "hop.meeting"


class Unwatched:
    """Nobody asks how far an event has come."""

    def begin(self, event_id: str) -> None: ...
    def arrive(self, event_id: str) -> None: ...
    def pulled(self, count: int) -> None: ...


async def main(role: str, file: Path) -> None:
    settings = Settings.model_validate_json(await asyncio.to_thread(file.read_text))
    async with _saver(settings) if role == "saver" else _teller(settings) as app:
        await serve(app)


@asynccontextmanager
async def _saver(settings: Settings) -> AsyncIterator[web.Application]:
    turn = asyncio.Lock()  # all changes are of one document
    async with open_bare(settings, [MEETING], {}, Unwatched()) as bare:

        async def change(request: web.Request) -> web.Response:
            body = await request.json()
            async with turn:
                bare.body = body
                await bare.save(MEETING)
            return web.json_response(body)

        app = web.Application()
        app.router.add_patch("/change", change)
        yield app


@asynccontextmanager
async def _teller(settings: Settings) -> AsyncIterator[web.Application]:
    connection = connection_of(settings)
    streams: set[web.StreamResponse] = set()
    consumer = AIOKafkaConsumer(**connection.options(), fetch_max_wait_ms=250)
    async with bare_client(settings) as client:
        feed = client.get_default_database()["bench.feed"]
        await consumer.start()
        partitions = [TopicPartition(connection.named(TOPIC), number) for number in range(PARTITIONS)]
        consumer.assign(partitions)
        await consumer.seek_to_end()

        async def tell() -> None:
            number = 0
            async for record in consumer:
                number += 1
                await feed.insert_one({"feed": MEETING, "number": number, "event": record.value})
                frame = b"event: fact\ndata: " + record.value + b"\n\nevent: mark\nid: %d\n\n" % number
                for stream in streams:
                    await stream.write(frame)

        async def follow(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
            await response.prepare(request)
            await response.write(b"event: mark\nid: 0\n\n")
            streams.add(response)
            await asyncio.Event().wait()
            return response

        app = web.Application()
        app.router.add_get("/stream", follow)
        telling = asyncio.create_task(tell())
        try:
            yield app
        finally:
            telling.cancel()
            await consumer.stop()


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], Path(sys.argv[2])))
