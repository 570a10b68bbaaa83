"""State and the facts it gave off are saved in one step, and told to whoever waits for them."""

import asyncio
from datetime import timedelta
from typing import Any, ClassVar, cast

import pytest

from shared.aggregates import Act, Aggregate, Repository, Written
from shared.backends import Backends
from shared.events.envelope import Fact
from shared.problems import Conflict, KeyReused, NotFound
from shared.store.port import Collection, Index, Store
from tests.factories.events import NOON, TOPIC, Listener
from tests.factories.reads import CountedCalls


class Counted(Fact):
    type = "vn.hop.counter.Counted.v1"
    example: ClassVar[dict[str, Any]] = {"value": 1}
    value: int


class Counter(Aggregate):
    value: int = 0

    def count(self) -> None:
        self.value += 1
        self.record(Counted(value=self.value))


COUNTERS = Collection("test.counters", (Index("by_parity", ("parity",)),))


@pytest.fixture
def counters(backends: Backends) -> Repository[Counter]:
    return Repository(
        backends.store,
        COUNTERS,
        Counter,
        kind="counter",
        source=TOPIC,
        key=lambda counter: f"room of {counter.id}",
        index=_parity,
    )


def _parity(counter: Counter) -> dict[str, int]:
    return {"parity": counter.value % 2}


def act(**who: Any) -> Act:
    return Act(NOON, **who)


def counted(times: int = 1, **fields: Any) -> Counter:
    counter = Counter(id="c1", **fields)
    for _ in range(times):
        counter.count()
    return counter


async def events(backends: Backends) -> list[Any]:
    return await Listener(backends.log, "listener", [TOPIC]).hear_all()


async def test_facts_become_events_that_count_from_one(backends: Backends, counters: Repository[Counter]) -> None:
    doing = act(actor_id="p1", request_id="r1", cause_id="e0")
    counter = await counters.add(counted(2), doing)
    counter.count()
    await counters.save(counter, doing)
    said = await events(backends)
    assert [(one.sequence, one.data["value"]) for one in said] == [(1, 1), (2, 2), (3, 3)]
    assert {(one.subject, one.partitionkey, one.source, one.type) for one in said} == {
        ("counter/c1", "room of c1", TOPIC, Counted.type)
    }
    assert {(one.actor, one.correlationid, one.causationid, one.time) for one in said} == {("p1", "r1", "e0", NOON)}
    assert len({one.id for one in said}) == 3
    assert doing.written == [Written(TOPIC, "counter/c1", 2), Written(TOPIC, "counter/c1", 3)]


async def test_nothing_links_a_fact_whose_command_does_not(backends: Backends, counters: Repository[Counter]) -> None:
    await counters.add(counted(), act())
    (said,) = await events(backends)
    assert (said.actor, said.correlationid, said.causationid) == (None, None, None)


async def test_loaded_aggregate_is_as_it_was_saved(counters: Repository[Counter]) -> None:
    await counters.add(counted(3), act())
    found = await counters.get("c1")
    assert (found.value, found.version, found.sequence, found.facts) == (3, 1, 3, [])
    assert (await counters.get_many(["c1", "c2"])).keys() == {"c1"}
    assert await counters.look_up("c2") is None
    with pytest.raises(NotFound):
        await counters.get("c2")
    page = await counters.store.find(COUNTERS, "by_parity", 1)
    assert [stored.id for stored in page.items] == ["c1"]


async def test_saving_without_facts_tells_nothing(backends: Backends, counters: Repository[Counter]) -> None:
    counter = await counters.add(counted(), act())
    quiet = act()
    await counters.save(counter, quiet)
    assert quiet.written == []
    assert len(await events(backends)) == 1


async def test_creation_said_twice_gives_what_is_there_and_tells_of_it(
    backends: Backends, counters: Repository[Counter]
) -> None:
    first = await counters.add(counted(fingerprint="f"), act())
    await counters.change("c1", Counter.count, act())
    again = act()
    assert (await counters.add(counted(fingerprint="f"), again)).value == 2
    assert again.written == [Written(TOPIC, "counter/c1", 2)]
    with pytest.raises(KeyReused):
        await counters.add(counted(fingerprint="other"), act())
    assert first.facts == []
    assert len(await events(backends)) == 2


async def test_stale_aggregate_is_a_conflict_and_keeps_its_facts(counters: Repository[Counter]) -> None:
    await counters.add(counted(), act())
    mine, theirs = await counters.get("c1"), await counters.get("c1")
    theirs.count()
    await counters.save(theirs, act())
    mine.count()
    for refused in (counters.save(mine, act()), counters.remove(mine, act())):
        with pytest.raises(Conflict):
            await refused
    assert len(mine.facts) == 1


async def test_first_that_somebody_else_put_meanwhile_is_a_conflict(counters: Repository[Counter]) -> None:
    mine, theirs = counted(), counted(2)
    await counters.put(theirs, act())
    with pytest.raises(Conflict):
        await counters.put(mine, act())
    theirs.count()
    await counters.put(theirs, act())
    assert (await counters.get("c1")).value == 3


async def test_change_decides_anew_until_it_fits(backends: Backends, counters: Repository[Counter]) -> None:
    await counters.add(counted(), act())
    doing = [act() for _ in range(30)]
    await asyncio.gather(*(counters.change("c1", Counter.count, one) for one in doing))
    assert (await counters.get("c1")).value == 31
    assert [one.data["value"] for one in await events(backends)] == list(range(1, 32))
    assert sorted(one.written[0].sequence for one in doing) == list(range(2, 32))


async def test_changes_of_one_aggregate_take_turns_within_a_process(backends: Backends) -> None:
    calls = CountedCalls(backends.store)
    counters = Repository(cast(Store, calls), COUNTERS, Counter, kind="counter", source=TOPIC, index=_parity)
    await counters.add(counted(), act())
    await asyncio.gather(*(counters.change("c1", Counter.count, act()) for _ in range(20)))
    assert (await counters.get("c1")).value == 21
    assert calls.calls.count("save test.counters") == 20


async def test_change_that_refuses_saves_nothing(backends: Backends, counters: Repository[Counter]) -> None:
    await counters.add(counted(), act())

    def refuse(counter: Counter) -> None:
        counter.count()
        raise Conflict

    with pytest.raises(Conflict):
        await counters.change("c1", refuse, act())
    assert (await counters.get("c1")).value == 1
    assert len(await events(backends)) == 1


async def test_removed_aggregate_says_so_last_and_is_not_found(
    backends: Backends, counters: Repository[Counter]
) -> None:
    counter = await counters.add(counted(), act())
    counter.count()
    doing = act()
    await counters.remove(counter, doing)
    assert doing.written == [Written(TOPIC, "counter/c1", 2)]
    assert [one.sequence for one in await events(backends)] == [1, 2]
    with pytest.raises(NotFound):
        await counters.change("c1", Counter.count, act())
    with pytest.raises(NotFound):
        await counters.add(counted(), act())


async def test_what_was_recorded_afterwards_says_when(backends: Backends, counters: Repository[Counter]) -> None:
    later = NOON + timedelta(days=30)
    await counters.add(counted(2), act(recorded_at=later))
    await counters.change("c1", Counter.count, act())
    *past, present = await events(backends)
    assert [(one.time, one.recordedtime, one.recorded_at) for one in past] == [(NOON, later, later)] * 2
    assert (present.recordedtime, present.recorded_at) == (None, NOON)
    assert Act.after(past[0]).recorded_at == later
