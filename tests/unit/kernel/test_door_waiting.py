"""A caller reads his own writes, also across services; a service that is behind says so."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shared import door
from shared.aggregates import Act, Repository
from shared.events.gateway import SOURCE
from shared.store.port import Collection
from tests.factories.facts import person
from tests.factories.installation import Installation, Person, Said, installation
from tests.unit.kernel.notes import World, build

GREETING = "/api/people/binh/greeting"


@pytest.fixture
async def hop(tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(tmp_path, build) as running:
        yield running
        world(running).may_hear.set()


@pytest.fixture
def an(hop: Installation) -> Person:
    return hop.person("an")


@pytest.fixture
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "WAIT_FOR_OWN_WRITES", 0.05)


def world(hop: Installation) -> World:
    found: World = hop.services[0].world
    return found


async def say(hop: Installation) -> str:
    """Another service says that binh is there; gives what it answered as Hop-Seen."""
    speaker, act = Said(id="binh"), Act(hop.kit.clock.now())
    speaker.record(person("binh"))
    collection = Collection("said.person")
    await Repository(hop.kit.backends.store, collection, Said, kind="person", source=SOURCE).add(speaker, act)
    return token(hop, *((one.topic, one.subject, one.sequence) for one in act.written))


def token(hop: Installation, *seen: tuple[str, str, int]) -> str:
    return hop.kit.cursors.seal("seen", seen)


async def test_write_answers_what_was_written_and_a_read_does_not(hop: Installation, an: Person) -> None:
    written = await an.ask("POST", "/api/notes", {"title": "Việc"})
    note = await written.json()
    assert hop.kit.cursors.open("seen", written.headers["Hop-Seen"]) == [["hop.notes", f"note/{note['id']}", 1]]
    assert "Hop-Seen" not in (await an.ask("GET", f"/api/notes/{note['id']}")).headers


async def test_read_waits_until_the_service_has_heard(hop: Installation, an: Person) -> None:
    world(hop).may_hear.clear()
    an.seen = await say(hop)
    reading = asyncio.create_task(an.ask("GET", "/api/people/binh"))
    await asyncio.wait({reading}, timeout=0.05)
    assert not reading.done()
    world(hop).may_hear.set()
    response = await reading
    assert "Hop-Behind" not in response.headers
    assert (await response.json())["full_name"] == "Họ tên binh"


@pytest.mark.usefixtures("short_wait")
async def test_read_of_a_service_that_stays_behind_is_marked(hop: Installation, an: Person) -> None:
    world(hop).may_hear.clear()
    an.seen = await say(hop)
    response = await an.ask("GET", "/api/people/binh")
    assert (response.status, response.headers["Hop-Behind"], await response.json()) == (200, "1", {})


@pytest.mark.usefixtures("short_wait")
async def test_write_on_a_service_that_stays_behind_is_put_off(hop: Installation, an: Person) -> None:
    world(hop).may_hear.clear()
    an.seen = await say(hop)
    response = await an.ask("PUT", GREETING)
    assert (response.status, (await response.json())["type"]) == (503, "/problems/unavailable")
    assert int(response.headers["Retry-After"]) > 0
    world(hop).may_hear.set()
    await hop.settle()
    assert await an.status("PUT", GREETING) == 204


@pytest.mark.usefixtures("short_wait")
async def test_service_behind_on_its_own_facts_goes_on_writing(hop: Installation, an: Person) -> None:
    """As long as the log is away nobody hears anything; what is to be changed lies in the service's own store."""
    unheard = token(hop, ("hop.notes", "person/n1", 1))
    an.seen = unheard
    written = await an.ask("POST", "/api/notes", {"title": "Việc"})
    assert (written.status, written.headers["Hop-Behind"]) == (201, "1")
    an.seen = unheard
    assert (await an.ask("GET", "/api/people/binh")).headers["Hop-Behind"] == "1"


@pytest.mark.usefixtures("short_wait")
async def test_every_write_named_is_waited_for(hop: Installation, an: Person) -> None:
    await say(hop)
    await hop.settle()
    an.seen = token(hop, (SOURCE, "person/binh", 1), (SOURCE, "person/chi", 1))
    assert (await an.ask("GET", "/api/people/binh")).headers["Hop-Behind"] == "1"
    an.seen = token(hop, (SOURCE, "person/binh", 1), ("hop.meeting", "meeting/m1", 7))
    assert "Hop-Behind" not in (await an.ask("GET", "/api/people/binh")).headers


async def test_what_was_heard_is_not_looked_for_at_each_request(
    hop: Installation, an: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A browser goes on naming its last write for as long as it is open."""
    store, asked = hop.kit.backends.store, []

    async def get(collection: Collection, document_id: str) -> Any:
        asked.append(collection.name)
        return await type(store).get(store, collection, document_id)

    an.seen = await say(hop)
    await hop.settle()
    monkeypatch.setattr(store, "get", get)
    for _ in range(3):
        assert "Hop-Behind" not in (await an.ask("GET", "/api/people/binh")).headers
    assert (asked.count("notes.marks"), asked.count("notes.people")) == (0, 3)


async def test_token_that_is_not_ours_is_malformed(hop: Installation, an: Person) -> None:
    genuine = token(hop, (SOURCE, "person/binh", 1))
    of_another_purpose = hop.kit.cursors.seal("page GET /api/notes", [[SOURCE, "person/binh", 1]])
    flipped = ("B" if genuine[0] == "A" else "A") + genuine[1:]
    for forged in ("", "x", flipped, genuine[:-1], genuine + "A", of_another_purpose):
        assert await Person(an.client, an.token).problem("GET", "/api/people/binh", **{"Hop-After": forged}) == (
            "malformed"
        )


async def test_one_person_holds_a_few_waiting_requests_and_no_more(
    hop: Installation, an: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "WAIT_FOR_OWN_WRITES", 60)
    world(hop).may_hear.clear()
    seen = await say(hop)
    requests: set[asyncio.Task[Any]] = set()
    for _ in range(door.WAITS_PER_PERSON + 2):
        requests.add(asyncio.create_task(Person(an.client, an.token, seen).ask("GET", "/api/people/binh")))
    at_once: set[asyncio.Task[Any]] = set()
    async with asyncio.timeout(20):
        while len(at_once) < 2:
            done, requests = await asyncio.wait(requests, return_when=asyncio.FIRST_COMPLETED)
            at_once |= done
    assert {response.headers.get("Hop-Behind") for response in [task.result() for task in at_once]} == {"1"}
    other = asyncio.create_task(Person(an.client, hop.key.token("chi"), seen).ask("GET", "/api/people/binh"))
    done, _ = await asyncio.wait({other, *requests}, timeout=0.05)
    assert done == set()
    world(hop).may_hear.set()
    for response in await asyncio.gather(other, *requests):
        assert "Hop-Behind" not in response.headers
        assert (await response.json())["id"] == "binh"


async def test_client_that_stops_waiting_leaves_his_place(
    hop: Installation, an: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "WAITS_PER_PERSON", 1)
    monkeypatch.setattr(door, "WAIT_FOR_OWN_WRITES", 0.2)
    world(hop).may_hear.clear()
    an.seen = await say(hop)
    assert (await an.ask("GET", "/api/people/binh")).headers["Hop-Behind"] == "1"
    second = asyncio.create_task(an.ask("GET", "/api/people/binh"))
    await asyncio.wait({second}, timeout=0.02)
    world(hop).may_hear.set()
    assert "Hop-Behind" not in (await second).headers
