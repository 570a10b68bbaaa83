"""The table "When an engine is away" of docs/operations.md, for each thing that can be the matter; then all goes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.backends.cluster import Cluster
from tests.backends.doors import Door, Fault
from tests.factories.installation import until
from tests.factories.tablet import NO_ANSWER, Tablet, following, soon
from tests.faults.office import Office

AWAY = [Fault.RESET, Fault.BLACK_HOLE]
HARD = [Fault.LATENCY, Fault.SLICING, Fault.HALF_OPEN]


@asynccontextmanager
async def trouble(door: Door, fault: Fault) -> AsyncIterator[None]:
    await asyncio.to_thread(door.trouble, fault)
    try:
        yield
    finally:
        await asyncio.to_thread(door.heal)


async def add_item(secretary: Tablet, meeting: str, title: str) -> str:
    """Asked until it is answered, as by the web app."""
    body = {"title": title, "kind": "discussion"}
    return str((await secretary.send("POST", f"/api/meetings/{meeting}/agenda-items", body))["id"])


def item_heard(facts: list[Any], item: str) -> bool:
    return item in [fact["id"] for fact in facts if fact["kind"] == "agenda_item"]


async def none_was_restarted(hop: Cluster) -> None:
    assert not [name for name, service in hop.services.items() if service.ended]


@pytest.mark.parametrize("fault", AWAY, ids=lambda fault: fault.name)
async def test_without_the_store_everybody_is_told_soon_and_streams_stay(office: Office, fault: Fault) -> None:
    secretary, delegate = await office.of("thuky"), await office.of("daibieu1")
    meeting = await office.call_meeting(secretary, f"Họp không kho {fault.name}")
    await delegate.until_invited(meeting)
    async with following(delegate) as stream:
        async with trouble(office.hop.engines.doors["store"], fault):

            async def is_refused() -> bool:
                return (await secretary.ask_once("GET", f"/api/meetings/{meeting}"))[0] == 503

            await until(is_refused, 60)
        connections = stream.connections
        item = await add_item(secretary, meeting, "Sau khi kho trở lại")
        await soon(lambda: item_heard(stream.facts, item), "the stream stayed silent")
        assert stream.connections == connections == 1
    await none_was_restarted(office.hop)


@pytest.mark.parametrize("fault", AWAY, ids=lambda fault: fault.name)
async def test_without_the_log_work_goes_on_and_is_heard_of_later(office: Office, fault: Fault) -> None:
    secretary, delegate = await office.of("thuky"), await office.of("daibieu1")
    meeting = await office.call_meeting(secretary, f"Họp không nhật ký {fault.name}")
    await delegate.until_invited(meeting)
    async with following(delegate) as stream:
        async with trouble(office.hop.engines.doors["events"], fault):
            items = [await add_item(secretary, meeting, f"Khi không có nhật ký {number}") for number in range(3)]
            shown = await secretary.get(f"/api/meetings/{meeting}/agenda-items")
            assert {one["id"] for one in shown["items"]} >= set(items)
            assert not any(item_heard(stream.facts, item) for item in items)
        await soon(lambda: all(item_heard(stream.facts, item) for item in items), "it was never heard")
    heard = [fact["id"] for fact in stream.facts if fact["kind"] == "agenda_item"]
    assert [one for one in heard if one in items] == items, "once each, in order"
    await none_was_restarted(office.hop)


@pytest.mark.parametrize("fault", AWAY, ids=lambda fault: fault.name)
async def test_without_the_objects_all_but_papers_works(office: Office, fault: Fault) -> None:
    secretary = await office.of("thuky")
    meeting = await office.call_meeting(secretary, f"Họp không kho tệp {fault.name}")
    large = {"title": "Báo cáo lớn", "file_name": "bao-cao.pdf", "size": 30 << 20}  # its parts are begun at the store
    path = f"/api/meetings/{meeting}/documents"
    await secretary.until(path, lambda answer: "items" in answer)
    async with trouble(office.hop.engines.doors["objects"], fault):
        assert (await secretary.ask_once("POST", path, large))[0] in NO_ANSWER
        await add_item(secretary, meeting, "Không cần kho tệp")
        assert (await secretary.get(path))["items"] is not None
    await secretary.send("POST", path, large)
    await none_was_restarted(office.hop)


@pytest.mark.parametrize("engine", ["store", "events", "objects"])
@pytest.mark.parametrize("fault", HARD, ids=lambda fault: fault.name)
async def test_through_a_bad_network_everything_arrives_once(office: Office, engine: str, fault: Fault) -> None:
    secretary, delegate = await office.of("thuky"), await office.of("daibieu1")
    meeting = await office.call_meeting(secretary, f"Họp qua mạng xấu {engine} {fault.name}")
    await delegate.until_invited(meeting)
    async with following(delegate) as stream, trouble(office.hop.engines.doors[engine], fault):
        items = [await add_item(secretary, meeting, f"Nội dung {number}") for number in range(3)]
        await soon(lambda: all(item_heard(stream.facts, item) for item in items), "it was never heard")
    shown = [one["title"] for one in (await secretary.get(f"/api/meetings/{meeting}/agenda-items"))["items"]]
    assert sorted(shown) == [f"Nội dung {number}" for number in range(3)]
    await none_was_restarted(office.hop)
