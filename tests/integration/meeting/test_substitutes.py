"""A delegate sends somebody in his place: known to nobody before the chair agrees; then the seat changes hands."""

import asyncio
from typing import Any

import pytest

from shared.events import gateway
from shared.events.gateway import PersonDeactivated
from tests.factories.facts import person
from tests.factories.installation import Installation, Person

WHY = {"person_id": "outsider", "reason": "Đi công tác"}
AGREED = {"person_id": "outsider", "agreed": True}


@pytest.fixture
async def path(secretary: Person, meeting: dict[str, Any]) -> str:
    """A called meeting with an open item, and one for an alone with an item below it."""
    path = f"/api/meetings/{meeting['id']}"
    await secretary.send("POST", f"{path}/agenda-items", {"title": "Chung"})
    only = {"title": "Nhân sự", "audience": {"people": ["an"]}}
    await secretary.send("POST", f"{path}/agenda-items", only)
    await secretary.send("POST", f"{path}/call", {})
    return path


async def row(reader: Person, path: str, person_id: str) -> dict[str, Any]:
    rows = (await reader.get(f"{path}/participants"))["items"]
    return next((one for one in rows if one["person"]["id"] == person_id), {})


async def titles(reader: Person, path: str) -> list[str]:
    return [item["title"] for item in (await reader.get(f"{path}/agenda-items"))["items"]]


async def replace(hop: Installation, path: str, **decision: Any) -> None:
    await hop.person("an").send("PUT", f"{path}/substitute", WHY)
    await hop.person("chair").send("PUT", f"{path}/participants/an/substitute/decision", AGREED | decision)
    await hop.settle()


async def restricted(secretary: Person, path: str) -> str:
    items = (await secretary.get(f"{path}/agenda-items"))["items"]
    return next(str(item["id"]) for item in items if item["restricted"])


async def test_proposal_is_known_to_delegate_chair_and_secretary_alone(
    hop: Installation, secretary: Person, path: str
) -> None:
    await hop.person("an").send("PUT", f"{path}/answer", {"answer": "accepted"})
    await hop.person("an").send("PUT", f"{path}/substitute", WHY)
    for reader in (hop.person("an"), hop.person("chair"), secretary):
        seen = await row(reader, path, "an")
        assert (seen["answer"], seen["substitution"]["person"]["id"]) == ("substitute_requested", "outsider")
    others = await row(hop.person("binh"), path, "an")
    assert others["answer"] == "accepted"
    assert "substitution" not in others
    assert await hop.person("outsider").status("GET", path) == 404
    assert (await secretary.get(path))["answers"]["substitute_requested"] == 1


async def test_refused_proposal_leaves_no_trace_for_others(hop: Installation, secretary: Person, path: str) -> None:
    before = await row(hop.person("binh"), path, "an")
    await hop.person("an").send("PUT", f"{path}/substitute", WHY)
    decision = {"person_id": "outsider", "agreed": False, "reason": "Cần trực tiếp dự"}
    await hop.person("chair").send("PUT", f"{path}/participants/an/substitute/decision", decision)
    await hop.settle()
    assert await row(hop.person("binh"), path, "an") == before
    mine = (await hop.person("an").get(path))["my"]
    assert (mine["answer"], mine["substitution"]["refusal"]) == ("pending", "Cần trực tiếp dự")
    assert await hop.person("outsider").status("GET", path) == 404


async def test_substitute_takes_the_seat_without_restricted_items(
    hop: Installation, secretary: Person, path: str
) -> None:
    await replace(hop, path)
    assert await titles(hop.person("outsider"), path) == ["Chung"]
    seen = await row(hop.person("binh"), path, "outsider")
    assert (seen["role"], seen["in_place_of"]["id"]) == ("delegate", "an")
    assert (await row(hop.person("binh"), path, "an"))["replaced_by"]["id"] == "outsider"
    listed = (await hop.person("outsider").get("/api/meetings"))["items"]
    assert [one["my"]["in_place_of"]["id"] for one in listed] == ["an"]


async def test_ticked_item_goes_along(hop: Installation, secretary: Person, path: str) -> None:
    await replace(hop, path, item_ids=[await restricted(secretary, path)])
    assert await titles(hop.person("outsider"), path) == ["Chung", "Nhân sự"]
    assert await titles(hop.person("binh"), path) == ["Chung"]


async def test_item_that_was_not_the_delegates_is_not_given(hop: Installation, secretary: Person, path: str) -> None:
    other = {"title": "Khác", "audience": {"people": ["binh"]}}
    item = await secretary.send("POST", f"{path}/agenda-items", other)
    await hop.person("an").send("PUT", f"{path}/substitute", WHY)
    decision = AGREED | {"item_ids": [item["id"]]}
    route = f"{path}/participants/an/substitute/decision"
    assert await hop.person("chair").problem("PUT", route, decision) == "item-not-theirs"


async def test_replaced_delegate_sees_the_meeting_as_it_was(hop: Installation, secretary: Person, path: str) -> None:
    await replace(hop, path)
    await secretary.send("POST", f"{path}/agenda-items", {"title": "Mới"})
    etag = (await secretary.ask("GET", path)).headers["ETag"]
    moved = {"place": "Phòng khác", "starts_at": "2030-12-11T01:30:00Z", "ends_at": "2030-12-11T04:00:00Z"}
    await secretary.send("PATCH", path, moved, **{"If-Match": etag})
    await hop.settle()
    an = hop.person("an")
    assert await titles(an, path) == ["Chung", "Nhân sự"]
    seen = await an.get(path)
    assert (seen["place"], seen["my"]["role"]) == ("Phòng họp số 1", "replaced")
    assert [one["starts_at"] for one in (await an.get("/api/meetings"))["items"]] == ["2030-12-10T01:30:00.000000Z"]
    assert await an.status("GET", f"{path}/participants") == 404
    assert await an.status("PUT", f"{path}/answer", {"answer": "accepted"}) == 404


async def test_replaced_delegates_see_each_what_he_saw_himself(hop: Installation, secretary: Person, path: str) -> None:
    for name in ("hoa", "lan", "minh"):
        await hop.say(gateway.SOURCE, "person", name, person(name))
    await secretary.send("POST", f"{path}/participants", {"people": [{"person_id": "lan"}]})
    for delegate, substitute in (("binh", "hoa"), ("lan", "minh")):
        named = {"person_id": substitute}
        await hop.person(delegate).send("PUT", f"{path}/substitute", WHY | named)
        decision = f"{path}/participants/{delegate}/substitute/decision"
        await hop.person("chair").send("PUT", decision, named | {"agreed": True})
        await secretary.send("POST", f"{path}/agenda-items", {"title": f"Sau {delegate}"})
    await hop.settle()
    assert await titles(hop.person("binh"), path) == ["Chung"]
    assert await titles(hop.person("lan"), path) == ["Chung", "Sau binh"]


async def test_of_two_devices_that_decide_at_once_one_wins(hop: Installation, path: str) -> None:
    await hop.person("an").send("PUT", f"{path}/substitute", WHY)
    route = f"{path}/participants/an/substitute/decision"
    no = AGREED | {"agreed": False}
    asked = [hop.person("chair").ask("PUT", route, body) for body in (AGREED, no)]
    statuses = [answer.status for answer in await asyncio.gather(*asked)]
    assert sorted(statuses) == [200, 409]
    state = (await row(hop.person("chair"), path, "an"))["substitution"]["state"]
    assert state == ("agreed" if statuses[0] == 200 else "refused")


async def test_decision_said_twice_is_one(hop: Installation, path: str) -> None:
    await replace(hop, path)
    route = f"{path}/participants/an/substitute/decision"
    await hop.person("chair").send("PUT", route, AGREED)
    await hop.settle()
    assert (await row(hop.person("chair"), path, "outsider"))["in_place_of"]["id"] == "an"


async def test_decision_about_another_than_the_proposed_is_refused(hop: Installation, path: str) -> None:
    await hop.person("an").send("PUT", f"{path}/substitute", WHY)
    route = f"{path}/participants/an/substitute/decision"
    assert await hop.person("chair").problem("PUT", route, AGREED | {"person_id": "secretary"}) == "substitute-decided"


async def test_only_the_chair_decides(hop: Installation, secretary: Person, path: str) -> None:
    await hop.person("an").send("PUT", f"{path}/substitute", WHY)
    for asker in (secretary, hop.person("an"), hop.person("binh")):
        assert await asker.status("PUT", f"{path}/participants/an/substitute/decision", AGREED) == 404


async def test_who_cannot_be_a_substitute_is_refused_with_the_reason(
    hop: Installation, secretary: Person, path: str
) -> None:
    an = hop.person("an")
    assert await an.problem("PUT", f"{path}/substitute", WHY | {"person_id": "binh"}) == "already-takes-part"
    assert await an.problem("PUT", f"{path}/substitute", WHY | {"person_id": "nobody"}) == "person-unknown"
    assert await an.problem("PUT", f"{path}/substitute", WHY | {"reason": " "}) == "invalid"
    assert await hop.person("chair").problem("PUT", f"{path}/substitute", WHY) == "chair-takes-part"
    assert await hop.person("guest").status("PUT", f"{path}/substitute", WHY) == 404
    await replace(hop, path)
    again = {"person_id": "secretary", "reason": "Ốm"}
    assert await hop.person("outsider").problem("PUT", f"{path}/substitute", again) == "substitute-of-substitute"


async def test_substitute_who_was_deactivated_meanwhile_gets_no_seat(hop: Installation, path: str) -> None:
    await hop.person("an").send("PUT", f"{path}/substitute", WHY)
    gone = PersonDeactivated(person=person("outsider", active=False).person)
    await hop.say(gateway.SOURCE, "person", "outsider", gone)
    route = f"{path}/participants/an/substitute/decision"
    assert await hop.person("chair").problem("PUT", route, AGREED) == "person-unknown"


async def test_person_two_delegates_propose_gets_one_seat(hop: Installation, secretary: Person, path: str) -> None:
    """Neither learns of the other's proposal; the second agreement finds him seated."""
    for name in ("an", "binh"):
        await hop.person(name).send("PUT", f"{path}/substitute", WHY)
    decide = [
        hop.person("chair").ask("PUT", f"{path}/participants/{name}/substitute/decision", AGREED)
        for name in ("an", "binh")
    ]
    await asyncio.gather(*decide)
    await hop.settle()
    seated = await row(secretary, path, "outsider")
    replaced = [name for name in ("an", "binh") if (await row(secretary, path, name))["replaced_by"]]
    assert replaced == [seated["in_place_of"]["id"]]


async def test_proposal_is_withdrawn_by_its_delegate_or_by_his_own_answer(hop: Installation, path: str) -> None:
    an = hop.person("an")
    await an.send("PUT", f"{path}/substitute", WHY)
    await an.send("DELETE", f"{path}/substitute")
    assert (await an.get(path))["my"]["substitution"] is None
    await an.send("PUT", f"{path}/substitute", WHY)
    await an.send("PUT", f"{path}/answer", {"answer": "accepted"})
    assert (await an.get(path))["my"]["answer"] == "accepted"
    assert (
        await hop.person("chair").problem("PUT", f"{path}/participants/an/substitute/decision", AGREED)
        == "substitute-decided"
    )


async def test_seat_goes_back_when_the_substitute_is_taken_out(hop: Installation, secretary: Person, path: str) -> None:
    await replace(hop, path, item_ids=[await restricted(secretary, path)])
    await secretary.send("DELETE", f"{path}/participants/outsider")
    await hop.settle()
    assert await hop.person("outsider").status("GET", path) == 404
    assert (await hop.person("an").get(path))["my"] | {"role": ""} == {
        "role": "",
        "answer": "pending",
        "reason": None,
        "substitution": None,
        "in_place_of": None,
        "site": None,
    }
    await secretary.send("POST", f"{path}/participants", {"people": [{"person_id": "outsider"}]})
    assert await titles(hop.person("outsider"), path) == ["Chung"]


async def test_answer_given_by_telephone_says_who_entered_it(hop: Installation, secretary: Person, path: str) -> None:
    await secretary.send("PUT", f"{path}/participants/an/answer", {"answer": "declined", "reason": "Ốm"})
    seen = await row(secretary, path, "an")
    assert (seen["answer"], seen["answered_by"]["id"]) == ("declined", "secretary")
    assert "answered_by" not in await row(hop.person("binh"), path, "an")
    await hop.person("an").send("PUT", f"{path}/answer", {"answer": "accepted"})
    assert (await row(secretary, path, "an"))["answered_by"] is None


async def test_secretary_enters_the_proposal_of_one_who_telephoned(
    hop: Installation, secretary: Person, path: str
) -> None:
    await secretary.send("PUT", f"{path}/participants/an/substitute", WHY)
    assert (await hop.person("an").get(path))["my"]["answer"] == "substitute_requested"


async def test_attendance_is_asked_of_the_substitute_not_of_the_replaced(
    hop: Installation, secretary: Person, path: str
) -> None:
    await replace(hop, path)
    record = {"started_at": "2025-01-02T01:00:00Z", "ended_at": "2025-01-02T02:00:00Z", "attended": ["outsider"]}
    await secretary.send("POST", f"{path}/record", record)
    await hop.settle()
    assert (await row(secretary, path, "an"))["attended"] is None
    assert (await row(secretary, path, "outsider"))["attended"] is True
