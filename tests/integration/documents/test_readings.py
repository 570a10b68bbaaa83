"""What is kept of reading, and who is shown how much of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.documents.app import build
from services.documents.readings.commands import end_silent_sittings
from shared.clock import SetClock
from shared.events.envelope import Event
from tests.factories.installation import Installation, Person, installation
from tests.factories.papers import pdf
from tests.integration.documents.conftest import call_meeting
from tests.integration.documents.facts import documents_said
from tests.integration.documents.papers import Desk, links


def sitting(document: dict[str, Any], name: str = "s1") -> str:
    return f"/api/documents/{document['id']}/versions/{document['version']['id']}/sittings/{name}"


async def said(hop: Installation, name: str) -> list[Event]:
    return [event for event in await documents_said(hop) if event.type.split(".")[3] == name]


async def test_first_link_is_the_record_of_opening(hop: Installation, desk: Desk, an: Person) -> None:
    document = await desk.hand_out(pdf("Text"))
    assert await said(hop, "VersionOpened") == []
    for _ in range(2):
        await links(an, document)
    [opened] = await said(hop, "VersionOpened")
    assert (opened.data["person_id"], opened.data["version_id"]) == ("an", document["version"]["id"])
    assert opened.actor == "an"


async def test_sitting_grows_and_is_told_once_when_it_ends(hop: Installation, desk: Desk, an: Person) -> None:
    document = await desk.hand_out(pdf("One", "Two", "Three"))
    path = sitting(document)
    await an.send("PUT", path, {"pages": [1, 2], "seconds": 40, "device": "tablet"})
    await an.send("PUT", path, {"pages": [3], "seconds": 70})
    await an.send("PUT", path, {"pages": [1], "seconds": 60})  # late and out of order
    for _ in range(2):
        ended = await an.send("PUT", path, {"pages": [2], "seconds": 90, "ended": True})
        assert (ended["pages"], ended["seconds"], ended["ended"]) == (3, 90, True)
    [fact] = await said(hop, "SittingEnded")
    assert (fact.data["pages"], fact.data["seconds"], fact.data["sitting_id"]) == ([1, 2, 3], 90, "s1")
    assert fact.data["device"] == "tablet"
    unknown = {"pages": [1], "seconds": 1, "device": "SM-T510"}
    assert await an.problem("PUT", sitting(document, "s2"), unknown) == "invalid"
    assert await an.problem("PUT", path, {"pages": [1], "seconds": 500}) == "sitting-over"
    assert await an.problem("PUT", sitting(document, "s2"), {"pages": [4], "seconds": 1}) == "invalid"


async def test_own_evidence_is_shown_to_its_reader_only(hop: Installation, desk: Desk, an: Person) -> None:
    document = await desk.hand_out(pdf("One", "Two"))
    await links(an, document)
    for name in ("s1", "s2"):
        await an.send("PUT", sitting(document, name), {"pages": [2], "seconds": 30, "ended": True})
    [own] = (await an.get(f"/api/documents/{document['id']}/readings"))["items"]
    assert (own["pages"], own["seconds"], [one["id"] for one in own["sittings"]]) == ([2], 60, ["s1", "s2"])
    assert own["opened_at"]
    for other in ("binh", "secretary", "chair"):
        assert (await hop.person(other).get(f"/api/documents/{document['id']}/readings"))["items"] == []


async def test_page_is_remembered_across_devices(hop: Installation, desk: Desk) -> None:
    document = await desk.hand_out(pdf("One", "Two", "Three"))
    path, version_id = f"/api/documents/{document['id']}", document["version"]["id"]
    tablet, computer = hop.person("an"), hop.person("an")
    await tablet.send("PUT", f"{path}/bookmark", {"version_id": version_id, "page": 2})
    await tablet.send("PUT", f"{path}/bookmark", {"version_id": version_id, "page": 3})
    assert (await computer.get(path))["bookmark"] == {"page": 3, "version_id": version_id}
    assert (await hop.person("binh").get(path))["bookmark"] is None
    assert await tablet.problem("PUT", f"{path}/bookmark", {"version_id": version_id, "page": 4}) == "invalid"


async def test_readiness_tells_opened_or_not_and_nothing_more(hop: Installation, desk: Desk, an: Person) -> None:
    document, other = await desk.hand_out(pdf("One"), title="Một"), await desk.hand_out(pdf("Two"), title="Hai")
    await links(an, document)
    await an.send("PUT", sitting(document), {"pages": [1], "seconds": 600, "ended": True})
    for leader in ("secretary", "chair"):
        readiness = await hop.person(leader).get("/api/meetings/m1/readiness")
        shown = {one["id"]: one["title"] for one in readiness["documents"]}
        assert shown == {document["id"]: "Một", other["id"]: "Hai"}
        opened = {one["person_id"]: one["opened"] for one in readiness["people"]}
        assert opened == {"an": [document["id"]], "binh": [], "guest": []}
        assert {name for one in readiness["people"] for name in one} == {"person_id", "opened"}
    assert await an.status("GET", "/api/meetings/m1/readiness") == 404
    page = await desk.secretary.get("/api/meetings/m1/readiness?limit=2")
    following = await desk.secretary.get(page["next"])
    assert [one["person_id"] for one in page["people"] + following["people"]] == ["an", "binh", "guest"]


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime.now(UTC))


async def test_sitting_a_tablet_never_ended_is_ended(tmp_path: Path, clock: SetClock) -> None:
    async with installation(tmp_path, build, clock=clock) as hop:
        await call_meeting(hop)
        document = await Desk(hop, hop.person("secretary")).hand_out(pdf("One", "Two"))
        an, world = hop.person("an"), hop.services[0].world
        await an.send("PUT", sitting(document), {"pages": [1], "seconds": 40})
        clock.moment += timedelta(minutes=29)
        await end_silent_sittings(world)
        assert await said(hop, "SittingEnded") == []
        await an.send("PUT", sitting(document), {"pages": [2], "seconds": 50})
        clock.moment += timedelta(minutes=30)
        await end_silent_sittings(world)
        await end_silent_sittings(world)
        [fact] = await said(hop, "SittingEnded")
        assert (fact.data["pages"], fact.data["seconds"], fact.actor) == ([1, 2], 50, "an")
