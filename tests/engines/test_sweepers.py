"""Two replicas find at once what a crash left in outboxes: one of them takes it to the log."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from shared.backends import open_backends
from shared.clock import SystemClock
from shared.settings import Settings
from shared.store.mongo.opening import open_mongo
from shared.store.mongo.outbox import MongoOutbox
from shared.store.mongo.store import MongoStore
from tests.contract.things import PLAIN
from tests.factories.events import heard, run_of
from tests.factories.installation import until

pytestmark = pytest.mark.timeout(180)

DOCUMENTS, EVENTS = 100, 3


class Crashed:
    """Who saved and was gone before anything was told; what it left has long been overdue."""

    def __init__(self, store: MongoStore, outbox: MongoOutbox) -> None:
        self._store = store
        self._outbox = outbox
        self.names = [f"d{number}" for number in range(DOCUMENTS)]

    async def leave(self) -> None:
        for name in self.names:
            await self._store.insert(PLAIN, name, {}, run_of(name, 1, EVENTS))

    async def all_is_told(self) -> bool:
        return not await self._outbox.overdue(SystemClock().now(), 1)


@asynccontextmanager
async def crashed(settings: Settings) -> AsyncIterator[Crashed]:
    async with open_mongo(settings) as database:
        store = MongoStore(database, lambda place, waiting: None, deadline=10, prepares=True)
        yield Crashed(store, MongoOutbox(database, deadline=10))


async def on_the_log(settings: Settings) -> dict[str, list[int]]:
    """By document the sequences of its records, repetitions included."""
    found = defaultdict(list)
    async with open_backends(settings) as backends:
        for name, sequence in await heard(backends.log, "history"):
            found[name].append(sequence)
    return found


async def test_two_sweepers_take_what_a_crash_left_to_the_log_once_and_in_order(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: set[tuple[str, bool]] = set()
    lease = MongoOutbox.lease

    async def counted(self: MongoOutbox, name: str, holder: str, seconds: float) -> bool:
        given = await lease(self, name, holder, seconds)
        answers.add((holder, given))
        return given

    monkeypatch.setattr(MongoOutbox, "lease", counted)
    monkeypatch.setattr("shared.log.relay.SWEEP_EVERY", 0.1)
    other = settings.model_copy(update={"data": tmp_path / "other"})
    async with crashed(settings) as process, open_backends(settings), open_backends(other):
        await process.leave()
        await until(process.all_is_told, 60)
    assert len({holder for holder, _ in answers}) == 2
    assert {given for _, given in answers} == {True, False}, "nobody was refused: they never looked at once"
    told = await on_the_log(settings)
    assert told == {name: list(range(1, EVENTS + 1)) for name in process.names}
