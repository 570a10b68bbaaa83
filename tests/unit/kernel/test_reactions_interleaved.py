"""Whatever a log repeats and however it mixes aggregates, the effect is that of one pass in order."""

from contextlib import suppress
from dataclasses import dataclass

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shared.clock import SetClock
from shared.events.envelope import Event
from shared.ids import new_id
from shared.store.port import Store
from tests.fakes.breaking_store import BreakingStore
from tests.unit.kernel.sessions import Hearer, started

SUBJECTS = 3


@dataclass(frozen=True)
class Delivery:
    """A batch: for each (subject, back, on) the log goes back by some events, and then on beyond what it had sent."""

    runs: tuple[tuple[int, int, int], ...]
    dies_at: int | None  # the write at which the process is killed; its batch comes again

    def events(self, prefix: str, sent: dict[str, int], key: str | None) -> list[Event]:
        events = []
        for number, back, on in self.runs:
            subject = f"session/{prefix}-{number}"
            first = max(1, sent.get(subject, 0) + 1 - back)
            sent[subject] = sent.get(subject, 0) + on
            events += [started(subject, sequence) for sequence in range(first, sent[subject] + 1)]
        return [event.model_copy(update={"partitionkey": key or event.partitionkey}) for event in events]


runs = st.lists(st.tuples(st.integers(0, SUBJECTS - 1), st.integers(0, 3), st.integers(0, 3)), max_size=4).map(tuple)
deliveries = st.lists(st.builds(Delivery, runs, st.none() | st.integers(0, 12)), max_size=5)
faults = st.sets(st.tuples(st.integers(0, SUBJECTS - 1), st.integers(1, 8)), max_size=3)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(deliveries, st.booleans(), faults)
@example([Delivery(((0, 0, 2),), 3)], False, {(0, 2)})
async def test_repeated_and_interleaved_events_have_the_effect_of_one_pass(
    store: Store, clock: SetClock, deliveries: list[Delivery], share_a_key: bool, faults: set[tuple[int, int]]
) -> None:
    prefix, sent = new_id(), dict[str, int]()
    faulty = {(f"session/{prefix}-{number}", sequence) for number, sequence in faults}

    def trouble(event: Event) -> Exception | None:
        return ValueError() if (event.subject, event.sequence) in faulty else None

    for delivery in deliveries:
        events = delivery.events(prefix, sent, prefix if share_a_key else None)
        if delivery.dies_at is not None:
            with suppress(ExceptionGroup):
                await Hearer(BreakingStore(store, delivery.dies_at), clock, trouble).hear(*events)
        await Hearer(store, clock, trouble).hear(*events)

    healed = Hearer(store, clock)
    for subject, last in sent.items():
        first_fault = min((sequence for name, sequence in faulty if name == subject and sequence <= last), default=None)
        in_order = [f"s{sequence}" for sequence in range(1, last + 1)]
        assert await healed.sessions(subject) == in_order[: first_fault - 1 if first_fault else last]
        assert await healed.reactions.is_parked(subject) == (first_fault is not None)
        await healed.reactions.replay(subject)
        assert await healed.sessions(subject) == in_order
        assert not await healed.reactions.is_parked(subject)
    assert await healed.reactions.parked() == []
