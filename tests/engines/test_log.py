"""The log when records are none of ours, and when members of a group come and go."""

import asyncio

from shared.backends import Backends, open_backends
from shared.log.kafka.log import KafkaLog
from shared.log.port import Urgent
from shared.settings import Settings
from shared.store.port import At
from tests.backends.engines import Engines
from tests.backends.kafka import send
from tests.contract.things import PLAIN
from tests.factories.events import TOPIC, Listener, event, heard, run_of, short
from tests.factories.installation import until


async def test_record_that_is_no_event_blocks_nobody(settings: Settings, backends: Backends) -> None:
    await backends.store.insert(PLAIN, "p1", {}, run_of("p1", 1, 1))
    assert await heard(backends.log) == [("p1", 1)]
    forged = {"ce_id": b"x", "ce_source": b"hop.gateway", "ce_type": b"t", "ce_time": b"2026-11-23T05:00:00Z"}
    forged |= {"ce_subject": b"p1", "ce_partitionkey": b"p1", "ce_sequence": b"2", "ce_specversion": b"1.0"}
    for headers, value in (({}, b"\xff"), ({"ce_id": b"\xff"}, b"{}"), (forged, b"{}"), ({}, None)):
        await send(settings, TOPIC, b"p1", value, headers)
    await backends.store.save(PLAIN, At("p1", 1), {}, run_of("p1", 2, 2))
    assert await heard(backends.log) == [("p1", 2)]
    assert await backends.log.behind("listener", [TOPIC]) == 0


async def test_what_is_left_is_counted_also_after_the_connections_were_closed(backends: Backends) -> None:
    """As a broker closes those that are idle, and all when it ends."""
    await backends.store.insert(PLAIN, "p1", {}, run_of("p1", 1, 3))
    assert await backends.log.behind("listener", [TOPIC]) == 3
    assert isinstance(backends.log, KafkaLog)
    clients = backends.log._positions._clients
    assert clients
    for client in clients:
        for connection in list(client._client._conns.values()):
            connection.close()
    assert await backends.log.behind("listener", [TOPIC]) == 3


async def test_broker_lost_while_somebody_listens_is_told_until_it_is_back(
    running_engines: Engines, backends: Backends
) -> None:
    broker = running_engines.servers["events"]
    listener = Listener(backends.log, "listener", [TOPIC])

    async def hears() -> bool:
        return bool(listener.heard)

    async def is_told() -> bool:
        return "log: does not answer" in [trouble for degraded in backends.log_degraded for trouble in await degraded()]

    async def is_over() -> bool:
        return not [trouble for degraded in backends.log_degraded for trouble in await degraded()]

    async with listener.listening():
        await backends.store.insert(PLAIN, "p1", {}, run_of("p1", 1, 1))
        await until(hears, 60)
        await asyncio.to_thread(broker.kill)
        try:
            await until(is_told, 60)
        finally:
            await asyncio.to_thread(broker.start)
        await until(is_over, 60)


async def test_what_is_not_urgent_comes_when_it_is_awaited_or_something_urgent_does(backends: Backends) -> None:
    urgent = Urgent(set(), {"vn.hop.thing.ThingEnded.v1"}, patience=1000.0)  # by itself it would not come in the test
    listener = Listener(backends.log, "patient", [TOPIC], urgent)

    async def awaited() -> bool:
        urgent.awaited.set()
        return len(listener.heard) == 1

    async def ended() -> bool:
        return len(listener.heard) == 3

    async with listener.listening():
        await backends.store.insert(PLAIN, "p1", {}, run_of("p1", 1, 1))
        await until(awaited)
        ends = event("p1", 3, type="vn.hop.thing.ThingEnded.v1")
        await backends.store.save(PLAIN, At("p1", 1), {}, [*run_of("p1", 2, 2), ends])
        await until(ended)
    assert [said.sequence for said in listener.heard] == [1, 2, 3]


async def test_two_members_share_the_keys_and_the_rest_go_on_when_one_leaves(settings: Settings) -> None:
    names = [f"p{number}" for number in range(40)]
    async with open_backends(settings) as one, open_backends(settings) as two:
        first, second = Listener(one.log, "shared", [TOPIC]), Listener(two.log, "shared", [TOPIC])
        second.heard = first.heard  # as one consumer, in the order of time

        async def say(sequence: int) -> None:
            for name in names:
                said = [event(name, sequence)]
                if sequence == 1:
                    await one.store.insert(PLAIN, name, {}, said)
                else:
                    await one.store.save(PLAIN, At(name, sequence - 1), {}, said)

        def all_heard(sequence: int) -> bool:
            return {(name, sequence) for name in names} <= {short(said) for said in first.heard}

        async def have_heard(sequence: int) -> None:
            async def condition() -> bool:
                return all_heard(sequence)

            await until(condition)

        async with first.listening():
            async with second.listening():
                await say(1)
                await have_heard(1)
            await say(2)
            await have_heard(2)
        for name in names:
            order = [said.sequence for said in first.heard if said.subject == name]
            assert list(dict.fromkeys(order)) == [1, 2]


async def test_events_of_one_meeting_keep_their_key(settings: Settings, backends: Backends) -> None:
    """Facts of different documents of a meeting go to one partition, each document's in order."""
    documents = [f"d{number}" for number in range(10)]
    saves = (backends.store.insert(PLAIN, name, {}, run_of(name, 1, 3, partitionkey="meeting")) for name in documents)
    await asyncio.gather(*saves)
    said = await heard(backends.log)
    for name in documents:
        assert [sequence for subject, sequence in said if subject == name] == [1, 2, 3]
