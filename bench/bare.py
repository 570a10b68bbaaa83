"""Bare clients of the engines, as peers use them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pymongo import AsyncMongoClient

from shared.settings import Settings


@asynccontextmanager
async def bare_client(settings: Settings) -> AsyncIterator[AsyncMongoClient[dict[str, Any]]]:
    """A save counts once a majority has it in its journal, as the product's does."""
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
        settings.store,
        username=settings.store_user,
        password=settings.store_password,
        tls=True,
        tlsCAFile=str(settings.engines_ca),
        w="majority",
        journal=True,
    )
    try:
        yield client
    finally:
        await client.close()
