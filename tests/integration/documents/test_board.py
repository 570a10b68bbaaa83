"""The secretary's board, what concerns papers: each line goes when its act is done."""

from typing import Any

from shared.events import gateway, meeting
from shared.events.meeting import PapersAsked
from tests.factories.facts import item_facts, organisation
from tests.factories.installation import Installation, Person
from tests.factories.papers import pdf
from tests.integration.documents.papers import Desk, links

BOARD = "/api/board/papers?meetings=m1,gone"
ASKED = {"owner_organisation_id": "unit", "papers_asked_at": "2030-11-25T02:00:00Z"}


async def lines(secretary: Person) -> dict[str, Any]:
    (one,) = (await secretary.get(BOARD))["items"]
    return {line["kind"]: line for line in one["lines"]}


async def test_board_is_emptied_act_by_act(hop: Installation, secretary: Person, desk: Desk, an: Person) -> None:
    await hop.say(gateway.SOURCE, "organisation", "unit", organisation("unit"))
    assert await lines(secretary) == {}
    asked = PapersAsked(item=item_facts("asked", title="Đề án", **ASKED))
    await hop.say(meeting.SOURCE, "meeting", "m1", asked)
    assert (await lines(secretary))["missing"]["about"] == [{"id": "asked", "title": "Đề án"}]
    unit = Desk(hop, hop.person("lan", ("preparer", "unit")))
    paper = await unit.add(pdf("Tờ trình"), item_id="asked", title="Tờ trình")
    assert set(await lines(secretary)) == {"missing"}
    deed = {"version_id": paper["versions"][-1]["id"]}
    path = f"/api/documents/{paper['id']}"
    await unit.secretary.send("POST", f"{path}/submission", deed)
    assert (await lines(secretary))["submitted"]["about"] == [{"id": paper["id"], "title": "Tờ trình"}]
    await secretary.send("POST", f"{path}/acceptance", deed)
    assert set(await lines(secretary)) == {"unreleased"}
    await secretary.send("POST", f"{path}/release", deed)
    assert {kind: (line["count"], line["total"]) for kind, line in (await lines(secretary)).items()} == {
        "unopened": (3, 3)
    }
    for name in ("an", "binh"):
        await links(hop.person(name), await hop.person(name).get(path))
    assert (await lines(secretary))["unopened"]["count"] == 1
    bad = await desk.add(b"no PDF", title="Hỏng")
    assert (await lines(secretary))["refused"]["about"] == [{"id": bad["id"], "title": "Hỏng"}]
    await secretary.send("DELETE", f"/api/documents/{bad['id']}")
    assert set(await lines(secretary)) == {"unopened"}


async def test_board_of_a_meeting_that_somebody_else_runs_is_like_one_of_none(hop: Installation, desk: Desk) -> None:
    await desk.add(pdf("Text"))
    for name in ("chair", "an", "stranger"):
        assert (await hop.person(name).get(BOARD))["items"] == []
