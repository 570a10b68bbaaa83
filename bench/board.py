"""The board of a secretary who has run many meetings, beside one who has run few: the week is the same."""

import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.rows import Row, compare
from services.meeting.app import build
from shared.clock import to_text
from shared.events import gateway
from tests.factories.facts import organisation, person
from tests.factories.installation import Installation, Person, installation
from tests.integration.meeting.conftest import NEW

FEW, MANY = 20, 200
THIS_WEEK = 6
DELEGATES = 30
MONDAY = datetime(2030, 12, 9, 2, tzinfo=UTC)
WEEK = f"/api/board?from={to_text(MONDAY)}&to={to_text(MONDAY + timedelta(days=14))}"
REQUESTS = 20


async def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        async with installation(Path(folder), build) as hop:
            await hop.say(gateway.SOURCE, "organisation", "o1", organisation("o1"))
            people = [f"delegate{number}" for number in range(DELEGATES)]
            for name in ("few", "many", "chair", *people):
                await hop.say(gateway.SOURCE, "person", name, person(name))
            few = await _employ(hop, "few", FEW, people)
            many = await _employ(hop, "many", MANY, people)
            ours, peer, ratio = await compare(lambda: _read(many), lambda: _read(few))
            figures = {"many ms": round(ours * 1000, 2), "few ms": round(peer * 1000, 2)}
            name = f"board: of a secretary with {MANY} meetings ÷ with {FEW}, {THIS_WEEK} of them on it"
            return [Row(name, ratio, 1.5, at_least=False, figures=figures)]


async def _employ(hop: Installation, name: str, count: int, people: list[str]) -> Person:
    """With a week of meetings on the board, and the others a month and more away."""
    secretary = hop.person(name, ("secretary", "o1"))
    for number in range(count):
        away = timedelta(days=number) if number < THIS_WEEK else timedelta(days=30 + number)
        starts = MONDAY + away
        times = {"starts_at": to_text(starts), "ends_at": to_text(starts + timedelta(hours=2))}
        meeting = await secretary.send("POST", "/api/meetings", NEW | times)
        invited = [{"person_id": one} for one in people]
        await secretary.send("POST", f"/api/meetings/{meeting['id']}/participants", {"people": invited})
        await secretary.send("POST", f"/api/meetings/{meeting['id']}/call", {})
    await hop.settle(300)
    assert len((await secretary.get(WEEK))["items"]) == THIS_WEEK
    return secretary


async def _read(secretary: Person) -> float:
    """Seconds of one read."""
    begun = time.perf_counter()
    for _ in range(REQUESTS):
        await secretary.get(WEEK)
    return (time.perf_counter() - begun) / REQUESTS
