"""Going through what a person may read, the newest meeting first, until a page of answers is full.

Every hit is asked for its permission again: the index may lag behind a recall, a narrower audience or a removal.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from services.documents.access import may_read
from services.documents.documents.model import Document
from services.documents.documents.readers import item_in
from services.documents.search.model import Piece, Query, snippet
from services.documents.versions.model import Version
from services.documents.world import World
from shared.clock import from_text
from shared.membership import Member, may_read_item
from shared.store.port import Document as Json
from shared.store.port import Stored
from shared.text import fold

MEETINGS_AT_ONCE = (4, 8, 16, 32)  # a common word fills its page from the first few meetings
PAGES_SHOWN = 3
FEW = PAGES_SHOWN + 1  # one more tells that there are more
TOGETHER = 16  # leaves read at once

FoundKind = Literal["meeting", "agenda_item", "document"]
Place = tuple[int, str, str, str]  # reading, start and id of the reach, leaf: where a page of answers ended


@dataclass(frozen=True, slots=True)
class Filters:
    organisation: str | None = None
    year: int | None = None
    kind: str | None = None

    def admit(self, reach: Json) -> bool:
        wanted = {"organisation_id": self.organisation, "year": self.year, "kind": self.kind}
        return all(value is None or reach[name] == value for name, value in wanted.items())


@dataclass(frozen=True, slots=True)
class PageFound:
    page: int
    text: list[Piece]


@dataclass(frozen=True, slots=True)
class Found:
    """A meeting, an item of an agenda or a paper. `item` and `document` are what it stands in or is."""

    kind: FoundKind
    member: Member
    title: list[Piece]
    item: Json | None = None
    document: Document | None = None
    version: Version | None = None
    number: str = ""
    date: str = ""
    pages: list[PageFound] = field(default_factory=list)
    more_pages: bool = False


@dataclass(slots=True)
class Search:
    """One request. `uncertain` tells that meetings were left out whose rights are being updated."""

    world: World
    person_id: str
    query: Query
    filters: Filters
    uncertain: bool = False
    _members: dict[str, Member | None] = field(default_factory=dict)

    async def page(self, after: Place | None, limit: int) -> tuple[list[Found], Place | None]:
        found: list[Found] = []
        start, begin, entry, leaf_id = after or (0, "", "", "")
        last: Place | None = None
        for reading in range(start, len(self.query.readings)):
            spot = (begin, entry) if begin else None
            async for reach, shelves in self._reaches(reading, spot, leaf_id):
                async for one, place in self._things(reading, reach, shelves, leaf_id if reach.id == entry else ""):
                    if len(found) == limit:
                        return found, last
                    found.append(one)
                    last = (reading, reach.body["starts_at"], reach.id, place)
            begin, entry, leaf_id = "", "", ""
        return found, None

    async def _reaches(
        self, reading: int, spot: tuple[str, str] | None, leaf_id: str
    ) -> AsyncIterator[tuple[Stored, list[str]]]:
        """The person's meetings in which the first words are found; first the one at which the last page ended."""
        terms = self.query.readings[reading]
        if spot and leaf_id:
            reach = await self.world.search.reach_of(spot[1])
            if reach and reach.body["person_id"] == self.person_id:
                yield reach, (await self.world.search.shelves_of([reach]))[reach.body["meeting_id"]]
        after: tuple[str | int, str] | None = spot
        sizes = iter(MEETINGS_AT_ONCE)
        size = 0
        while True:
            size = next(sizes, size)
            reaches = await self.world.search.reaches(self.person_id, after, size, **self._years())
            wanted = [one for one in reaches if self.filters.admit(one.body)]
            shelves = await self.world.search.shelves_of(wanted)
            firsts = await asyncio.gather(
                *(self.world.search.first(shelves[one.body["meeting_id"]], terms, "", 1) for one in wanted)
            )
            for reach, first in zip(wanted, firsts, strict=True):
                if first:
                    yield reach, shelves[reach.body["meeting_id"]]
            if len(reaches) < size:
                return
            after = (reaches[-1].body["starts_at"], reaches[-1].id)

    def _years(self) -> dict[str, str]:
        """A little wider than the year: zones differ, and the filter itself knows the meeting's."""
        year = self.filters.year
        return {"since": f"{year - 1:04}-12-31", "until": f"{year + 1:04}-01-02"} if year else {}

    async def _things(
        self, reading: int, reach: Stored, shelves: list[str], after: str
    ) -> AsyncIterator[tuple[Found, str]]:
        """With the place behind each."""
        terms = self.query.readings[reading]
        while leaves := await self.world.search.first(shelves, terms, after, TOGETHER):
            things = [list(own) for _, own in groupby(leaves, _thing)]
            if len(leaves) == TOGETHER and len(things) > 1:
                things.pop()  # there may be more of the last one
            shown = await asyncio.gather(
                *(self._show(reading, shelves, own, reach.body["meeting_id"]) for own in things)
            )
            for own, thing in zip(things, shown, strict=True):
                after = f"{_thing(own[0])}/"  # behind all its leaves: "/" follows "." in every order
                if thing:
                    yield thing, after

    async def _found_before(self, reading: int, shelves: list[str], leaf: Stored) -> bool:
        """Whether a narrower reading has shown the thing already."""
        for terms in self.query.readings[:reading]:
            earlier = await self.world.search.first(shelves, terms, f"{_thing(leaf)}.", 1)
            if earlier and _thing(earlier[0]) == _thing(leaf):
                return True
        return False

    async def _show(self, reading: int, shelves: list[str], leaves: list[Stored], meeting_id: str) -> Found | None:
        member = await self._member(meeting_id)
        if member is None or await self._found_before(reading, shelves, leaves[0]):
            return None
        leaf = leaves[0].body
        if leaf["kind"] == "meeting":
            return self._titled("meeting", member, member.meeting["title"])
        if leaf["kind"] == "agenda_item":
            item = item_in(member.meeting, leaf["thing_id"])
            if item is None or not (member.leads or may_read_item(item, member.part, member.person_id)):
                return None
            return self._titled("agenda_item", member, item["title"], item)
        return await self._paper(leaves, member)

    def _titled(self, kind: FoundKind, member: Member, title: str, item: Json | None = None) -> Found | None:
        if not self.query.stands_in(fold(title)):
            return None
        return Found(kind=kind, member=member, title=snippet(title, self.query), item=item)

    async def _paper(self, leaves: list[Stored], member: Member) -> Found | None:
        thing_id = leaves[0].body["thing_id"]
        document, head = await asyncio.gather(
            self.world.documents.look_up(thing_id), self.world.search.title_of(thing_id)
        )
        if document is None or document.meeting_id != member.meeting["id"] or not may_read(document, member):
            return None
        version = document.newest_readable if member.leads else document.released
        own = [leaf.body["page"] for leaf in leaves if version and leaf.body["version_id"] == version.id]
        pages = [shown for page in own[:FEW] if version for shown in [await self._page(version, page)] if shown]
        by_title = leaves[0].body["version_id"] == "" and self._names(document, leaves[0].body)
        if not pages and not by_title:
            return None
        return Found(
            kind="document",
            member=member,
            title=snippet(document.title, self.query),
            item=item_in(member.meeting, document.item_id) if document.item_id else None,
            document=document,
            version=version,
            number=head.get("number", ""),
            date=head.get("date", ""),
            pages=pages[:PAGES_SHOWN],
            more_pages=len(own) > PAGES_SHOWN,
        )

    def _names(self, document: Document, leaf: Json) -> bool:
        """Whether title, number and date really hold what is asked for."""
        day = from_text(leaf["date"]).strftime("%d/%m/%Y") if leaf["date"] else ""
        return self.query.stands_in(fold(f"{document.title} {leaf['number']} {day}"))

    async def _page(self, version: Version, page: int) -> PageFound | None:
        text = await self.world.pages.text(version.folder, page)
        if text is None or not self.query.stands_in(fold(text)):
            return None
        return PageFound(page, snippet(text, self.query))

    async def _member(self, meeting_id: str) -> Member | None:
        """None also while it is uncertain who may read there."""
        if meeting_id not in self._members:
            member = await self.world.membership.member(meeting_id, self.person_id)
            if not await self.world.trust.is_certain(meeting_id, self.person_id):
                self.uncertain, member = True, None
            self._members[meeting_id] = member
        return self._members[meeting_id]


def _thing(leaf: Stored) -> str:
    """What the ids of all leaves of one thing begin with."""
    rank, thing_id, _, _ = leaf.id.split(".")
    return f"{rank}.{thing_id}"
