from typing import Any

from services.meeting.participants.commands import invite_row
from shared.aggregates import Act
from tests.factories.installation import Installation, Person, until


async def test_delegate_answers_for_himself(hop: Installation, secretary: Person, meeting: dict[str, Any]) -> None:
    path = f"/api/meetings/{meeting['id']}"
    an = hop.person("an")
    assert await an.problem("PUT", f"{path}/answer", {"answer": "accepted"}) == "not-found"
    await secretary.send("POST", f"{path}/call", {})
    assert (await an.send("PUT", f"{path}/answer", {"answer": "accepted"}))["answer"] == "accepted"
    assert await an.problem("PUT", f"{path}/answer", {"answer": "declined"}) == "reason-missing"
    await an.send("PUT", f"{path}/answer", {"answer": "declined", "reason": "Đi công tác"})
    assert (await secretary.get(path))["answers"] == {
        "pending": 3,
        "accepted": 0,
        "declined": 1,
        "substitute_requested": 0,
    }


async def test_reason_of_declining_is_for_the_leaders(
    hop: Installation, secretary: Person, meeting: dict[str, Any]
) -> None:
    path = f"/api/meetings/{meeting['id']}"
    await secretary.send("POST", f"{path}/call", {})
    await hop.person("an").send("PUT", f"{path}/answer", {"answer": "declined", "reason": "Ốm"})

    async def rows(name: str) -> dict[str, Any]:
        listed = await hop.person(name).get(f"{path}/participants")
        return {row["person"]["id"]: row for row in listed["items"]}

    assert (await rows("secretary"))["an"]["reason"] == "Ốm"
    assert "reason" not in (await rows("binh"))["an"]
    assert await hop.person("guest").status("GET", f"{path}/participants") == 404


async def test_removed_delegate_loses_the_meeting_at_once(
    hop: Installation, secretary: Person, meeting: dict[str, Any]
) -> None:
    path = f"/api/meetings/{meeting['id']}"
    await secretary.send("POST", f"{path}/call", {})
    assert await hop.person("an").status("GET", path) == 200
    await secretary.send("DELETE", f"{path}/participants/an")
    assert await hop.person("an").status("GET", path) == 404
    await hop.settle()
    assert (await hop.person("an").get("/api/meetings"))["items"] == []


async def test_rows_that_cannot_be_invited_are_named(secretary: Person, meeting: dict[str, Any]) -> None:
    path = f"/api/meetings/{meeting['id']}"
    people = [{"person_id": "an"}, {"person_id": "nobody"}, {"person_id": "an"}, {"person_id": "outsider"}]
    begun = await secretary.send("POST", f"{path}/participants", {"people": people})

    async def job() -> dict[str, Any]:
        return dict(await secretary.get(f"{path}/participant-jobs/{begun['id']}"))

    async def is_done() -> bool:
        return bool((await job())["state"] == "done")

    await until(is_done)
    assert (await job())["done"] == 4
    there = [{"row": row, "code": "already-takes-part"} for row in (0, 2)]
    assert (await job())["refused"] == [there[0], {"row": 1, "code": "person-unknown"}, there[1]]


async def test_unit_is_added_but_for_those_who_are_there(secretary: Person, meeting: dict[str, Any]) -> None:
    path, key = f"/api/meetings/{meeting['id']}/participants", {"Idempotency-Key": "k1"}
    before = {one["person"]["id"]: one for one in (await secretary.get(path))["items"]}
    people = [{"person_id": name, "role": "guest"} for name in ("binh", "outsider", "an", "outsider")]
    job = await secretary.send("POST", path, {"people": people}, **key)
    assert [(one["row"], one["code"]) for one in job["refused"]] == [
        (0, "already-takes-part"),
        (2, "already-takes-part"),
        (3, "already-takes-part"),
    ]
    after = {one["person"]["id"]: one for one in (await secretary.get(path))["items"]}
    assert after.pop("outsider")["role"] == "guest"
    assert after == before, "nobody lost his part"
    assert await secretary.send("POST", path, {"people": people}, **key) == job, "asked again it is the same answer"


async def test_row_that_runs_again_after_a_crash_is_not_refused(
    hop: Installation, secretary: Person, meeting: dict[str, Any]
) -> None:
    path, world = f"/api/meetings/{meeting['id']}/participants", hop.services[0].world
    job = await secretary.send("POST", path, {"people": [{"person_id": "outsider"}]})
    stored = await world.jobs.get(job["id"])
    await invite_row(world, stored["about"], stored["rows"][0], Act(world.clock.now()))
    people = [one["person"]["id"] for one in (await secretary.get(path))["items"]]
    assert people.count("outsider") == 1


async def test_key_used_for_other_people_is_refused(secretary: Person, meeting: dict[str, Any]) -> None:
    path, key = f"/api/meetings/{meeting['id']}/participants", {"Idempotency-Key": "k1"}
    first = await secretary.send("POST", path, {"people": [{"person_id": "outsider"}]}, **key)
    assert await secretary.send("POST", path, {"people": [{"person_id": "outsider"}]}, **key) == first
    other = {"people": [{"person_id": "an"}, {"person_id": "outsider"}]}
    assert await secretary.problem("POST", path, other, **key) == "idempotency-key-reused"


async def test_chair_cannot_be_taken_out(secretary: Person, meeting: dict[str, Any]) -> None:
    path = f"/api/meetings/{meeting['id']}/participants/chair"
    assert await secretary.problem("DELETE", path) == "chair-takes-part"


async def test_delegates_cannot_prepare(hop: Installation, secretary: Person, meeting: dict[str, Any]) -> None:
    path = f"/api/meetings/{meeting['id']}"
    await secretary.send("POST", f"{path}/call", {})
    for name in ("an", "guest", "chair", "outsider"):
        assert await hop.person(name).problem("POST", f"{path}/cancellation", {"reason": "x"}) == "not-found"
