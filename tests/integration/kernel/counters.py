"""Counters that count, others that hear of it, and a job that notes rows: what the killed process works on."""

from typing import Any, ClassVar

from shared.aggregates import Act, Aggregate, Repository
from shared.backends import Backends
from shared.clock import Clock
from shared.events import registry
from shared.events.envelope import Event, Fact
from shared.ids import derived_id
from shared.jobs import Jobs
from shared.reactions import Projections, Reactions
from shared.store.port import Collection, Document

TOPIC = "hop.meeting"
NAMES = [f"c{number}" for number in range(8)]
ROWS = 400
JOB = "j1"


class Counted(Fact):
    type = "vn.hop.counter.Counted.v1"
    example: ClassVar[dict[str, Any]] = {"value": 1}
    value: int


class Counter(Aggregate):
    value: int = 0

    def count(self) -> None:
        self.value += 1
        self.record(Counted(value=self.value))


class Counting:
    """The same in each process that works on these backing services."""

    def __init__(self, backends: Backends, clock: Clock) -> None:
        store = backends.store
        registry.FACTS[Counted.type] = Counted
        self.log = backends.log
        self.counters = Repository(store, Collection("test.counters"), Counter, kind="counter", source=TOPIC)
        self.heard = Projections(store, Collection("test.heard"))
        self.reactions = Reactions("test", "counting", [TOPIC], store, clock, {Counted: self._hear})
        self.noted = Collection("test.noted")
        self.jobs = Jobs("test", store, clock, {"note": self._note})
        self._store = store

    async def count(self, name: str, act: Act) -> int:
        return (await self.counters.change(name, Counter.count, act)).value

    async def _hear(self, fact: Counted, event: Event) -> None:
        await self.heard.apply(event, lambda before: {"values": [*before.get("values", []), fact.value]})

    async def _note(self, about: Document, row: Any, act: Act) -> None:
        """A row may be done twice; its derived id makes the second one the same insert."""
        note_id = derived_id(JOB, row)
        if await self._store.get(self.noted, note_id) is None:
            await self._store.insert(self.noted, note_id, {"row": row})

    async def missing_rows(self) -> list[int]:
        found = await self._store.get_many(self.noted, [derived_id(JOB, row) for row in range(ROWS)])
        return [row for row in range(ROWS) if derived_id(JOB, row) not in found]
