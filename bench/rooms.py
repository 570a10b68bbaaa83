"""One room that many want at one moment: one is confirmed, all others are refused, and nobody is left waiting."""

import asyncio
import tempfile
import time
from pathlib import Path

from bench.rows import Row
from services.meeting.app import build
from shared.events import gateway
from tests.factories.facts import organisation, person
from tests.factories.installation import Installation, Person, installation
from tests.integration.meeting.conftest import NEW, ROOM

MANY = 500


async def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        async with installation(Path(folder), build) as hop:
            await hop.say(gateway.SOURCE, "organisation", "o1", organisation("o1"))
            for name in ("secretary", "chair"):
                await hop.say(gateway.SOURCE, "person", name, person(name))
            return [await _race(hop)]


async def _race(hop: Installation) -> Row:
    secretary = hop.person("secretary", ("secretary", "o1"), ("administrator", "o1"))
    room = (await secretary.send("POST", "/api/rooms", ROOM))["id"]
    meetings = [(await secretary.send("POST", "/api/meetings", NEW))["id"] for _ in range(MANY)]
    begun = time.perf_counter()
    asking = (_ask(hop.person("secretary"), meeting, room) for meeting in meetings)
    await asyncio.gather(*asking)
    asked = time.perf_counter() - begun
    await hop.settle(300)
    settled = time.perf_counter() - begun
    states = [(await secretary.get(f"/api/meetings/{one}"))["room"]["state"] for one in meetings]
    confirmed, refused = states.count("confirmed"), states.count("refused")
    right = float((confirmed, refused) == (1, MANY - 1))
    figures = {"confirmed": confirmed, "refused": refused, "asked s": round(asked, 2), "settled s": round(settled, 2)}
    name = f"rooms: {MANY} requests for one room at one moment, one confirmed and the rest refused"
    return Row(name, right, 1, figures=figures)


async def _ask(person: Person, meeting: str, room: str) -> None:
    await person.send("PUT", f"/api/meetings/{meeting}/room", {"room_id": room})
