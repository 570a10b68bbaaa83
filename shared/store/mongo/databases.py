"""Where a collection lies: all in one database, or each service's in one of its own."""

from typing import Any, Protocol

from bson.codec_options import CodecOptions
from pymongo import AsyncMongoClient, WriteConcern
from pymongo.asynchronous.collection import AsyncCollection

from shared.store.port import declared_collections

Documents = AsyncCollection[dict[str, Any]]


class Databases(Protocol):
    def __getitem__(self, name: str) -> Documents: ...

    async def list_collection_names(self) -> list[str]: ...

    def with_options(self, *, write_concern: WriteConcern) -> "Databases": ...


class DatabasePerService:
    """`meeting.meetings` lies in the database of the service meeting; `pattern` names it, with `{service}` in it.

    What belongs to no service lies in STORE_URL's own database.
    """

    def __init__(
        self,
        client: AsyncMongoClient[dict[str, Any]],
        codec: CodecOptions[dict[str, Any]],
        pattern: str,
        write_concern: WriteConcern | None = None,
    ) -> None:
        self._client = client
        self._codec = codec
        self._pattern = pattern
        self._write_concern = write_concern

    def __getitem__(self, name: str) -> Documents:
        service, dot, _ = name.partition(".")
        own = self._client.get_default_database().name
        database = self._pattern.format(service=service) if dot and service in self._services() else own
        options = {"codec_options": self._codec, "write_concern": self._write_concern}
        return self._client.get_database(database, **options)[name]  # type: ignore[arg-type]

    async def list_collection_names(self) -> list[str]:
        names = [
            name
            for service in self._services()
            for name in await self._client.get_database(self._pattern.format(service=service)).list_collection_names()
            if name.startswith(f"{service}.")
        ]
        return names + await self._client.get_default_database().list_collection_names()

    def with_options(self, *, write_concern: WriteConcern) -> "DatabasePerService":
        return DatabasePerService(self._client, self._codec, self._pattern, write_concern)

    def _services(self) -> set[str]:
        return {one.name.partition(".")[0] for one in declared_collections()} - {"hop"}
