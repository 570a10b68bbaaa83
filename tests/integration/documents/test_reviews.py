"""Owner units bring papers of their items; nothing of them is released before the secretary has accepted it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from services.documents.app import build
from shared.events import gateway, meeting
from shared.events.meeting import AgendaItemChanged, AgendaItemRemoved, MeetingHeld, PapersAsked
from tests.factories.facts import item_facts, meeting_facts, organisation
from tests.factories.installation import Installation, Person, installation
from tests.factories.papers import pdf
from tests.integration.documents.conftest import call_meeting
from tests.integration.documents.facts import documents_said
from tests.integration.documents.papers import Desk, links
from tests.integration.documents.test_search import indexed

ASKED = {"owner_organisation_id": "unit", "papers_asked_at": "2030-11-25T02:00:00Z", "papers_note": "Kèm biểu"}
NEW = {"item_id": "asked", "title": "Tờ trình", "file_name": "to-trinh.pdf", "size": 10}


@pytest.fixture
async def hop(tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(tmp_path, build) as running:
        for body in (organisation("o1"), organisation("unit", "o1"), organisation("other", "o1")):
            await running.say(gateway.SOURCE, "organisation", body.organisation.id, body)
        await call_meeting(running)
        await ask(running, item_facts("asked", title="Đề án", **ASKED))
        yield running


async def ask(hop: Installation, item: Any) -> None:
    await hop.say(meeting.SOURCE, "meeting", "m1", PapersAsked(item=item))


@pytest.fixture
def lan(hop: Installation) -> Person:
    """Prepares papers for the unit that owns the item, and takes no part in the meeting."""
    return hop.person("lan", ("preparer", "unit"))


@pytest.fixture
def unit(hop: Installation, lan: Person) -> Desk:
    return Desk(hop, lan)


async def act(person: Person, document: dict[str, Any], deed: str, **more: str) -> Any:
    version = document["versions"][-1]["id"]
    return await person.send("POST", f"/api/documents/{document['id']}/{deed}", {"version_id": version, **more})


async def problem(person: Person, document: dict[str, Any], deed: str, **more: str) -> str:
    version = document["versions"][-1]["id"]
    return await person.problem("POST", f"/api/documents/{document['id']}/{deed}", {"version_id": version, **more})


def stage(document: dict[str, Any]) -> str:
    return str(document["versions"][-1]["review"]["stage"])


async def test_unit_submits_secretary_returns_unit_resubmits_and_it_is_released(
    unit: Desk, secretary: Person, an: Person
) -> None:
    paper = await unit.add(pdf("Bản một"), item_id="asked", title="Tờ trình")
    assert stage(paper) == "draft"
    assert stage(await act(unit.secretary, paper, "submission")) == "submitted"
    returned = await act(secretary, paper, "return", comment="Bổ sung biểu số liệu")
    assert (stage(returned), returned["unit"]["id"]) == ("returned", "unit")
    seen = (await unit.secretary.get("/api/preparations"))["items"][0]["papers"][0]
    assert seen["version"]["review"]["comment"] == "Bổ sung biểu số liệu"
    assert await problem(unit.secretary, paper, "submission") == "version-returned"
    newer = await unit.add_version(paper["id"], pdf("Bản hai"))
    await act(unit.secretary, newer, "submission")
    assert await problem(secretary, newer, "release") == "not-accepted"
    await act(secretary, newer, "acceptance")
    await act(secretary, newer, "release")
    shown = await an.get(f"/api/documents/{paper['id']}")
    assert shown["version"]["number"] == 2
    assert not {"versions", "unit"} & shown.keys()
    assert "review" not in shown["version"]


async def test_unit_sees_its_own_papers_and_nothing_else_of_the_meeting(
    hop: Installation, unit: Desk, desk: Desk, lan: Person
) -> None:
    foreign = await desk.hand_out(pdf("Của thư ký"), item_id="asked")
    await desk.hand_out(pdf("Chung"))
    mine = await unit.add(pdf("Của đơn vị"), item_id="asked")
    prepared = (await lan.get("/api/preparations"))["items"]
    assert [one["item"]["id"] for one in prepared] == ["asked"]
    assert prepared[0]["note"] == "Kèm biểu"
    assert [paper["id"] for paper in prepared[0]["papers"]] == [mine["id"]]
    assert set(prepared[0]["meeting"]) == {"id", "title", "state", "starts_at", "zone", "organisation"}
    for path in ("/api/meetings/m1/documents", "/api/meetings/m1/readiness", f"/api/documents/{foreign['id']}"):
        assert await lan.status("GET", path) == 404, path
    assert (await links(lan, mine))["original"] is None
    own = await desk.add_version(mine["id"], pdf("Thư ký sửa"))
    assert await lan.status("GET", f"/api/documents/{mine['id']}/versions/{own['versions'][-1]['id']}") == 404
    assert len((await lan.get(f"/api/documents/{mine['id']}"))["versions"]) == 1


async def test_unit_compares_with_what_it_brought_and_not_with_what_others_read(
    unit: Desk, desk: Desk, secretary: Person, lan: Person
) -> None:
    paper = await unit.add(pdf("Bản một"), item_id="asked")
    await act(lan, paper, "submission")
    await act(secretary, paper, "acceptance")
    await act(secretary, paper, "release")
    await secretary.send("PATCH", f"/api/documents/{paper['id']}", {"audience": {"guests": False, "people": ["an"]}})
    own = await desk.add_version(paper["id"], pdf("Chỉ An được đọc"))
    await act(secretary, own, "release")
    newer = await unit.add_version(paper["id"], pdf("Bản ba"))
    path = f"/api/documents/{paper['id']}/versions/{newer['versions'][-1]['id']}/comparison"
    compared = await lan.get(path)
    assert compared["older"]["number"] == 1
    assert "Chỉ An" not in str(compared)
    assert await lan.status("GET", f"{path}?older={own['versions'][-1]['id']}") == 404
    assert (await secretary.get(path))["older"]["number"] == 2


async def test_nobody_else_prepares_it(hop: Installation, unit: Desk, an: Person) -> None:
    mine = await unit.add(pdf("Của đơn vị"), item_id="asked")
    for stranger in (hop.person("x", ("preparer", "other")), hop.person("y", ("secretary", "unit")), hop.person("z")):
        assert await stranger.status("GET", f"/api/documents/{mine['id']}") == 404
        assert await stranger.status("POST", "/api/meetings/m1/documents", NEW) == 404
        assert (await stranger.get("/api/preparations"))["items"] == []
    assert await an.status("GET", f"/api/documents/{mine['id']}") == 404
    above = hop.person("above", ("preparer", "o1"))
    assert len((await above.get("/api/preparations"))["items"]) == 1


async def test_unit_brings_papers_of_the_items_it_was_asked_for_only(hop: Installation, lan: Person) -> None:
    unasked = item_facts("quiet", owner_organisation_id="unit")
    await hop.say(meeting.SOURCE, "meeting", "m1", AgendaItemChanged(item=unasked))
    for item_id in ("open", "quiet", "gone", None):
        body = NEW | {"item_id": item_id}
        assert await lan.problem("POST", "/api/meetings/m1/documents", body) == "item-unknown"
    limited = NEW | {"audience": {"people": ["an"]}}
    assert await lan.problem("POST", "/api/meetings/m1/documents", limited) == "audience-not-theirs"


async def test_every_step_said_twice_is_one_step(hop: Installation, unit: Desk, secretary: Person) -> None:
    paper = await unit.add(pdf("Bản một"), item_id="asked")
    assert await problem(secretary, paper, "acceptance") == "not-in-review"
    assert await problem(secretary, paper, "return", comment="Sửa") == "not-in-review"
    for _ in range(2):
        await act(unit.secretary, paper, "submission")
    for _ in range(2):
        await act(secretary, paper, "return", comment="Sửa")
    for _ in range(2):
        await act(secretary, paper, "acceptance")
    said = [event.type.split(".")[3] for event in await documents_said(hop)]
    assert [one for one in said if one.startswith("Paper")] == ["PaperSubmitted", "PaperReturned", "PaperAccepted"]


async def test_what_is_released_is_recalled_not_returned(unit: Desk, secretary: Person) -> None:
    paper = await unit.add(pdf("Bản một"), item_id="asked")
    await act(unit.secretary, paper, "submission")
    await act(secretary, paper, "acceptance")
    await act(secretary, paper, "release")
    assert await problem(secretary, paper, "return", comment="Sửa") == "not-in-review"
    await act(unit.secretary, paper, "submission")
    assert await problem(unit.secretary, paper, "release") == "not-found"
    assert await unit.secretary.problem("DELETE", f"/api/documents/{paper['id']}") == "submitted"


async def test_release_of_all_passes_over_what_is_not_accepted(unit: Desk, secretary: Person) -> None:
    accepted = await unit.add(pdf("Một"), item_id="asked")
    waiting = await unit.add(pdf("Hai"), item_id="asked")
    for paper in (accepted, waiting):
        await act(unit.secretary, paper, "submission")
    await act(secretary, accepted, "acceptance")
    released = await secretary.send("POST", "/api/meetings/m1/releases", {})
    assert released["released"] == [accepted["id"]]


async def test_accepted_version_is_found_by_its_text_also_after_a_newer_draft(
    hop: Installation, unit: Desk, secretary: Person, an: Person
) -> None:
    paper = await unit.add(pdf("Chỉ tiêu trồng rừng"), item_id="asked")
    await act(unit.secretary, paper, "submission")
    await act(secretary, paper, "acceptance")
    await unit.add_version(paper["id"], pdf("Bản đang soạn"))
    await indexed(hop)
    await secretary.send("POST", "/api/meetings/m1/releases", {})
    await indexed(hop)
    assert [one["document"]["id"] for one in (await an.get("/api/search?q=trong+rung"))["items"]] == [paper["id"]]


async def test_unit_takes_back_what_it_did_not_submit(unit: Desk, lan: Person) -> None:
    paper = await unit.add(pdf("Bản một"), item_id="asked")
    path = f"/api/documents/{paper['id']}"
    await lan.send("DELETE", path)
    assert await lan.status("GET", path) == 404
    submitted = await unit.add(pdf("Bản hai"), item_id="asked")
    await act(lan, submitted, "submission")
    assert await lan.problem("DELETE", f"/api/documents/{submitted['id']}") == "submitted"


async def test_item_that_is_removed_leaves_its_papers_to_the_secretary(
    hop: Installation, unit: Desk, lan: Person, secretary: Person
) -> None:
    paper = await unit.add(pdf("Bản một"), item_id="asked")
    await act(lan, paper, "submission")
    await hop.say(meeting.SOURCE, "meeting", "m1", AgendaItemRemoved(item=item_facts("asked", **ASKED)))
    await hop.settle()
    assert (await lan.get("/api/preparations"))["items"] == []
    assert await problem(lan, paper, "submission") == "not-found"
    assert stage(await act(secretary, paper, "acceptance")) == "accepted"


async def test_unit_that_does_not_own_the_item_any_more_is_out(hop: Installation, unit: Desk, lan: Person) -> None:
    paper = await unit.add(pdf("Bản một"), item_id="asked")
    moved = item_facts("asked", owner_organisation_id="other")
    await hop.say(meeting.SOURCE, "meeting", "m1", AgendaItemChanged(item=moved))
    assert await lan.status("GET", f"/api/documents/{paper['id']}") == 404
    assert (await lan.get("/api/preparations"))["items"] == []
    await ask(hop, item_facts("asked", **(ASKED | {"owner_organisation_id": "other"})))
    next_unit = hop.person("x", ("preparer", "other"))
    assert (await next_unit.get("/api/preparations"))["items"][0]["papers"] == []
    assert await next_unit.status("GET", f"/api/documents/{paper['id']}") == 404


async def test_meeting_that_is_over_takes_no_submission(hop: Installation, unit: Desk, lan: Person) -> None:
    paper = await unit.add(pdf("Bản một"), item_id="asked")
    held = {"started_at": "2030-12-10T01:30:00Z", "ended_at": "2030-12-10T03:00:00Z"}
    over = meeting_facts(state="closed", held=held)
    await hop.say(meeting.SOURCE, "meeting", "m1", MeetingHeld(meeting=over, attended=()))
    assert await problem(lan, paper, "submission") == "papers-closed"
    assert (await lan.get("/api/preparations"))["items"] == []


async def test_comment_with_a_secret_stamp_is_refused(unit: Desk, secretary: Person) -> None:
    paper = await unit.add(pdf("Bản một"), item_id="asked")
    await act(unit.secretary, paper, "submission")
    assert await problem(secretary, paper, "return", comment="TỐI MẬT") == "secret-refused"
