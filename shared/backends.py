"""The three backing services, chosen by the scheme of their URLs; nothing else in the code knows which they are."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from shared.database import Database, DatabaseAway, WrittenByNewer
from shared.engines import log_in_kafka, open_engines
from shared.events.envelope import Event
from shared.keeping import Keeping, trouble_of
from shared.keys import secret
from shared.log import sqlite as sqlite_log
from shared.log.port import Log, LogAway, LogUnprepared
from shared.objects.files import FileObjects
from shared.objects.port import Objects, ObjectsAway, ObjectsUnprepared
from shared.objects.serving import FileServing
from shared.objects.signatures import Signatures
from shared.settings import BadSetting as BadSetting
from shared.settings import Settings
from shared.store import sqlite as sqlite_store
from shared.store.port import (
    DATA_VERSION,
    NewerData,
    Store,
    StoreAway,
    StoreUnprepared,
    declared_collections,
)
from shared.store.sqlite_keeping import SqliteKeeping

OBJECTS_PATH = "/objects"

Step = Callable[[], Awaitable[None]]
Degraded = Callable[[], Awaitable[list[str]]]


@dataclass(frozen=True, slots=True)
class Migration:
    """What an engine needs before it is used, made and looked for. Both are idempotent."""

    prepare: Step
    verify: Step


@dataclass(slots=True)
class Facts:
    """Store and log belong together: an event is saved with its state. `degraded` is what the log tells of itself."""

    store: Store
    log: Log
    keeping: Keeping
    migrations: Sequence[Migration] = ()
    degraded: Sequence[Degraded] = ()


@dataclass(slots=True)
class Papers:
    """`routes` serve the signed URLs where the engine has no server of its own."""

    objects: Objects
    routes: Sequence[web.RouteDef] = ()
    migrations: Sequence[Migration] = ()
    degraded: Sequence[Degraded] = ()


@dataclass(slots=True)
class Backends:
    """`degraded` names what is away, for /readyz; `log_degraded` those of it that keep facts from being heard."""

    store: Store
    log: Log
    objects: Objects
    keeping: Keeping
    object_routes: Sequence[web.RouteDef] = field(default_factory=list)
    degraded: Sequence[Degraded] = ()
    log_degraded: Sequence[Degraded] = ()
    migrations: Sequence[Migration] = ()

    async def prepare(self) -> None:
        """Makes indexes, topics and buckets. Idempotent. Raises StoreAway, LogAway, ObjectsAway."""
        for migration in self.migrations:
            await migration.prepare()

    async def verify(self) -> None:
        """Whether the migration ran, as far as engines can be asked. Raises BadSetting."""
        for migration in self.migrations:
            with suppress(StoreAway, LogAway, ObjectsAway):
                try:
                    await migration.verify()
                except (StoreUnprepared, LogUnprepared, ObjectsUnprepared) as error:
                    raise BadSetting(str(error)) from error
        with suppress(StoreAway):
            if trouble := await trouble_of(self.store):
                raise BadSetting(trouble)


@asynccontextmanager
async def open_backends(settings: Settings) -> AsyncIterator[Backends]:
    """Raises BadSetting."""
    await asyncio.to_thread(make_private, settings.data)
    async with _facts(settings) as facts, _papers(settings) as papers:
        yield Backends(
            store=facts.store,
            log=facts.log,
            objects=papers.objects,
            keeping=facts.keeping,
            object_routes=papers.routes,
            degraded=[*facts.degraded, *papers.degraded],
            log_degraded=facts.degraded,
            migrations=[*facts.migrations, *papers.migrations],
        )


def _facts(settings: Settings) -> AbstractAsyncContextManager[Facts]:
    match _scheme(settings.store), _scheme(settings.events):
        case "sqlite", "sqlite":
            return _embedded_facts(settings)
        case "mongodb" | "mongodb+srv", "kafka" | "kafka+tls":
            return _cluster_facts(settings)
    raise BadSetting(
        "STORE_URL and EVENTS_URL go together, because state and events are saved together: "
        "sqlite:///FILE for both, or mongodb://HOST/DATABASE and kafka://HOST:PORT."
    )


@asynccontextmanager
async def _embedded_facts(settings: Settings) -> AsyncIterator[Facts]:
    file = _path(settings.store)
    if _path(settings.events) != file:
        raise BadSetting("EVENTS_URL must name the same file as STORE_URL: state and events are saved together.")
    database = Database(file)
    try:
        await database.start(sqlite_store.SCHEMA, sqlite_log.SCHEMA, version=DATA_VERSION)
    except WrittenByNewer as error:
        raise BadSetting(f"{file}: {NewerData(error.version)}") from error
    except DatabaseAway as error:
        raise BadSetting(f"STORE_URL: {file} cannot be used as a store: {error}") from error
    try:
        store = sqlite_store.SqliteStore(database)

        async def prepare() -> None:
            await store.prepare(declared_collections())

        yield Facts(
            store, sqlite_log.SqliteLog(database), SqliteKeeping(database), [Migration(prepare, verify=prepare)]
        )
    finally:
        await database.stop()


@asynccontextmanager
async def _cluster_facts(settings: Settings) -> AsyncIterator[Facts]:
    async with open_engines(settings) as engines:
        store, topics = engines.store, engines.topics
        migrations = [
            Migration(
                lambda: store.prepare(declared_collections()),
                lambda: store.verify(declared_collections()),
            ),
            Migration(topics.prepare, topics.verify),
        ]
        yield Facts(store, engines.log, engines.keeping, migrations, [engines.relay.troubles, engines.log.troubles])


async def surviving_events(settings: Settings, url: str) -> AsyncGenerator[Sequence[Event]]:
    """All of a log that has outlived its store; `url` as EVENTS_URL. Raises BadSetting, LogAway."""
    settings = settings.model_copy(update={"events_url": url})
    match _scheme(url):
        case "sqlite":
            database = Database(_path(url))
            try:
                await database.start(sqlite_store.SCHEMA, sqlite_log.SCHEMA, version=DATA_VERSION)
            except (DatabaseAway, WrittenByNewer) as error:
                raise BadSetting(f"{url} cannot be used as a log: {error}") from error
            try:
                async for batch in SqliteKeeping(database).events():
                    yield batch
            finally:
                await database.stop()
        case "kafka" | "kafka+tls":
            async for batch in log_in_kafka(settings).events():
                yield batch
        case _:
            raise BadSetting(f"{url} cannot be used as a log. Use sqlite:///FILE or kafka://HOST:PORT.")


@asynccontextmanager
async def _papers(settings: Settings) -> AsyncIterator[Papers]:
    match _scheme(settings.objects):
        case "file":
            yield await asyncio.to_thread(_file_papers, settings)
        case "s3":
            async with _s3_papers(settings) as papers:
                yield papers
        case other:
            raise BadSetting(f"OBJECTS_URL={other}://… is not known. Use file:///FOLDER or s3://NAME?endpoint=….")


@asynccontextmanager
async def _s3_papers(settings: Settings) -> AsyncIterator[Papers]:
    # Here, for with the driver they are an eighth of a start that does without.
    from shared.objects.s3 import buckets
    from shared.objects.s3.connection import connection_of
    from shared.objects.s3.objects import S3Objects
    from shared.objects.s3.watch import watched

    connection = connection_of(settings)
    migration = Migration(lambda: buckets.prepare(connection, settings.public), lambda: buckets.verify(connection))
    if settings.prepare_engines:
        with suppress(ObjectsAway):
            await migration.prepare()
    with connection.client() as client:
        async with watched(connection, client) as watch:
            yield Papers(S3Objects(connection, client), migrations=[migration], degraded=[watch.troubles])


def _file_papers(settings: Settings) -> Papers:
    folder = _path(settings.objects)
    make_private(folder)
    signatures = Signatures(secret(settings.keys, "objects", 32), OBJECTS_PATH)
    objects = FileObjects(folder, signatures)
    return Papers(objects, FileServing(objects, signatures).routes())


def make_private(folder: Path) -> None:
    """Raises BadSetting when others may look into it, or it cannot be made."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"{folder} cannot be a folder for data: {error.strerror}") from error
    if folder.stat().st_mode & 0o077:
        raise BadSetting(f"{folder} can be read by others. Run: chmod 700 {folder}")


def _scheme(url: str) -> str:
    return urlsplit(url).scheme


def _path(url: str) -> Path:
    return Path(url.partition(":///")[2])
