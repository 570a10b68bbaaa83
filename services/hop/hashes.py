"""Files in the objects by their SHA-256: what was written is fetched again, and not taken on trust."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing

from services.hop.archive import in_threads
from services.hop.backup import PAPERS, digest_of_file, temporary_folder
from shared.objects.port import INCOMING, Objects

AREAS = (PAPERS, INCOMING)


async def keys_of(objects: Objects, areas: Sequence[str] = AREAS) -> AsyncIterator[str]:
    """Raises ObjectsAway."""
    for area in areas:
        async with aclosing(objects.keys(area)) as keys:
            async for key in keys:
                yield key


async def hashes_of(objects: Objects, areas: Sequence[str] = AREAS) -> dict[str, str]:
    """By key. Raises ObjectsAway."""
    found = {}
    async with in_threads(temporary_folder()) as folder:
        async for key in keys_of(objects, areas):
            await objects.fetch(key, folder / "object")
            found[key] = await asyncio.to_thread(digest_of_file, folder / "object")
    return found


def differing(sent: Mapping[str, str], arrived: Mapping[str, str]) -> list[str]:
    """Keys of what did not arrive, or arrived otherwise."""
    return [key for key, digest in sent.items() if arrived.get(key) != digest]
