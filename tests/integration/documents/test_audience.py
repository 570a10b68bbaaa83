"""Who learns of a paper, and who does not (domain, rule 6)."""

from typing import Any

import pytest

from shared.events import meeting
from shared.events.meeting import (
    AgendaItemChanged,
    AgendaItemMoved,
    AgendaItemRemoved,
    MeetingCreated,
    ParticipantAdded,
    ParticipantRemoved,
    ParticipantRoleChanged,
)
from shared.ids import participation_id
from tests.factories.facts import item_facts, meeting_facts, participation_facts
from tests.factories.installation import Installation, Person, until
from tests.factories.papers import pdf
from tests.integration.documents.papers import Desk, links

PAPERS = "/api/meetings/m1/documents"
EVERYBODY = ["an", "binh", "guest", "hoa", "outsider"]


async def titles(person: Person, path: str = PAPERS) -> list[str]:
    response = await person.ask("GET", path)
    return sorted(one["title"] for one in (await response.json())["items"]) if response.status == 200 else []


async def readers(hop: Installation, document: dict[str, Any]) -> list[str]:
    """Who reads it by list and by each of its addresses; the two must agree."""
    path = f"/api/documents/{document['id']}"
    version = f"{path}/versions/{document['version']['id']}"
    found = []
    for name in EVERYBODY:
        person = hop.person(name)
        requests: list[tuple[str, str, Any]] = [
            ("GET", path, None),
            ("GET", version, None),
            ("GET", f"{version}/hits?q=text", None),
            ("GET", f"{path}/readings", None),
            ("POST", f"{version}/links", None),
            ("PUT", f"{path}/bookmark", {"version_id": document["version"]["id"], "page": 1}),
            ("PUT", f"{version}/sittings/s1", {"pages": [1], "seconds": 1}),
        ]
        statuses = {await person.status(*request) for request in requests}
        listed = document["title"] in await titles(person)
        assert statuses in ({200, 201, 204}, {404}), (name, statuses)
        assert listed == (404 not in statuses), (name, listed)
        found += [name] if listed else []
    return found


async def say(hop: Installation, *facts: Any) -> None:
    await hop.say(meeting.SOURCE, "meeting", "m1", *facts)


async def say_of(hop: Installation, person_id: str, fact: Any) -> None:
    await hop.say(meeting.SOURCE, "participation", participation_id("m1", person_id), fact, key="m1")


@pytest.mark.parametrize(
    ("item", "audience", "expected"),
    [
        (None, None, ["an", "binh"]),
        ("open", None, ["an", "binh"]),
        ("shared", None, ["an", "binh", "guest"]),
        ("closed", None, ["an", "hoa"]),
        (None, {"guests": True}, ["an", "binh", "guest"]),
        ("open", {"guests": True}, ["an", "binh"]),
        ("shared", {"guests": False}, ["an", "binh"]),
        ("shared", {"people": ["guest", "binh"]}, ["binh", "guest"]),
        ("closed", {"people": ["binh"]}, []),
        ("closed", {"people": ["hoa"]}, ["hoa"]),
        ("open", {"people": []}, []),
    ],
)
async def test_paper_is_read_by_whom_item_and_paper_both_admit(
    hop: Installation, desk: Desk, item: str | None, audience: Any, expected: list[str]
) -> None:
    document = await desk.hand_out(pdf("Some text"), item_id=item, audience=audience)
    assert await readers(hop, document) == expected


async def test_change_of_an_item_reaches_its_papers(hop: Installation, desk: Desk) -> None:
    document = await desk.hand_out(pdf("Some text"), item_id="open")
    narrower = item_facts("open", audience={"people": ["binh"]}, presenter_ids=["hoa"])
    await say(hop, AgendaItemChanged(item=narrower))
    assert await titles(hop.person("an")) == []
    await until(lambda: _reads(hop, "hoa", document))
    assert await readers(hop, document) == ["binh", "hoa"]
    await say(hop, AgendaItemMoved(item=item_facts("open", parent_id="closed", audience={"people": ["an"]})))
    await until(lambda: _reads(hop, "an", document))
    assert await readers(hop, document) == ["an"]


async def _reads(hop: Installation, name: str, document: dict[str, Any]) -> bool:
    return document["title"] in await titles(hop.person(name))


async def test_removed_item_leaves_its_papers_to_nobody(hop: Installation, desk: Desk) -> None:
    document = await desk.hand_out(pdf("Some text"), item_id="closed")
    await say(hop, AgendaItemRemoved(item=item_facts("closed")))
    assert await readers(hop, document) == []

    async def is_loose() -> bool:
        found = await desk.secretary.get(f"/api/documents/{document['id']}")
        return found["item_id"] is None and found["audience"]["people"] == []

    await until(is_loose)
    opened_up = {"audience": {"people": ["binh"]}}
    await desk.secretary.send("PATCH", f"/api/documents/{document['id']}", opened_up)
    assert await readers(hop, document) == ["binh"]


async def test_who_is_taken_out_loses_access_and_who_comes_gains_it(hop: Installation, desk: Desk) -> None:
    document = await desk.hand_out(pdf("Some text"))
    await say_of(hop, "an", ParticipantRemoved(participation=participation_facts("an")))
    await say_of(hop, "binh", ParticipantRoleChanged(participation=participation_facts("binh", "guest")))
    await say_of(hop, "outsider", ParticipantAdded(participation=participation_facts("outsider")))
    assert await readers(hop, document) == ["outsider"]


async def test_nobody_but_its_leaders_knows_of_a_meeting_before_it_is_called(hop: Installation, desk: Desk) -> None:
    draft = meeting_facts("m2", state="draft", called_at=None)
    await hop.say(meeting.SOURCE, "meeting", "m2", MeetingCreated(meeting=draft))
    joined = ParticipantAdded(participation=participation_facts("an", meeting_id="m2"))
    await hop.say(meeting.SOURCE, "participation", participation_id("m2", "an"), joined, key="m2")
    document = await Desk(hop, desk.secretary, "m2").hand_out(pdf("Some text"))
    assert await hop.person("an").status("GET", "/api/meetings/m2/documents") == 404
    assert await hop.person("an").status("GET", f"/api/documents/{document['id']}") == 404


async def test_denied_is_answered_like_missing(hop: Installation, desk: Desk) -> None:
    document = await desk.hand_out(pdf("Some text"), item_id="closed")
    binh = hop.person("binh")
    answers = []
    for document_id in (document["id"], "0" * 32):
        body = await (await binh.ask("GET", f"/api/documents/{document_id}")).json()
        answers.append({name: value for name, value in body.items() if name != "request_id"})
    assert answers[0] == answers[1]


async def test_reader_of_one_version_finds_no_other(desk: Desk, an: Person) -> None:
    released = await desk.hand_out(pdf("One"))
    newer = await desk.add_version(released["id"], pdf("Two"))
    path = f"/api/documents/{released['id']}/versions/{newer['versions'][-1]['id']}"
    assert await an.status("GET", path) == 404
    assert await an.status("POST", f"{path}/links") == 404
    assert "versions" not in await an.get(f"/api/documents/{released['id']}")


async def test_nothing_is_handed_out_while_facts_of_the_meeting_are_parked(
    hop: Installation, desk: Desk, an: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = await desk.hand_out(pdf("Some text"))
    world = hop.services[0].world

    async def fail(*_: Any) -> None:
        raise ValueError("this fact cannot be handled")

    monkeypatch.setattr(world.membership.participations, "apply", fail)
    await say_of(hop, "an", ParticipantRoleChanged(participation=participation_facts("an", "guest")))
    assert await an.problem("GET", PAPERS) == "rights-uncertain"
    assert await an.problem("GET", f"/api/documents/{document['id']}") == "rights-uncertain"
    path = f"/api/documents/{document['id']}/versions/{document['version']['id']}"
    assert await an.problem("POST", f"{path}/links") == "rights-uncertain"
    assert await titles(hop.person("binh")) == ["Báo cáo"]
    monkeypatch.undo()
    groups = {group.group: group for group in hop.services[0].reactions}
    for name in ("documents.meetings", "documents.search"):  # the index waited for the copies
        assert await groups[name].replay(f"participation/{participation_id('m1', 'an')}") == 1
    assert await an.status("GET", f"/api/documents/{document['id']}") == 404


async def test_nothing_is_handed_out_when_revocations_are_late(hop: Installation, desk: Desk, an: Person) -> None:
    document = await desk.hand_out(pdf("Some text"))
    trust = hop.services[0].world.trust
    trust.fresh_at -= trust.longest + 1
    assert await an.problem("GET", f"/api/documents/{document['id']}") == "rights-uncertain"
    async with hop.client.get("/readyz") as response:
        assert (response.status, (await response.json())["degraded"]) == (200, ["documents: rights are late"])
    await trust.look()
    assert await an.status("GET", f"/api/documents/{document['id']}") == 200


async def test_link_to_one_file_opens_no_other(hop: Installation, desk: Desk, an: Person) -> None:
    document = await desk.hand_out(pdf("Some text"))
    given = await links(an, document)
    stolen = given["reading"]["url"].replace("/reading?", "/original?")
    async with hop.client.get(stolen) as response:
        assert response.status == 404
