"""A MongoDB database from the settings."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from bson.codec_options import CodecOptions, TypeDecoder, TypeRegistry
from bson.int64 import Int64
from pymongo import AsyncMongoClient
from pymongo.errors import ConfigurationError, InvalidURI, PyMongoError

from shared.settings import BadSetting, Settings
from shared.store.mongo.databases import DatabasePerService, Databases
from shared.store.mongo.errors import insist, unanswered
from shared.store.mongo.pool import Pool
from shared.store.port import StoreAway

log = structlog.get_logger()

POOL = 64  # connections, unless STORE_URL says maxPoolSize
ANSWER = 1500  # milliseconds to find a server
CONNECT = 5000  # milliseconds for each step of connecting, which nobody waits for longer than for any other work
ASK_AGAIN = 1.0  # seconds


class _PlainInteger(TypeDecoder):
    """What does not fit 32 bits comes back as an integer like any other."""

    bson_type = Int64

    def transform_bson(self, value: int) -> int:
        return int(value)


_CODEC: CodecOptions[dict[str, Any]] = CodecOptions(document_class=dict, type_registry=TypeRegistry([_PlainInteger()]))


@asynccontextmanager
async def open_mongo(settings: Settings) -> AsyncIterator[Databases]:
    """Waits for a store that does not answer, as long as the settings say. Raises BadSetting."""
    client = await asyncio.to_thread(_client, settings)  # it looks into files
    try:
        await _until_it_answers(client, settings.store_wait)
        if settings.store_databases:
            yield DatabasePerService(client, _CODEC, settings.store_databases)
        else:
            yield client.get_default_database(codec_options=_CODEC)
    finally:
        await client.close()
        await unanswered.over()


def _client(settings: Settings) -> AsyncMongoClient[dict[str, Any]]:
    options: dict[str, Any] = {} if "maxpoolsize=" in settings.store.lower() else {"maxPoolSize": POOL}
    if settings.store_user:
        options |= {"username": settings.store_user, "password": settings.store_password}
    if settings.engines_ca:
        options |= {"tls": True, "tlsCAFile": str(settings.engines_ca)}
    deadline = settings.store_deadline * 1000
    try:
        client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
            settings.store,
            appname="hop",
            w="majority",
            journal=True,
            readConcernLevel="majority",
            serverSelectionTimeoutMS=ANSWER,
            connectTimeoutMS=CONNECT,
            socketTimeoutMS=deadline,
            # Time is left for the work itself: else, under load, all would get a connection too late to use it.
            waitQueueTimeoutMS=deadline / 2,
            event_listeners=[Pool()],
            **options,
        )
        client.get_default_database()
    except (ConfigurationError, InvalidURI, ValueError) as error:
        raise BadSetting(f"STORE_URL cannot be used: {error}. Use mongodb://HOST/DATABASE.") from error
    return client


async def _until_it_answers(client: AsyncMongoClient[dict[str, Any]], seconds: float) -> None:
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        try:
            # Not `ping`: it answers before the credentials were looked at.
            await insist(lambda: client.get_default_database().list_collection_names(), ANSWER / 1000)
            return
        except StoreAway as error:
            if asyncio.get_running_loop().time() >= deadline:
                raise BadSetting(f"The store at STORE_URL has not answered for {seconds:g} s.") from error
            log.warning("waiting for the store")
        except PyMongoError as error:
            raise BadSetting(f"The store refuses us: {error}. Check STORE_URL, STORE_USER, STORE_PASSWORD.") from error
        await asyncio.sleep(ASK_AGAIN)
