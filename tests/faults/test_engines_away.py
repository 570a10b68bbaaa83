"""The table "When an engine is away" of docs/operations.md, for each thing that can be the matter; then all goes on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest

from tests.backends.accounts import SERVICES
from tests.backends.cluster import Cluster
from tests.backends.doors import Door, Fault
from tests.factories.installation import until
from tests.factories.papers import pdf
from tests.factories.tablet import NO_ANSWER, Tablet, following, soon
from tests.faults.office import Office

AWAY = [Fault.RESET, Fault.BLACK_HOLE]
HARD = [Fault.LATENCY, Fault.SLICING, Fault.HALF_OPEN]
ASKED = {
    "gateway": "/api/me",
    "meeting": "/api/meetings",
    "documents": "/api/search?q=b%C3%A1o+c%C3%A1o",
    "notify": "/api/inbox",
}
"""What a service cannot answer without its store."""


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


async def paper_in(secretary: Tablet, meeting: str, content: bytes) -> str:
    """Handed out; its id."""
    await secretary.until(f"/api/meetings/{meeting}/documents", lambda answer: "items" in answer)
    return await secretary.hand_out(meeting, "bao-cao.pdf", content)


def item_heard(facts: list[Any], item: str) -> bool:
    return item in [fact["id"] for fact in facts if fact["kind"] == "agenda_item"]


async def tells_that_the_store_is_away(office: Office, token: str, name: str) -> bool:
    """The service itself, asked past the gateway: by a problem that says when to come back, and by not being ready."""
    url = f"http://127.0.0.1:{office.hop.doors[name].port}"
    headers = {"Authorization": f"Bearer {token}"}
    async with office.client.get(url + ASKED[name], headers=headers) as refused:
        said = refused.status, refused.content_type, refused.headers.get("Retry-After", "").isdigit()
    return said == (503, "application/problem+json", True) and await readiness(office, name) == (503, ["store"])


async def readiness(office: Office, name: str) -> tuple[int, list[str]]:
    async with office.client.get(f"http://127.0.0.1:{office.hop.doors[name].port}/readyz") as answer:
        return answer.status, (await answer.json())["degraded"]


async def is_ready(office: Office, name: str) -> bool:
    return (await readiness(office, name))[0] == 200


async def of_each_service(true: Callable[[str], Awaitable[bool]]) -> None:
    await asyncio.gather(*(until(partial(true, name), 60) for name in SERVICES))


async def none_was_restarted(hop: Cluster) -> None:
    assert not [name for name, service in hop.services.items() if service.ended]


@pytest.mark.parametrize("fault", AWAY, ids=lambda fault: fault.name)
async def test_without_the_store_everybody_is_told_soon_and_streams_stay(office: Office, fault: Fault) -> None:
    secretary, delegate = await office.of("thuky"), await office.of("daibieu1")
    meeting = await office.call_meeting(secretary, f"Họp không kho {fault.name}")
    await delegate.until_invited(meeting)
    async with following(delegate) as stream:
        async with trouble(office.hop.engines.doors["store"], fault):
            await of_each_service(partial(tells_that_the_store_is_away, office, secretary.token))
            assert (await secretary.ask_once("GET", f"/api/meetings/{meeting}"))[0] == 503
        connections = stream.connections
        item = await add_item(secretary, meeting, "Sau khi kho trở lại")
        await soon(lambda: item_heard(stream.facts, item), "the stream stayed silent")
        assert stream.connections == connections == 1
    await of_each_service(partial(is_ready, office))
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
async def test_without_the_log_readers_are_told_that_they_hear_late(office: Office, fault: Fault) -> None:
    delegate = await office.of("daibieu1")
    async with following(delegate) as stream:
        await soon(lambda: not stream.delayed, "an earlier trouble was never over")
        async with trouble(office.hop.engines.doors["events"], fault):
            await soon(lambda: stream.delayed, "nobody was told")
            async with following(delegate) as opened_meanwhile:
                assert opened_meanwhile.delayed
        await soon(lambda: not stream.delayed, "it was never over")
        assert stream.connections == 1
    await none_was_restarted(office.hop)


@pytest.mark.parametrize("fault", AWAY, ids=lambda fault: fault.name)
async def test_without_the_objects_all_but_papers_works(office: Office, fault: Fault) -> None:
    secretary, delegate = await office.of("thuky"), await office.of("daibieu1")
    meeting = await office.call_meeting(secretary, f"Họp không kho tệp {fault.name}")
    large = {"title": "Báo cáo lớn", "file_name": "bao-cao.pdf", "size": 30 << 20}  # its parts are begun at the store
    path = f"/api/meetings/{meeting}/documents"
    paper = await paper_in(secretary, meeting, pdf("Báo cáo"))
    async with trouble(office.hop.engines.doors["objects"], fault):
        begun, opened = await asyncio.gather(secretary.ask_once("POST", path, large), delegate.open_once(paper))
        assert {begun[0], opened[0]} <= NO_ANSWER
        await add_item(secretary, meeting, "Không cần kho tệp")
        assert [one["id"] for one in (await delegate.get(path))["items"]] == [paper]
        assert (await delegate.get(f"/api/documents/{paper}"))["title"] == "Báo cáo"
    await secretary.send("POST", path, large)
    assert (await delegate.open(paper)).startswith(b"%PDF-")
    await none_was_restarted(office.hop)


@pytest.mark.parametrize("engine", ["store", "events"])
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


@pytest.mark.parametrize("fault", HARD, ids=lambda fault: fault.name)
async def test_through_a_bad_network_papers_arrive_whole_and_are_opened(office: Office, fault: Fault) -> None:
    secretary, delegate = await office.of("thuky"), await office.of("daibieu1")
    meeting = await office.call_meeting(secretary, f"Họp có tài liệu qua mạng xấu {fault.name}")
    earlier, content = await paper_in(secretary, meeting, pdf("Báo cáo trước")), pdf("Báo cáo sau")
    await delegate.open(earlier)
    async with trouble(office.hop.engines.doors["objects"], fault):
        later = await paper_in(secretary, meeting, content)
        for paper in (earlier, later):
            assert (await delegate.open(paper)).rstrip().endswith(b"%%EOF")
        assert await secretary.open(later, "original") == content
    shown = [one["id"] for one in (await delegate.get(f"/api/meetings/{meeting}/documents"))["items"]]
    assert sorted(shown) == sorted([earlier, later])
    await none_was_restarted(office.hop)
