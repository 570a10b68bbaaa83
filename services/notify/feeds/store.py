"""The live feeds: numbered entries per meeting and per person, the same on every replica."""

from contextlib import suppress
from dataclasses import asdict
from datetime import datetime

from services.notify.feeds.model import Entry, Kind, Reference
from shared import tracing
from shared.bounded import Bounded
from shared.clock import Clock, to_text
from shared.ids import derived_id
from shared.store.port import AlreadyThere, At, Collection, Index, Store, Stored, VersionConflict, every

FEEDS = Collection(
    "notify.feeds",
    (
        Index("by_number", ("feed",), order="number"),
        Index("by_cause", ("feed", "cause")),
        Index("recent", order="added_at"),
    ),
)
MOST_HEADS = 4096
KEPT = 1000  # entries of a feed; who missed more reads everything anew


class Feeds:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._heads: Bounded[str, int] = Bounded(MOST_HEADS)  # as we wrote them last

    async def append(self, feed: str, cause: str, type_: str, reference: Reference) -> Entry | None:
        """Gives the reference the feed's next number. The same cause and object again add nothing, at once or later."""
        key = derived_id(cause, reference.kind, reference.id)
        body = {"feed": feed, "cause": key, "type": type_, "added_at": to_text(self._clock.now())} | asdict(reference)
        body |= tracing.carrying()
        while True:
            number = (self._heads.pop(feed, None) or await self.head(feed)) + 1
            if (await self._store.find(FEEDS, "by_cause", feed, key, limit=1)).items:
                return None
            try:
                # The number is in the id: whatever came after the look at the head has taken it, also the same fact by
                # another replica while a group changes hands.
                stored = await self._store.insert(FEEDS, _entry_id(feed, number), body | {"number": number})
            except AlreadyThere:
                continue
            self._heads[feed] = number
            return _entry(stored)

    async def trim(self, feed: str, number: int) -> None:
        """Leaves KEPT entries up to this one, which was just added."""
        if number <= KEPT:
            return
        with suppress(VersionConflict):  # another writer was faster
            await self._store.delete(FEEDS, At(_entry_id(feed, number - KEPT), 1))

    async def head(self, feed: str) -> int:
        """The newest number, 0 for a feed without entries."""
        page = await self._store.find(FEEDS, "by_number", feed, limit=1, descending=True)
        return int(page.items[0].body["number"]) if page.items else 0

    async def after(self, feed: str, number: int) -> list[Entry] | None:
        """Entries that follow, in order; None when some of them are no longer kept."""
        found = every(self._store, FEEDS, "by_number", feed, since=number + 1, limit=500)
        entries = [_entry(stored) async for stored in found]
        if entries and entries[0].number > number + 1:
            return None
        if not entries and number and await self.head(feed) < number:
            return None  # the feed was lost and begins anew
        return entries

    async def recent(self, since: datetime) -> dict[str, int]:
        """Feeds that got entries, also from other replicas, with their newest number."""
        found = every(self._store, FEEDS, "recent", since=to_text(since), limit=500)
        numbers: dict[str, int] = {}
        async for stored in found:
            feed, number = stored.body["feed"], stored.body["number"]
            numbers[feed] = max(number, numbers.get(feed, 0))
        return numbers


def _entry_id(feed: str, number: int) -> str:
    return derived_id("feed", feed, number)


def _entry(stored: Stored) -> Entry:
    body = stored.body
    reference = Reference(Kind(body["kind"]), body["id"], body["meeting_id"], body["before"], body["leaders"])
    before = (reference.before,) if reference.before is not None else ()
    return Entry(body["number"], body["type"], reference, before, body.get("traceparent"))
