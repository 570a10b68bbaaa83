"""The outboxes of all documents in a MongoDB database."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from pymongo import UpdateOne, WriteConcern
from pymongo.errors import DuplicateKeyError

from shared.clock import Clock, SystemClock, to_text
from shared.events.envelope import Event
from shared.store.mongo.databases import Databases
from shared.store.mongo.errors import insist
from shared.store.mongo.indexes import OUTBOX_TIME
from shared.store.mongo.store import events_in
from shared.store.outbox import Place

T = TypeVar("T")

LEASES = "leases"

# A pull that is lost only repeats an event, so it need not wait for a majority.
_LIGHT = WriteConcern(w=1)


@dataclass(slots=True)
class _Pulls:
    """Of one collection: what comes while others are being made is made together, as one request."""

    next: list[UpdateOne] = field(default_factory=list)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class MongoOutbox:
    def __init__(self, database: Databases, deadline: float, clock: Clock | None = None) -> None:
        self._database = database
        self._deadline = deadline
        self._light = database.with_options(write_concern=_LIGHT)
        self._pulls: defaultdict[str, _Pulls] = defaultdict(_Pulls)
        self._clock = clock or SystemClock()

    async def waiting(self, place: Place) -> list[Event]:
        documents = self._database[place.collection]
        found = await self._insist(lambda: documents.find_one({"_id": place.document_id}, {"outbox": 1}))
        return events_in(found or {})

    async def pull(self, place: Place, event_ids: Sequence[str]) -> None:
        """One by one they would take the connections of those who save.

        Of a failure only one of those who go together hears: what stays is published once more by the sweeper.
        """
        pulls, documents = self._pulls[place.collection], self._light[place.collection]
        gone = {"$pull": {"outbox": {"id": {"$in": list(event_ids)}}}}
        mine = pulls.next
        mine.append(UpdateOne({"_id": place.document_id}, gone))
        async with pulls.turn:
            if mine is pulls.next:  # nobody has taken it along
                pulls.next = []
                await self._insist(lambda: documents.bulk_write(mine, ordered=False))

    async def overdue(self, before: datetime, limit: int) -> list[Place]:
        found: list[tuple[str, Place]] = []
        for name in await self._insist(self._database.list_collection_names):
            documents = self._database[name]
            query = {OUTBOX_TIME: {"$lt": to_text(before)}}
            late = await self._insist(
                lambda documents=documents, query=query: documents.find(  # type: ignore[misc]
                    query, {OUTBOX_TIME: 1}, sort=[(OUTBOX_TIME, 1)], limit=limit
                ).to_list()
            )
            found += [(document["outbox"][0]["time"], Place(name, document["_id"])) for document in late]
        return [place for _, place in sorted(found, key=lambda pair: pair[0])[:limit]]

    async def lease(self, name: str, holder: str, seconds: float) -> bool:
        now = self._clock.now()
        # A far longer one was taken by a clock that ran ahead: two who sweep at once harm nothing, none at all would.
        over = [{"until": {"$lt": to_text(now)}}, {"until": {"$gt": to_text(now + timedelta(seconds=2 * seconds))}}]
        free = {"$or": [{"holder": holder}, *over]}
        taken = {"$set": {"holder": holder, "until": to_text(now + timedelta(seconds=seconds))}}
        leases = self._database[LEASES]

        async def work() -> bool:
            try:
                await leases.update_one({"_id": name} | free, taken, upsert=True)
            except DuplicateKeyError:  # there is one, and it is neither ours nor over
                return False
            return True

        return await self._insist(work)

    async def _insist(self, work: Callable[[], Awaitable[T]]) -> T:
        return await insist(work, self._deadline)
