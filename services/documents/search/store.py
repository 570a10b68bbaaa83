"""What search finds by: leaves (a title, or one page of a paper), and each person's meetings, newest first.

A leaf lies on shelves, one for each circle of people who read it; its keys are shelf and word, so that the audience
filters inside the index (docs/adr/0042). All of it is derived, and asked for its permission again when it is shown.
"""

import asyncio
import heapq
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from services.documents.search.model import Terms
from shared.audience import Part
from shared.ids import derived_id
from shared.membership import Member
from shared.store.derived import put_derived
from shared.store.port import AlreadyThere, Collection, Document, Index, Store, Stored, VersionConflict, every

LEAVES = Collection(
    "documents.search_leaves", (Index("by_key", each="keys"), Index("by_thing", ("thing_id",), order="page"))
)
REACHES = Collection(
    "documents.search_reaches",
    (
        Index("by_person", ("person_id", "listed"), order="starts_at"),
        Index("by_meeting", ("meeting_id",)),
        Index("by_circle", ("meeting_id",), each="circles"),
    ),
)
CIRCLES = Collection("documents.search_circles")  # by meeting: its circles of named readers

EVERYBODY, LEADERS = "everybody", "leaders"
MOST_AT_ONCE = 50


def shelf(meeting_id: str, circle: str) -> str:
    return derived_id(meeting_id, circle)[:16]


def circle_of(readers: Sequence[str]) -> str:
    """The name of those who are named: the same for the same people."""
    return derived_id(*sorted(readers))[:16]


def key(shelf_: str, term: str) -> str:
    return f"{shelf_} {term}"


def has(leaf: Stored, terms: Terms) -> bool:
    """Whether all terms stand in it; it is enough to look on one of its shelves."""
    own = leaf.body["shelves"][0]
    return {key(own, term) for term in terms} <= set(leaf.body["keys"])


class SearchIndex:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def put(self, leaf_id: str, body: Document, words: set[str], known: Stored | None = None) -> None:
        """As it should be; the same again changes nothing. `known` is the leaf as it was read a moment ago."""
        body = body | {"keys": sorted(key(one, word) for one in body["shelves"] for word in words)}
        stored = known or await self._store.get(LEAVES, leaf_id)
        try:
            if stored is None:
                await self._store.insert(LEAVES, leaf_id, body)
            elif stored.body != body:
                await self._store.save(LEAVES, stored, body)
        except AlreadyThere:
            return  # taken away before, or another replica was faster
        except VersionConflict:
            await self.put(leaf_id, body, words)

    def leaves_of(self, thing_id: str) -> AsyncIterator[Stored]:
        return every(self._store, LEAVES, "by_thing", thing_id)

    async def move(self, leaf: Stored, shelves: list[str]) -> None:
        """To other shelves, with the words it has."""
        own = leaf.body["shelves"][0]
        words = {one.partition(" ")[2] for one in leaf.body["keys"] if one.startswith(f"{own} ")}
        await self.put(leaf.id, leaf.body | {"shelves": shelves}, words, leaf)

    async def drop(self, leaf: Stored) -> None:
        try:
            await self._store.delete(LEAVES, leaf)
        except VersionConflict:
            return

    async def note_circle(self, meeting_id: str, readers: list[str]) -> str:
        name = circle_of(readers)
        while True:
            stored = await self._store.get(CIRCLES, meeting_id)
            if stored and name in stored.body["circles"]:
                return name
            try:
                if stored is None:
                    await self._store.insert(CIRCLES, meeting_id, {"circles": {name: sorted(readers)}})
                else:
                    body = {"circles": stored.body["circles"] | {name: sorted(readers)}}
                    await self._store.save(CIRCLES, stored, body)
            except (AlreadyThere, VersionConflict):
                continue

    async def reaches_among(self, entry_ids: Iterable[str]) -> dict[str, Stored | None]:
        ids = list(entry_ids)
        return dict.fromkeys(ids) | await self._store.get_many(REACHES, ids)

    async def reach(self, before: Mapping[str, Stored | None], wanted: Mapping[str, Document]) -> list[str]:
        """As they should be; the same again changes nothing. Gives what has to be made again (see put_derived)."""
        return await put_derived(self._store, REACHES, before, wanted)

    async def people_of(self, meeting_id: str) -> set[str]:
        return {stored.body["person_id"] async for stored in every(self._store, REACHES, "by_meeting", meeting_id)}

    async def presenters_of(self, meeting_id: str) -> set[str]:
        """Those who present and take no other part."""
        found = every(self._store, REACHES, "by_circle", meeting_id, each=Part.PRESENTER)
        return {stored.body["person_id"] async for stored in found}

    async def reach_of(self, entry_id: str) -> Stored | None:
        return await self._store.get(REACHES, entry_id)

    async def title_of(self, document_id: str) -> Document:
        """The leaf with number and date of a paper, if it is indexed."""
        page = await self._store.find(LEAVES, "by_thing", document_id, limit=1)
        return page.items[0].body if page.items else {}

    async def reaches(
        self, person_id: str, after: tuple[str | int, str] | None, limit: int, **range_: Any
    ) -> list[Stored]:
        """Meetings the person may know of, the newest first."""
        page = await self._store.find(
            REACHES, "by_person", person_id, 1, after=after, limit=limit, descending=True, **range_
        )
        return page.items

    async def shelves_of(self, reaches: Sequence[Stored]) -> dict[str, list[str]]:
        """By meeting: the shelves of everything its person may read there."""
        circles = await self._store.get_many(CIRCLES, [one.body["meeting_id"] for one in reaches])
        return {
            meeting_id: [shelf(meeting_id, name) for name in (*one.body["circles"], *named)]
            for one in reaches
            for meeting_id in [one.body["meeting_id"]]
            for named in [_own(one, circles[meeting_id].body["circles"] if meeting_id in circles else {})]
        }

    async def first(self, shelves: Sequence[str], terms: Terms, after: str, limit: int) -> list[Stored]:
        """The next leaves on these shelves in which all terms stand, behind the leaf id `after`."""
        found = await asyncio.gather(*(self._on_shelf(one, terms, after, limit) for one in shelves))
        merged = heapq.merge(*found, key=lambda leaf: leaf.id)
        return [next(same) for _, same in groupby(merged, key=lambda leaf: leaf.id)][:limit]

    async def _on_shelf(self, shelf_: str, terms: Terms, after: str, limit: int) -> list[Stored]:
        """Goes along the term with the fewest leaves, if one shows itself in the first read."""
        pages = await asyncio.gather(
            *(
                self._store.find(LEAVES, "by_key", each=key(shelf_, term), after=("", after), limit=limit)
                for term in terms
            )
        )
        if not all(page.items for page in pages):
            return []
        page, term = next(
            ((page, term) for page, term in zip(pages, terms, strict=True) if not page.next), (pages[0], terms[0])
        )
        found = [leaf for leaf in page.items if has(leaf, terms)]
        while page.next and len(found) < limit:
            page = await self._store.find(LEAVES, "by_key", each=key(shelf_, term), after=page.next, limit=MOST_AT_ONCE)
            found += [leaf for leaf in page.items if has(leaf, terms)]
        return found[:limit]


def circles_for(member: Member) -> list[str]:
    """The unnamed circles somebody belongs to in a meeting; leaders to all delegates' and their own."""
    if member.leads:
        return [EVERYBODY, Part.DELEGATE, LEADERS]
    return [EVERYBODY, *([member.part] if member.part else [])]


def _own(reach: Stored, circles: dict[str, list[str]]) -> list[str]:
    """Circles of a meeting in which this person is named."""
    own = {f"{part}:{reach.body['person_id']}" for part in Part if part in reach.body["circles"]}
    return [name for name, readers in circles.items() if not own.isdisjoint(readers)]
