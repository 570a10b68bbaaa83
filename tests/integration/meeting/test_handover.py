"""A meeting goes from one secretary to another, with a trace for those who lead it."""

from typing import Any

from tests.factories.installation import Installation, Person


async def test_other_secretary_has_the_meeting_and_the_first_has_not(
    hop: Installation, secretary: Person, meeting: dict[str, Any]
) -> None:
    path = f"/api/meetings/{meeting['id']}"
    await secretary.send("POST", f"{path}/handover", {"person_id": "binh", "note": "Nghỉ phép từ thứ Hai"})
    assert await secretary.status("GET", path) == 404
    assert await secretary.status("POST", f"{path}/handover", {"person_id": "an"}) == 404
    taken = await hop.person("binh").get(path)
    assert [one["id"] for one in taken["secretaries"]] == ["binh"]
    (trace,) = taken["handovers"]
    assert (trace["from_person"]["id"], trace["to_person"]["id"]) == ("secretary", "binh")
    assert trace["note"] == "Nghỉ phép từ thứ Hai"
    await hop.person("binh").send("POST", f"{path}/call", {})
    assert "handovers" not in await hop.person("an").get(path)


async def test_meeting_is_not_handed_to_oneself_or_to_nobody(secretary: Person, meeting: dict[str, Any]) -> None:
    path = f"/api/meetings/{meeting['id']}/handover"
    assert await secretary.problem("POST", path, {"person_id": "secretary"}) == "handed-to-oneself"
    assert await secretary.problem("POST", path, {"person_id": "gone"}) == "people-unknown"
    assert await secretary.problem("POST", path, {"person_id": "an", "note": "TỐI MẬT"}) == "secret-refused"


async def test_one_of_two_secretaries_leaves_his_place_to_the_other(
    secretary: Person, hop: Installation, meeting: dict[str, Any]
) -> None:
    path = f"/api/meetings/{meeting['id']}"
    etag = (await secretary.ask("GET", path)).headers["ETag"]
    await secretary.send("PATCH", path, {"secretary_ids": ["secretary", "binh"]}, **{"If-Match": etag})
    await secretary.send("POST", f"{path}/handover", {"person_id": "binh"})
    assert [one["id"] for one in (await hop.person("binh").get(path))["secretaries"]] == ["binh"]


async def test_meeting_that_is_over_is_not_handed_over(secretary: Person, meeting: dict[str, Any]) -> None:
    path = f"/api/meetings/{meeting['id']}"
    await secretary.send("POST", f"{path}/cancellation", {"reason": "Trùng lịch"})
    assert await secretary.problem("POST", f"{path}/handover", {"person_id": "binh"}) == "meeting-over"
