"""The three backing services, chosen by the scheme of their URLs; nothing else in the code knows which they are."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from shared.database import Database, DatabaseAway
from shared.keys import secret
from shared.log import sqlite as sqlite_log
from shared.log.port import Log
from shared.objects.files import FileObjects
from shared.objects.port import Objects
from shared.objects.serving import FileServing
from shared.objects.signatures import Signatures
from shared.settings import Settings
from shared.store import sqlite as sqlite_store
from shared.store.port import Store

OBJECTS_PATH = "/objects"


class BadSetting(Exception):
    """A setting that cannot work; the message says which and what to do. The process ends with it."""


@dataclass(slots=True)
class Backends:
    """`object_routes` serve the objects' signed URLs where the engine has no server of its own."""

    store: Store
    log: Log
    objects: Objects
    object_routes: Sequence[web.RouteDef] = field(default_factory=list)


@asynccontextmanager
async def open_backends(settings: Settings) -> AsyncIterator[Backends]:
    """Raises BadSetting."""
    file = _file(settings.store, "sqlite", "STORE_URL")
    if _file(settings.events, "sqlite", "EVENTS_URL") != file:
        raise BadSetting("EVENTS_URL must name the same file as STORE_URL: state and events are saved together.")
    folder = _file(settings.objects, "file", "OBJECTS_URL")
    signing_key = await asyncio.to_thread(_prepare, settings, folder)
    database = Database(file)
    try:
        await database.start(sqlite_store.SCHEMA, sqlite_log.SCHEMA)
    except DatabaseAway as error:
        raise BadSetting(f"STORE_URL: {file} cannot be used as a store: {error}") from error
    signatures = Signatures(signing_key, OBJECTS_PATH)
    objects = FileObjects(folder, signatures)
    try:
        yield Backends(
            sqlite_store.SqliteStore(database),
            sqlite_log.SqliteLog(database),
            objects,
            FileServing(objects, signatures).routes(),
        )
    finally:
        await database.stop()


def _prepare(settings: Settings, objects_folder: Path) -> bytes:
    make_private(settings.data)
    make_private(objects_folder)
    return secret(settings.keys, "objects", 32)


def make_private(folder: Path) -> None:
    """Raises BadSetting when others may look into it, or it cannot be made."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"{folder} cannot be a folder for data: {error.strerror}") from error
    if folder.stat().st_mode & 0o077:
        raise BadSetting(f"{folder} can be read by others. Run: chmod 700 {folder}")


def _file(url: str, scheme: str, setting: str) -> Path:
    parts = urlsplit(url)
    if parts.scheme != scheme:
        raise BadSetting(f"{setting}={parts.scheme}://… is not known. Use {scheme}:///PATH.")
    path = url.removeprefix(f"{scheme}:///")
    return Path(path)
