"""How facts are heard: once in effect, in order per aggregate, nothing dropped silently."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from prometheus_client import REGISTRY

from shared.clock import SetClock
from shared.events.envelope import Event, Fact
from shared.events.gateway import CONTACTS, SOURCE, ContactChanged, PersonChanged, SessionEnded, SessionStarted
from shared.log.port import Hear, Urgent
from shared.problems import Unavailable
from shared.reactions import ATTEMPTS, LANES, Projections, Reactions
from shared.store.port import Collection, Document, Store, StoreAway, Stored, VersionConflict
from tests.factories.events import event
from tests.factories.reads import CountedCalls
from tests.unit.kernel.sessions import Hearer, Trouble, started, starts


@pytest.fixture
def hearer(store: Store, clock: SetClock) -> Hearer:
    return Hearer(store, clock)


def fails_at(*sequences: int, subject: str = "session/1", error: type[Exception] = ValueError) -> Trouble:
    return lambda event: error() if event.subject == subject and event.sequence in sequences else None


async def nothing(fact: Any, event: Event) -> None:
    pass


async def test_event_heard_twice_is_handled_once(hearer: Hearer) -> None:
    await hearer.hear(*starts("session/1", 1, 2))
    await hearer.hear(*starts("session/1", 1, 3), started("session/1", 2))
    assert hearer.handled == [("session/1", 1), ("session/1", 2), ("session/1", 3)]
    assert not await hearer.reactions.is_parked("session/1")


async def test_event_of_an_unknown_or_unwanted_type_only_moves_the_mark(hearer: Hearer) -> None:
    unwanted = event("session/1", 2, source=SOURCE, type=SessionEnded.type, data=SessionEnded.example)
    await hearer.hear(
        event("session/1", 1, source=SOURCE, type="vn.hop.session.SessionMoved.v7"), unwanted, started("session/1", 3)
    )
    assert hearer.handled == [("session/1", 3)]
    assert await hearer.reactions.heard("session/1", 3)
    assert not await hearer.reactions.is_parked("session/1")


async def test_time_of_handling_counts_a_fact_once_however_often_it_was_tried(hearer: Hearer) -> None:
    def counted() -> float:
        return REGISTRY.get_sample_value("hop_event_handling_seconds_count", {"group": hearer.reactions.group}) or 0

    before, tried = counted(), 0

    def trouble(event: Event) -> Exception | None:
        nonlocal tried
        tried += 1
        return Unavailable() if tried == 1 else None

    hearer.trouble = trouble
    await hearer.hear(*starts("session/1", 1, 2), started("session/1", 2))
    assert (counted() - before, tried) == (2, 3)


async def test_unknown_field_of_a_received_fact_is_ignored(hearer: Hearer) -> None:
    newer = started("session/1", 1)
    await hearer.hear(newer.model_copy(update={"data": newer.data | {"device": "tablet"}}))
    assert hearer.handled == [("session/1", 1)]


async def test_gap_parks_the_event_and_all_behind_it(hearer: Hearer) -> None:
    await hearer.hear(
        started("session/1", 1), started("session/1", 3), started("session/1", 4), started("session/2", 1)
    )
    assert sorted(hearer.handled) == [("session/1", 1), ("session/2", 1)]
    assert await hearer.reasons() == {("session/1", 3): "gap", ("session/1", 4): "behind"}
    assert await hearer.reactions.is_parked("session/1")
    assert not await hearer.reactions.is_parked("session/2")
    assert not await hearer.reactions.heard("session/1", 3)


async def test_of_a_compacted_topic_whatever_is_higher_is_handled(store: Store, clock: SetClock) -> None:
    heard: list[str] = []

    async def hear(fact: ContactChanged, event: Event) -> None:
        heard.append(fact.email or "")

    def contact(sequence: int) -> Event:
        data = ContactChanged.example | {"email": f"{sequence}@tinh.example"}
        return event("contact/p1", sequence, source=CONTACTS, type=ContactChanged.type, data=data)

    reactions = Reactions("test", "contacts", [CONTACTS], store, clock, {ContactChanged: hear})
    await reactions.hear_all([contact(3), contact(2), contact(7), contact(7)])
    assert heard == ["3@tinh.example", "7@tinh.example"]
    assert not await reactions.is_parked("contact/p1")


async def test_what_cannot_be_handled_is_parked_with_its_reason_and_blocks_nobody_else(hearer: Hearer) -> None:
    hearer.trouble = fails_at(2)
    await hearer.hear(*starts("session/1", 1, 3), *starts("session/2", 1, 3))
    assert sorted(hearer.handled) == [("session/1", 1), ("session/2", 1), ("session/2", 2), ("session/2", 3)]
    assert await hearer.reasons() == {("session/1", 2): "ValueError", ("session/1", 3): "behind"}
    assert await hearer.reactions.is_parked("session/1")
    assert await hearer.reactions.troubles() == ["parked: test.hearer"]


async def test_fact_that_breaks_its_class_is_parked_and_its_content_not_logged(
    hearer: Hearer, logged: list[str]
) -> None:
    bad = event("session/1", 1, source=SOURCE, type=SessionStarted.type, data={"session_id": ["Kỷ luật ông A"]})
    await hearer.hear(bad)
    assert await hearer.reasons() == {("session/1", 1): "ValidationError"}
    assert "event parked" in logged[0]
    assert "Kỷ luật" not in "".join(logged)


@pytest.mark.parametrize("error", [Unavailable, VersionConflict, ConnectionResetError, TimeoutError])
async def test_temporary_trouble_is_tried_again(hearer: Hearer, error: type[Exception]) -> None:
    left = [error()] * (ATTEMPTS - 1)
    hearer.trouble = lambda _: left.pop() if left else None
    await hearer.hear(started("session/1", 1))
    assert hearer.handled == [("session/1", 1)]
    assert not await hearer.reactions.is_parked("session/1")


async def test_temporary_trouble_that_stays_is_parked(hearer: Hearer) -> None:
    hearer.trouble = fails_at(1, error=Unavailable)
    await hearer.hear(started("session/1", 1))
    assert await hearer.reasons() == {("session/1", 1): "Unavailable"}


async def test_absent_store_parks_nothing_and_lets_the_batch_come_again(hearer: Hearer) -> None:
    hearer.trouble = fails_at(2, error=StoreAway)
    with pytest.raises(ExceptionGroup) as raised:
        await hearer.hear(*starts("session/1", 1, 3))
    assert raised.group_contains(StoreAway)
    assert await hearer.reactions.parked() == []
    hearer.trouble = lambda _: None
    await hearer.hear(*starts("session/1", 1, 3))
    assert hearer.handled == [("session/1", 1), ("session/1", 2), ("session/1", 3)]


@pytest.mark.parametrize("beside", [StoreAway, Unavailable])
async def test_store_absent_for_one_of_several_writes_parks_nothing_either(
    hearer: Hearer, beside: type[Exception]
) -> None:
    hearer.trouble = lambda _: ExceptionGroup("people", [beside(), ExceptionGroup("more", [StoreAway()])])
    with pytest.raises(ExceptionGroup) as raised:
        await hearer.hear(started("session/1", 1))
    assert raised.group_contains(StoreAway)
    assert await hearer.reactions.parked() == []
    hearer.trouble = lambda _: None
    await hearer.hear(started("session/1", 1))
    assert hearer.handled == [("session/1", 1)]


async def test_mistake_in_one_of_several_tasks_is_the_reason_of_parking(hearer: Hearer) -> None:
    hearer.trouble = lambda _: ExceptionGroup("people", [StoreAway(), KeyError()])
    await hearer.hear(started("session/1", 1))
    assert await hearer.reasons() == {("session/1", 1): "KeyError"}


async def test_groups_keep_marks_of_their_own(store: Store, clock: SetClock, hearer: Hearer) -> None:
    await hearer.hear(started("session/1", 1), started("session/1", 3))
    other = Reactions("test", "other", [SOURCE], store, clock, {SessionStarted: nothing})
    assert not await other.heard("session/1", 1)
    assert not await other.is_parked("session/1")
    assert await other.parked() == []


async def test_aggregate_a_group_never_acts_on_counts_as_heard_and_leaves_no_mark(
    store: Store, clock: SetClock
) -> None:
    other = Reactions("test", "other", [SOURCE], store, clock, {PersonChanged: nothing})
    await other.hear_all([started("session/1", 7)])
    assert await other.heard("session/1", 9)
    assert (await other.last_heard(["session/1"]), await other.parked()) == ({"session/1": 0}, [])


async def test_batch_reads_its_marks_at_once_and_moves_each_once(store: Store, clock: SetClock) -> None:
    counted = CountedCalls(store)
    hearer = Hearer(cast(Store, counted), clock)
    ends = event("session/2", 4, source=SOURCE, type=SessionEnded.type, data=SessionEnded.example)
    await hearer.hear(*starts("session/1", 1, 5), *starts("session/2", 1, 3), ends)
    of_marks = Counter(call for call in counted.calls if call.endswith("test.marks"))
    assert of_marks == {"get_many test.marks": 1, "insert test.marks": 2}
    counted.calls.clear()
    await hearer.hear(*starts("session/1", 4, 7))
    assert [call for call in counted.calls if call.endswith("test.marks")] == ["save test.marks"]
    assert await hearer.reactions.last_heard(["session/1", "session/2"]) == {"session/1": 7, "session/2": 4}


async def test_what_went_well_before_the_store_was_away_is_not_repeated(store: Store, clock: SetClock) -> None:
    first = Hearer(store, clock, fails_at(4, error=StoreAway))
    with pytest.raises(ExceptionGroup):
        await first.hear(*starts("session/1", 1, 5))
    second = Hearer(store, clock)
    await second.hear(*starts("session/1", 1, 5))
    assert second.handled == [("session/1", 4), ("session/1", 5)]


async def test_mark_that_another_replica_has_moved_is_no_gap(store: Store, clock: SetClock) -> None:
    ours, other = Hearer(store, clock), Hearer(store, clock)
    await ours.hear(started("session/1", 1))
    await other.hear(*starts("session/1", 2, 4))
    await ours.hear(started("session/1", 3), started("session/1", 5))
    assert ours.handled == [("session/1", 1), ("session/1", 5)]
    assert await ours.reactions.parked() == []


async def test_subject_that_another_replica_has_parked_waits_here_too(store: Store, clock: SetClock) -> None:
    ours, other = Hearer(store, clock), Hearer(store, clock, fails_at(2))
    await ours.hear(started("session/1", 1))
    await other.hear(started("session/1", 2))
    await ours.hear(started("session/1", 3))
    assert await ours.reasons() == {("session/1", 2): "ValueError", ("session/1", 3): "behind"}
    other.trouble = lambda _: None
    await other.reactions.replay("session/1")
    await ours.hear(started("session/1", 4))
    assert await ours.sessions("session/1") == ["s1", "s2", "s3", "s4"]
    assert await ours.reactions.parked() == []


@asynccontextmanager
async def release_of(store: Store, clock: SetClock, *acted_on: type[Fact]) -> AsyncIterator[Reactions]:
    """As it starts and reads its log, in which nothing is."""
    reactions = Reactions("test", "long", [SOURCE], store, clock, dict.fromkeys(acted_on, nothing))
    log = Silence()
    listening = asyncio.create_task(reactions.run(log))
    await log.listened.wait()
    yield reactions
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


class Silence:
    """A log in which nothing is said."""

    def __init__(self) -> None:
        self.listened = asyncio.Event()

    async def consume(self, group: str, topics: Sequence[str], hear: Hear, *, urgent: Urgent | None = None) -> None:
        self.listened.set()
        await asyncio.Event().wait()

    async def behind(self, group: str, topics: Sequence[str]) -> int:
        return 0


async def test_aggregate_that_a_later_release_begins_to_act_on_leaves_no_gap(store: Store, clock: SetClock) -> None:
    person = event("person/1", 3, source=SOURCE, type=PersonChanged.type, data=PersonChanged.example)
    for acted_on in ((PersonChanged,), (PersonChanged, SessionStarted)):
        async with release_of(store, clock, *acted_on) as release:
            await release.hear_all([started("session/1", 7)])
    assert (await release.last_heard(["session/1"]), await release.parked()) == ({"session/1": 7}, [])
    await release.hear_all([person])
    assert [one["reason"] for one in await release.parked()] == ["gap"], "of what it always followed it can be told"


async def test_aggregate_given_up_and_taken_up_again_leaves_no_gap(store: Store, clock: SetClock) -> None:
    releases = [(SessionStarted, PersonChanged), (PersonChanged,), (SessionStarted, PersonChanged)]
    for sequence, acted_on in zip((1, 2, 3), releases, strict=True):
        async with release_of(store, clock, *acted_on) as release:
            await release.hear_all([started("session/1", sequence)])
    assert (await release.last_heard(["session/1"]), await release.parked()) == ({"session/1": 3}, [])


async def test_keys_are_handled_side_by_side_up_to_a_bound_and_each_in_order(store: Store, clock: SetClock) -> None:
    now, most = 0, 0

    async def count(fact: SessionStarted, event: Event) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await store.get(Collection("test.anything"), "x")
        now -= 1

    reactions = Reactions("test", "counter", [SOURCE], store, clock, {SessionStarted: count})
    await reactions.hear_all([started(f"session/{number}", 1) for number in range(LANES * 3)])
    assert 1 < most <= LANES
    most = 0
    await reactions.hear_all([started("session/x", sequence) for sequence in range(1, 10)])
    assert most == 1


async def test_two_replicas_of_a_group_that_hear_the_same_make_it_true_once(store: Store, clock: SetClock) -> None:
    events = [*starts("session/1", 1, 20), *starts("session/2", 1, 20)]
    replicas = [Hearer(store, clock) for _ in range(3)]
    await asyncio.gather(*(replica.hear(*events) for replica in replicas))
    for subject in ("session/1", "session/2"):
        assert await replicas[0].sessions(subject) == [f"s{sequence}" for sequence in range(1, 21)]
        assert not await replicas[0].reactions.is_parked(subject)


async def test_waiting_ends_when_the_fact_was_heard(hearer: Hearer) -> None:
    deadline = asyncio.get_running_loop().time() + 20
    waiting = asyncio.create_task(hearer.reactions.wait_for("session/1", 2, deadline))
    await hearer.hear(*starts("session/1", 1, 2))
    assert await waiting


async def test_waiting_ends_at_its_deadline_and_for_what_is_parked(hearer: Hearer) -> None:
    await hearer.hear(started("session/1", 2))
    deadline = asyncio.get_running_loop().time() + 0.05
    assert not await hearer.reactions.wait_for("session/1", 2, deadline)


async def test_projection_applies_each_event_once_and_never_an_older_one(store: Store) -> None:
    copies = Projections(store, Collection("test.copies"))
    for one in (started("session/1", 1), started("session/1", 3), started("session/1", 3), started("session/1", 2)):
        await copies.apply(one, lambda before, one=one: {"said": [*before.get("said", []), one.sequence]})  # type: ignore[misc]
    assert (await copies.get("1") or {})["said"] == [1, 3]
    assert (await copies.get_many(["1", "2"])).keys() == {"1"}


async def test_projection_is_not_written_for_a_fact_that_leaves_it_as_it_is(store: Store) -> None:
    counted = CountedCalls(store)
    copies = Projections(cast(Store, counted), Collection("test.copies"), remembers=1)
    for sequence, said in ((1, "a"), (2, "a"), (3, "b"), (2, "a"), (4, "b"), (5, "b")):
        await copies.apply(started("session/1", sequence), lambda _, said=said: {"said": said})  # type: ignore[misc]
    assert (await copies.get("1") or {})["said"] == "b"
    assert [call.partition(" ")[0] for call in counted.calls if "get" not in call] == ["insert", "save"]


async def test_projection_that_another_has_written_is_changed_as_it_is_now(store: Store) -> None:
    def saying(sequence: int) -> Callable[[Document], Document]:
        return lambda before: {"said": [*before.get("said", []), sequence]}

    ours, other = (Projections(store, Collection("test.copies"), remembers=1) for _ in range(2))
    for copies, sequence in ((ours, 1), (other, 2), (ours, 3), (other, 4)):
        event = started("session/1", sequence)
        await copies.apply(event, saying(sequence))
        assert ((await copies.after(event, "1")) or {})["said"][-1] == sequence
    assert (await ours.get("1") or {})["said"] == [1, 2, 3, 4]


async def test_projection_that_another_has_written_gets_back_what_it_was_when_a_fact_says_so(store: Store) -> None:
    """What is remembered would be left as it is, but that is no longer what is there."""
    ours, other = (Projections(store, Collection("test.copies"), remembers=1) for _ in range(2))
    for copies, sequence, said in ((ours, 1, "a"), (other, 2, "b"), (ours, 3, "a")):
        await copies.apply(started("session/1", sequence), lambda _, said=said: {"said": said})  # type: ignore[misc]
    assert (await ours.get("1") or {})["said"] == "a"


class ReadByTwo:
    """A store whose readers go on when both have read."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._both = [asyncio.Event(), asyncio.Event()]
        self._waiting = list(self._both)

    async def get(self, collection: Collection, document_id: str) -> Stored | None:
        found = await self._store.get(collection, document_id)
        self._waiting.pop().set()
        for one in self._both:
            await one.wait()
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


async def test_projection_that_another_was_faster_on_says_so(store: Store) -> None:
    copies = Projections(cast(Store, ReadByTwo(store)), Collection("test.copies"))
    changes = [copies.apply(started("session/1", sequence), lambda _: {}) for sequence in (1, 2)]
    outcomes = await asyncio.gather(*changes, return_exceptions=True)
    assert len([one for one in outcomes if one is None]) == 1
