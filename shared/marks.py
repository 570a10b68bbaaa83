"""How far a consumer group has come in each aggregate: one small document for each, which never goes back."""

import asyncio
from collections.abc import Iterable

from shared.bounded import Bounded
from shared.ids import derived_id
from shared.store.port import AlreadyThere, Collection, Document, Store, Stored, VersionConflict

MOST_KNOWN = 4096


def marks_of(service: str) -> Collection:
    return Collection(f"{service}.marks")


class Marks:
    """`{sequence, parked}` by subject: the last fact heard, and whether what follows has to wait.

    What was read or saved is remembered. Another replica or a replay may have moved a mark since, so a remembered one
    tells what was heard and what comes exactly next; before a fact is parked, the mark is read anew.
    """

    def __init__(self, store: Store, service: str, group: str) -> None:
        self.collection = marks_of(service)
        self._store = store
        self._group = group
        self._moved = asyncio.Condition()
        self._known: Bounded[str, Stored] = Bounded(MOST_KNOWN)

    async def prepare(self, subjects: Iterable[str]) -> None:
        """Reads those nothing is known of, all at once."""
        ids = [mark_id for subject in dict.fromkeys(subjects) if (mark_id := self._id(subject)) not in self._known]
        found = await self._store.get_many(self.collection, ids) if ids else {}
        for mark_id in ids:
            self._known[mark_id] = found.get(mark_id) or _first(mark_id)

    async def known(self, subject: str) -> Stored:
        """As it was when it was last read or saved here."""
        return self._known.get(self._id(subject)) or await self.newest(subject)

    async def newest(self, subject: str) -> Stored:
        return await self._read(self._id(subject))

    async def among(self, subjects: Iterable[str]) -> dict[str, Document]:
        """The newest, of those that have one."""
        ids = {subject: self._id(subject) for subject in subjects}
        found = await self._store.get_many(self.collection, list(ids.values()))
        return {subject: found[mark_id].body for subject, mark_id in ids.items() if mark_id in found}

    def reaches(self, subject: str, sequence: int) -> bool | None:
        """By what is known; None where nothing is."""
        mark = self._known.get(self._id(subject))
        return mark.body["sequence"] >= sequence if mark else None

    async def move(self, subject: str, sequence: int, *, park: int = 0) -> Stored:
        """Only a replay takes `parked` from a mark.

        Two replicas in a rebalance may both move it. `park` is the sequence of an event that was put aside; one that
        was heard meanwhile parks nothing.
        """
        mark = await self.known(subject)
        while True:
            heard = max(sequence, mark.body["sequence"])
            try:
                mark = await self._put(mark, {"sequence": heard, "parked": mark.body["parked"] or park > heard})
                break
            except (VersionConflict, AlreadyThere):
                mark = await self._read(mark.id)
        async with self._moved:
            self._moved.notify_all()
        return mark

    async def unpark(self, mark: Stored) -> bool:
        """False when something was put aside meanwhile: that saves the mark, so that one of the two notices."""
        if not mark.body["parked"]:
            return True
        try:
            await self._put(mark, mark.body | {"parked": False})
        except VersionConflict:
            return False
        return True

    async def wait_for_move(self, seconds: float) -> None:
        """Of any mark, in this process."""
        try:
            async with asyncio.timeout(seconds), self._moved:
                await self._moved.wait()
        except TimeoutError:
            return

    def _id(self, subject: str) -> str:
        return derived_id(self._group, subject)

    async def _read(self, mark_id: str) -> Stored:
        mark = self._known[mark_id] = await self._store.get(self.collection, mark_id) or _first(mark_id)
        return mark

    async def _put(self, mark: Stored, body: Document) -> Stored:
        """Raises VersionConflict, AlreadyThere."""
        if mark.version:
            moved = await self._store.save(self.collection, mark, body)
        else:
            moved = await self._store.insert(self.collection, mark.id, body)
        self._known[mark.id] = moved
        return moved


def _first(mark_id: str) -> Stored:
    return Stored(mark_id, 0, 0, {"sequence": 0, "parked": False})
