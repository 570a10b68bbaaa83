"""A list of 10,000 people: read, judged and taken in, beside a bare reader and batched inserts of the same people."""

import asyncio
import base64
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from bench.rows import Row
from services.gateway.app import build
from services.gateway.contacts.model import Contact
from services.gateway.organisations.commands import create_organisation
from services.gateway.people.commands import Account, create_person
from services.gateway.people.model import Person as Somebody
from services.gateway.people.names import person_id_of
from services.gateway.sessions.model import Session
from services.gateway.world import World
from shared.aggregates import Act
from shared.app import Kit, Service
from shared.clock import SystemClock
from shared.events.gateway import LevelSince, RoleFacts
from shared.vitals import settle_memory
from shared.words import Language, RoleName
from tests.factories.installation import Installation, Person, installation, until
from tests.factories.lists import HEADINGS, person, xlsx

PEOPLE, BATCH, READS = 10_000, 500, 400
ROUNDS = 3


async def rows() -> list[Row]:
    content = xlsx([HEADINGS, *(person(n, f"Nguyễn Văn {n}", f"p{n}", unit="Tỉnh") for n in range(PEOPLE))])
    ours, peers, idle, meanwhile = [], [], [], []
    for _ in range(ROUNDS):
        async with _office() as (hop, officer):
            idle.append(await _p99(officer, READS))
            watch = asyncio.create_task(_p99(officer))
            ours.append(await _import(officer, content))
            watch.cancel()
            meanwhile.append(await watch)
            await hop.settle(300)
        async with _office() as (hop, _):
            peers.append(await _insert(hop.services[0].world, content))
            await hop.settle(300)
    mine, theirs = statistics.median(ours), statistics.median(peers)
    figures = {"ours_s": round(mine, 2), "bare_s": round(theirs, 2), "people": PEOPLE}
    busy, quiet = statistics.median(meanwhile), statistics.median(idle)
    latency = {"meanwhile_ms": round(busy * 1000, 1), "idle_ms": round(quiet * 1000, 1)}
    return [
        Row(
            "imports: 10,000 people ÷ bare parse and batched insert", mine / theirs, 3, at_least=False, figures=figures
        ),
        Row("imports: API p99 meanwhile ÷ idle", busy / quiet, figures=latency),
    ]


@asynccontextmanager
async def _office() -> AsyncIterator[tuple[Installation, Person]]:
    with tempfile.TemporaryDirectory() as folder:
        async with installation(Path(folder), _gateway) as hop:
            world, act = hop.services[0].world, Act(SystemClock().now())
            level = LevelSince(level="province", since=date(2000, 1, 1))
            await create_organisation(world, "tinh", "Tỉnh", "Tỉnh", None, level, act)
            made, _ = await create_person(world, Account("quantri", "Quản Trị", "tinh"), "c1", act)
            role = RoleFacts(role=RoleName.ADMINISTRATOR, organisation_id="tinh")
            await world.people.change(made.id, lambda one: one.take_role(role), act)
            await _sign_in(world, made.id, act)
            settle_memory()
            yield hop, hop.person(made.id, ("administrator", "tinh"))


async def _sign_in(world: World, person_id: str, act: Act) -> None:
    """Just now: whoever takes people in has to have shown his password."""
    session = Session.start(f"session-{person_id}", person_id, "", (), act.at, timedelta(hours=1))
    await world.sessions.add(session, act)


async def _import(officer: Person, content: bytes) -> float:
    """Over HTTP, as the screen does it."""
    body = {"file_name": "a.xlsx", "content": base64.b64encode(content).decode(), "organisation_id": "tinh"}
    begun = time.perf_counter()
    made = await officer.send("POST", "/api/people-imports", body)
    assert made["tally"]["new"] == PEOPLE
    path = f"/api/people-imports/{made['id']}"
    await officer.send("POST", f"{path}/run", {})
    await until(lambda: _done(officer, path), 300)
    return time.perf_counter() - begun


async def _done(officer: Person, path: str) -> bool:
    return bool((await officer.get(path))["state"] == "done")


async def _insert(world: World, content: bytes) -> float:
    """The same people and addresses with their facts, by the same store, many at once; nothing is checked."""
    act = Act(SystemClock().now())
    begun = time.perf_counter()
    found = await asyncio.to_thread(_read, content)
    for start in range(0, len(found), BATCH):
        await asyncio.gather(*(_add(world, row, act) for row in found[start : start + BATCH]))
    return time.perf_counter() - begun


def _read(content: bytes) -> list[Any]:
    return list(CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).iter_rows())[1:]


async def _add(world: World, row: Any, act: Act) -> None:
    person_id = person_id_of(row[6])
    made = Somebody.create(person_id, row[6], row[1], "tinh", "tinh", (), Language.VIETNAMESE, "bench")
    await world.people.add(made, act)
    await world.contacts.add(Contact.create(person_id, row[4], row[5], Language.VIETNAMESE, "bench"), act)


async def _p99(officer: Person, reads: int | None = None) -> float:
    """Of reads of the organisations, one after the other; without a number until it is cancelled."""
    taken: list[float] = []
    try:
        while reads is None or len(taken) < reads:
            begun = time.perf_counter()
            await officer.get("/api/organisations")
            taken.append(time.perf_counter() - begun)
            await asyncio.sleep(0.002)
    except asyncio.CancelledError:
        pass
    return statistics.quantiles(taken, n=100)[98]


def _gateway(kit: Kit) -> Service:
    return build(kit).service
