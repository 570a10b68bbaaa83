"""What checking read in a version: its text page by page, its headings and page sizes.

All of it lies under the folder of the derived files, so that it is found, sealed and removed with them.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

from typing_extensions import TypedDict

from services.documents.pages.model import Hit, hits_in, one_line, spans_of
from services.documents.search.model import Query
from shared.cursors import Cursors
from shared.ids import derived_id
from shared.store.port import AlreadyThere, Collection, Document, Index, Store, Stored, VersionConflict, every
from shared.text import fold

TEXTS = Collection("documents.page_texts", (Index("by_folder", ("folder",), order="first"),))
LAYOUTS = Collection("documents.page_layouts")
PAGES_TOGETHER = 25
MOST_HITS = 200
_PURPOSE = "text of an undeclared paper"


class Heading(TypedDict):
    title: str
    page: int
    level: int


class Layout(TypedDict):
    """`page_sizes` in points, width and height."""

    outline: list[Heading]
    page_sizes: list[list[float]]


@dataclass(slots=True)
class PageTexts:
    """Text is sealed while a person has yet to declare that the paper is no secret, see names.py."""

    store: Store
    cursors: Cursors

    async def write(self, folder: str, texts: list[str], layout: Layout, *, sealed: bool) -> None:
        """Again with the same folder changes nothing."""
        lines = await asyncio.to_thread(lambda: [(line, fold(line)) for line in map(one_line, texts)])
        headings: Any = self.cursors.seal(_PURPOSE, layout["outline"]) if sealed else layout["outline"]
        await self._insert(LAYOUTS, folder, {"outline": headings, "page_sizes": layout["page_sizes"]})
        for first in range(0, len(lines), PAGES_TOGETHER):
            pages = [list(line) for line in lines[first : first + PAGES_TOGETHER]]
            await self._insert(TEXTS, derived_id(folder, first), _chunk(folder, first, self._kept(pages, sealed)))

    async def unseal(self, folder: str) -> None:
        """Said again, it changes nothing."""
        layout = await self.store.get(LAYOUTS, folder)
        if layout:
            await self._unseal(LAYOUTS, layout, "outline")
        async for chunk in every(self.store, TEXTS, "by_folder", folder):
            await self._unseal(TEXTS, chunk, "pages")

    async def layout(self, folder: str) -> Layout:
        stored = await self.store.get(LAYOUTS, folder) if folder else None
        if stored is None:
            return Layout(outline=[], page_sizes=[])
        outline = stored.body["outline"]
        if isinstance(outline, str):
            outline = self.cursors.open(_PURPOSE, outline)
        return Layout(outline=outline, page_sizes=stored.body["page_sizes"])

    async def hits(self, folder: str, words: str) -> list[Hit]:
        """The first MOST_HITS in page order."""
        wanted = fold(one_line(words))
        return await self._places(folder, lambda folded: spans_of(folded, wanted)) if wanted else []

    async def hits_apart(self, folder: str, query: Query) -> list[Hit]:
        """Likewise, on the pages that answer the query in any reading."""
        return await self._places(folder, lambda folded: query.marks(folded) if query.answered_by(folded) else [])

    async def _places(self, folder: str, spans: Callable[[str], Iterable[tuple[int, int]]]) -> list[Hit]:
        found: list[Hit] = []
        async for chunk in every(self.store, TEXTS, "by_folder", folder):
            if isinstance(chunk.body["pages"], str):
                return []
            found += await asyncio.to_thread(_hits_of_chunk, chunk.body, spans, MOST_HITS - len(found))
            if len(found) >= MOST_HITS:
                break
        return found

    async def texts(self, folder: str) -> AsyncIterator[tuple[int, str]]:
        """Page numbers from 1 and their text; nothing while it is sealed."""
        async for chunk in every(self.store, TEXTS, "by_folder", folder):
            if not isinstance(chunk.body["pages"], str):
                for number, (text, _) in enumerate(chunk.body["pages"], chunk.body["first"] + 1):
                    yield number, text

    async def text(self, folder: str, page: int) -> str | None:
        """None for a page that is not there, or sealed."""
        first = (page - 1) // PAGES_TOGETHER * PAGES_TOGETHER
        chunk = await self.store.get(TEXTS, derived_id(folder, first))
        if chunk is None or isinstance(chunk.body["pages"], str) or page - first > len(chunk.body["pages"]):
            return None
        return str(chunk.body["pages"][page - first - 1][0])

    async def delete(self, folder: str) -> None:
        """What is gone already is no error."""
        layout = await self.store.get(LAYOUTS, folder)
        if layout:
            await self._remove(LAYOUTS, layout)
        async for chunk in every(self.store, TEXTS, "by_folder", folder):
            await self._remove(TEXTS, chunk)

    def _kept(self, pages: list[list[str]], sealed: bool) -> Any:
        return self.cursors.seal(_PURPOSE, pages) if sealed else pages

    async def _unseal(self, collection: Collection, stored: Stored, field: str) -> None:
        if isinstance(stored.body[field], str):
            body = stored.body | {field: self.cursors.open(_PURPOSE, stored.body[field])}
            with suppress(VersionConflict):  # somebody else has unsealed it, or it is gone
                await self.store.save(collection, stored, body)

    async def _insert(self, collection: Collection, document_id: str, body: Document) -> None:
        try:
            await self.store.insert(collection, document_id, body)
        except AlreadyThere:
            return

    async def _remove(self, collection: Collection, stored: Stored) -> None:
        try:
            await self.store.delete(collection, stored)
        except VersionConflict:
            return


def _chunk(folder: str, first: int, pages: Any) -> Document:
    return {"folder": folder, "first": first, "pages": pages}


def _hits_of_chunk(chunk: Document, spans: Callable[[str], Iterable[tuple[int, int]]], most: int) -> list[Hit]:
    """`pages` are pairs of text and folded text."""
    hits = (
        hit
        for number, (text, folded) in enumerate(chunk["pages"], chunk["first"] + 1)
        for hit in hits_in(number, text, folded, spans(folded))
    )
    return list(islice(hits, most))
