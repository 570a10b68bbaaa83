"""Readings in the store, found by document and person and by silence; and where each person stopped in a paper."""

from services.documents.readings.model import Reading
from shared.aggregates import Repository
from shared.clock import to_text
from shared.events.documents import SOURCE
from shared.ids import derived_id
from shared.store import port
from shared.store.port import AlreadyThere, Collection, Index, Store, VersionConflict

READINGS = Collection(
    "documents.readings",
    (Index("by_person", ("document_id", "person_id")), Index("by_silence", ("sitting",), order="silent_since")),
)
BOOKMARKS = Collection("documents.bookmarks")


def readings_in(store: Store) -> Repository[Reading]:
    return Repository(
        store,
        READINGS,
        Reading,
        kind="reading",
        source=SOURCE,
        key=lambda reading: reading.meeting_id,
        index=_indexed,
    )


def _indexed(reading: Reading) -> port.Document:
    since = reading.silent_since
    return {"sitting": "open" if since else "none", "silent_since": to_text(since) if since else ""}


class Bookmarks:
    """One per person and paper: the page last read, and in which version. The last word wins."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, person_id: str, document_ids: list[str]) -> dict[str, port.Document]:
        """By document id."""
        ids = {_bookmark_id(person_id, document_id): document_id for document_id in document_ids}
        found = await self._store.get_many(BOOKMARKS, list(ids))
        return {ids[key]: stored.body for key, stored in found.items()}

    async def put(self, person_id: str, document_id: str, version_id: str, page: int) -> None:
        bookmark_id = _bookmark_id(person_id, document_id)
        body: port.Document = {"version_id": version_id, "page": page}
        while True:
            there = await self._store.get(BOOKMARKS, bookmark_id)
            try:
                if there is None:
                    await self._store.insert(BOOKMARKS, bookmark_id, body)
                else:
                    await self._store.save(BOOKMARKS, there, body)
            except (AlreadyThere, VersionConflict):
                continue
            return


def _bookmark_id(person_id: str, document_id: str) -> str:
    return derived_id("bookmark", person_id, document_id)
