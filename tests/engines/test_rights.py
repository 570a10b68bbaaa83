"""While facts of who may read wait no paper is handed out to whom they concern, and to nobody once they may be late."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.documents.trust import Trust
from services.hop.__main__ import parse
from shared.backends import Backends
from shared.clock import SystemClock
from shared.events.envelope import Event
from shared.ids import participation_id
from shared.membership import Membership
from shared.reactions import Projections, Reactions
from shared.settings import Settings
from tests.backends.engines import Engines
from tests.factories.commune import Commune, commune
from tests.factories.events import TOPIC
from tests.factories.installation import Person, until
from tests.factories.logs import set_up_logs
from tests.factories.passwords import quick_passwords as quick_passwords

pytestmark = pytest.mark.timeout(400)
set_up_logs()  # what is parked is logged with its cause, which drawn for a terminal takes a minute

COPY = "documents.participations_heard"


@pytest.fixture
async def hop(settings: Settings) -> AsyncIterator[Commune]:
    async with commune(settings) as hop:
        await hop.set_up()
        await hop.hold_meeting()
        yield hop


def group_of(hop: Commune, name: str) -> Reactions:
    (found,) = (group for service in hop.product.services for group in service.reactions if group.group == name)
    return found


async def opens(person: Person, hop: Commune) -> str:
    """The paper, by a new link: "" or the problem's code."""
    path = f"/api/documents/{hop.ids['paper']}"
    shown = await person.ask("GET", path)
    if shown.status == 200:
        version = (await shown.json())["version"]["id"]
        shown = await person.ask("POST", f"{path}/versions/{version}/links")
    return "" if shown.ok else str((await shown.json())["type"]).rpartition("/")[2]


async def takes_part_as(secretary: Person, hop: Commune, name: str, role: str) -> None:
    await secretary.send("PATCH", f"{hop.path}/participants/{hop.ids[name]}", {"role": role})


async def test_parked_fact_holds_back_its_own_and_replay_releases_them_in_order(
    hop: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    binh, an, secretary = [await hop.sign_in(name) for name in ("binh", "an", "thuky")]
    seat = f"participation/{participation_id(hop.ids['meeting'], hop.ids['binh'])}"
    copies, broken = group_of(hop, "documents.meetings"), True
    apply, handled = Projections.apply, list[tuple[str, int]]()

    async def apply_or_fail(self: Projections, event: Event, *more: Any) -> None:
        if self.collection.name == COPY:
            if broken and event.subject == seat:
                raise ValueError("this fact cannot be handled")
            handled.append((event.subject, event.sequence))
        await apply(self, event, *more)

    monkeypatch.setattr(Projections, "apply", apply_or_fail)
    assert await opens(binh, hop) == ""
    for role in ("guest", "delegate"):
        await takes_part_as(secretary, hop, "binh", role)
    await secretary.send("POST", f"{hop.path}/participants", {"people": [{"person_id": hop.ids["quantri"]}]})
    await hop.settle()
    first, second = await copies.parked()
    assert [(one["subject"], one["reason"]) for one in (first, second)] == [(seat, "ValueError"), (seat, "behind")]
    assert await opens(binh, hop) == "rights-uncertain"
    assert [await opens(person, hop) for person in (an, await hop.sign_in("quantri"))] == ["", ""]

    broken, handled = False, []
    assert await run(hop.product.kit.settings, "parked", "replay", copies.group, seat) == 0
    assert handled == [(seat, first["sequence"]), (seat, first["sequence"] + 1)]
    assert await opens(binh, hop) == ""
    await takes_part_as(secretary, hop, "binh", "guest")
    await hop.settle()
    assert await opens(binh, hop) == "not-found"


async def run(settings: Settings, *words: str) -> int:
    chosen = await asyncio.to_thread(parse, words)
    code: int = await chosen.run(chosen, settings)
    return code


async def test_without_the_log_nobody_is_certain_once_revocations_may_be_late(
    backends: Backends, running_engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And then no link is given: tests/integration/documents/test_audience.py."""
    now, broker = 0.0, running_engines.servers["events"]
    handlers = Membership("documents", backends.store).handlers()
    copies = Reactions("documents", "meetings", [TOPIC], backends.store, SystemClock(), handlers)
    trust = Trust(copies, backends.log, 900, lambda: now)

    async def is_certain() -> bool:
        await trust.look()
        return await trust.is_certain("m1", "an")

    assert await is_certain()
    await asyncio.to_thread(broker.kill)
    try:
        with monkeypatch.context() as hasty:
            hasty.setattr("shared.log.kafka.log.ANSWER_WITHIN", 1.0)
            now = 900.0
            assert await is_certain(), "not late yet"
            now = 901.0
            assert not await is_certain()
    finally:
        await asyncio.to_thread(broker.start)
    await until(is_certain, 60)
