"""Whether the object store answers: looked at now and then, so that it is known before somebody wants a paper."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from minio import Minio
from minio.error import S3Error

from shared.ending import end
from shared.objects.port import ObjectsAway
from shared.objects.s3.connection import Connection
from shared.objects.s3.errors import in_thread

log = structlog.get_logger()

LOOK_EVERY = 5.0  # seconds


class Watch:
    def __init__(self, connection: Connection, client: Minio) -> None:
        self._connection = connection
        self._client = client
        self._away = False

    async def look_for_ever(self) -> None:
        while True:
            away = await self._is_away()
            if away != self._away:
                log.warning("object store away" if away else "object store back")
            self._away = away
            await asyncio.sleep(LOOK_EVERY)

    async def _is_away(self) -> bool:
        try:
            # Not `bucket_exists`: refusals of a HEAD have no body that says why.
            await in_thread(self._client.get_bucket_versioning, self._connection.papers)
        except ObjectsAway:
            return True
        except S3Error:  # an answer too; what it means is said at start
            return False
        return False

    async def troubles(self) -> list[str]:
        """For /readyz."""
        return ["objects: do not answer"] if self._away else []


@asynccontextmanager
async def watched(connection: Connection, client: Minio) -> AsyncIterator[Watch]:
    watch = Watch(connection, client)
    looking = asyncio.create_task(watch.look_for_ever(), name="object store")
    try:
        yield watch
    finally:
        await end(looking)
