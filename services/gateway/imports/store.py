from collections.abc import AsyncIterator

from services.gateway.imports.model import Chunk, PeopleImport, RowOutcome
from shared.aggregates import Repository
from shared.events.gateway import SOURCE
from shared.store.port import Collection, Document, Index, Page, Position, Store, every

IMPORTS = Collection("gateway.imports", (Index("by_age", order="made_at"),))
CHUNKS = Collection("gateway.import_chunks", (Index("by_kind", each="kinds"), Index("by_handle", each="handles")))
ALL = "all"


def imports(store: Store) -> Repository[PeopleImport]:
    return Repository(store, IMPORTS, PeopleImport, kind="peopleimport", source=SOURCE)


def import_chunks(store: Store) -> Repository[Chunk]:
    return Repository(store, CHUNKS, Chunk, kind="importchunk", source=SOURCE, index=_index)


def chunk_id(import_id: str, place: int) -> str:
    """Sorts as the rows do."""
    return f"{import_id}-{place:05}"


async def chunks_page(
    chunks: Repository[Chunk], import_id: str, kind: str, after: Position | None, limit: int
) -> tuple[list[Chunk], Page]:
    """In the order of the file, those with at least one row of that outcome, or ALL."""
    page = await chunks.store.find(CHUNKS, "by_kind", each=f"{import_id} {kind}", after=after, limit=limit)
    return [Chunk.load(stored) for stored in page.items], page


async def chunks_of(chunks: Repository[Chunk], import_id: str, kind: str = ALL) -> AsyncIterator[Chunk]:
    async for stored in every(chunks.store, CHUNKS, "by_kind", each=f"{import_id} {kind}", limit=200):
        yield Chunk.load(stored)


async def outcomes_of(chunks: Repository[Chunk], import_id: str) -> AsyncIterator[RowOutcome]:
    """Of each row."""
    async for stored in every(chunks.store, CHUNKS, "by_kind", each=f"{import_id} {ALL}", limit=25):
        for row in stored.body["rows"]:
            yield RowOutcome(row["outcome"])


async def chunks_with(chunks: Repository[Chunk], import_id: str, handle: str) -> list[Chunk]:
    """Those with a row whose person signs in with `handle`."""
    page = await chunks.store.find(CHUNKS, "by_handle", each=f"{import_id} {handle}", limit=1000)
    return [Chunk.load(stored) for stored in page.items]


def _index(chunk: Chunk) -> Document:
    kinds = {ALL, *(row.outcome.value for row in chunk.rows)}
    handles = {row.handle for row in chunk.rows if row.outcome is not RowOutcome.LEFT_OUT}
    return {
        "kinds": sorted(f"{chunk.import_id} {kind}" for kind in kinds),
        "handles": sorted(f"{chunk.import_id} {handle}" for handle in handles),
    }
