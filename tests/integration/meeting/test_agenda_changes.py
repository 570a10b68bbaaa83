"""The agenda before and after, as each person may know it."""

from typing import Any

import pytest

from services.meeting.agenda_changes.store import HISTORY, PAGE
from tests.factories.installation import Installation, Person
from tests.factories.reads import CountedReads
from tests.integration.meeting.test_agenda import add

Meeting = dict[str, Any]


async def called(secretary: Person, meeting: Meeting) -> list[dict[str, Any]]:
    items = [await add(secretary, meeting, title) for title in ("Khai mạc", "Ngân sách", "Bế mạc")]
    await secretary.send("POST", f"/api/meetings/{meeting['id']}/call", {})
    return items


async def compared(person: Person, meeting: Meeting, since: str = "call") -> Any:
    return await person.get(f"/api/meetings/{meeting['id']}/agenda-comparison?since={since}")


async def look(person: Person, meeting: Meeting) -> None:
    seen = await compared(person, meeting, "look")
    await person.send("PUT", f"/api/meetings/{meeting['id']}/agenda-look", {"at": seen["after_at"]})


def told(comparison: Any) -> list[tuple[str, str, str]]:
    return [
        (
            (row["before"] or row["after"])["title"],
            (row["after"] or {"number": "–"})["number"],
            " ".join(row["changes"]),
        )
        for row in comparison["rows"]
        if row["changes"]
    ]


async def after_writes(hop: Installation, name: str, secretary: Person) -> Person:
    """Who has heard all that the secretary wrote."""
    person = hop.person(name)
    person.seen = secretary.seen
    return person


async def test_changes_since_the_call_are_told_side_by_side(
    hop: Installation, secretary: Person, meeting: Meeting
) -> None:
    first, second, last = await called(secretary, meeting)
    base = f"/api/meetings/{meeting['id']}/agenda-items"
    await add(secretary, meeting, "Nhân sự", after_id=first["id"])
    await secretary.send("PATCH", f"{base}/{second['id']}", {"title": "Ngân sách 2031", "planned_minutes": 20})
    await secretary.send("DELETE", f"{base}/{last['id']}")
    found = await compared(await after_writes(hop, "an", secretary), meeting)
    assert told(found) == [
        ("Nhân sự", "2", "added"),
        ("Ngân sách", "3", "retitled retimed"),
        ("Bế mạc", "–", "removed"),
    ]
    assert found["changed"] == 3
    assert [row["before"] and row["before"]["number"] for row in found["rows"]] == ["1", None, "2", "3"]


async def test_new_time_of_the_meeting_is_told(hop: Installation, secretary: Person, meeting: Meeting) -> None:
    await called(secretary, meeting)
    etag = (await secretary.ask("GET", f"/api/meetings/{meeting['id']}")).headers["ETag"]
    later = {"ends_at": "2030-12-10T05:00:00.000000Z"}
    await secretary.send("PATCH", f"/api/meetings/{meeting['id']}", later, **{"If-Match": etag})
    found = await compared(await after_writes(hop, "an", secretary), meeting)
    before = "2030-12-10T04:00:00.000000Z"
    assert found["fields"] == [{"name": "ends_at", "before": before, "after": later["ends_at"]}]
    assert found["changed"] == 1


async def test_delegate_is_told_what_changed_since_he_looked(
    hop: Installation, secretary: Person, meeting: Meeting
) -> None:
    await called(secretary, meeting)
    an = await after_writes(hop, "an", secretary)
    assert (await compared(an, meeting, "look"))["before_at"] is None
    await add(secretary, meeting, "Trước khi xem")
    an.seen = secretary.seen
    await look(an, meeting)
    await add(secretary, meeting, "Sau khi xem")
    an.seen = secretary.seen
    assert told(await compared(an, meeting, "look")) == [("Sau khi xem", "5", "added")]
    await look(an, meeting)
    assert (await compared(an, meeting, "look"))["changed"] == 0
    assert (await compared(await after_writes(hop, "binh", secretary), meeting, "look"))["before_at"] is None


async def test_comparison_reads_no_further_back_than_the_last_look(
    hop: Installation, secretary: Person, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, _ = await called(secretary, meeting)
    base = f"/api/meetings/{meeting['id']}/agenda-items"
    for minutes in range(1, 3 * PAGE):
        await secretary.send("PATCH", f"{base}/{second['id']}", {"planned_minutes": minutes})
    an = await after_writes(hop, "an", secretary)
    await look(an, meeting)
    await secretary.send("PATCH", f"{base}/{first['id']}", {"title": "Khai mạc phiên họp"})
    an = await after_writes(hop, "an", secretary)
    history = hop.services[0].world.agenda_history
    reads = CountedReads(history._store, HISTORY)
    monkeypatch.setattr(history, "_store", reads)
    assert told(await compared(an, meeting, "look")) == [("Khai mạc", "1", "retitled")]
    assert 0 < reads.documents <= PAGE + 1


async def test_look_of_an_older_device_takes_nothing_back(
    hop: Installation, secretary: Person, meeting: Meeting
) -> None:
    await called(secretary, meeting)
    an = await after_writes(hop, "an", secretary)
    old = (await compared(an, meeting))["after_at"]
    await add(secretary, meeting, "Mới")
    an.seen = secretary.seen
    await look(an, meeting)
    await an.send("PUT", f"/api/meetings/{meeting['id']}/agenda-look", {"at": old})
    assert (await compared(an, meeting, "look"))["changed"] == 0


async def test_look_before_the_call_tells_a_delegate_nothing_of_the_draft(
    hop: Installation, secretary: Person, meeting: Meeting
) -> None:
    await add(secretary, meeting, "Kỷ luật")
    while_draft = (await compared(secretary, meeting, "look"))["after_at"]
    items = (await secretary.get(f"/api/meetings/{meeting['id']}/agenda-items"))["items"]
    await secretary.send("DELETE", f"/api/meetings/{meeting['id']}/agenda-items/{items[0]['id']}")
    await called(secretary, meeting)
    path = f"/api/meetings/{meeting['id']}/agenda-look"
    an = await after_writes(hop, "an", secretary)
    for person, changes in ((an, 0), (secretary, 4)):
        await person.send("PUT", path, {"at": while_draft})
        assert (await compared(person, meeting, "look"))["changed"] == changes


async def test_restricted_item_changes_nothing_for_those_outside(
    hop: Installation, secretary: Person, meeting: Meeting
) -> None:
    await called(secretary, meeting)
    outside = await after_writes(hop, "binh", secretary)
    before = await compared(outside, meeting)
    hidden = await add(secretary, meeting, "Nhân sự", audience={"people": ["an"]}, after_id=None)
    outside.seen = secretary.seen
    assert await compared(outside, meeting) == before
    inside = await after_writes(hop, "an", secretary)
    assert told(await compared(inside, meeting)) == [("Nhân sự", "1", "added")]
    await secretary.send("DELETE", f"/api/meetings/{meeting['id']}/agenda-items/{hidden['id']}")
    outside.seen = secretary.seen
    assert await compared(outside, meeting) == before


async def test_note_goes_with_what_changed_since_it_was_last_told(
    hop: Installation, secretary: Person, meeting: Meeting
) -> None:
    await called(secretary, meeting)
    notes = f"/api/meetings/{meeting['id']}/agenda-notes"
    await add(secretary, meeting, "Nhân sự")
    for _ in range(2):
        await secretary.send("POST", notes, {"note": "Thêm nội dung nhân sự"}, **{"Idempotency-Key": "n1"})
    found = await compared(await after_writes(hop, "an", secretary), meeting)
    assert [(one["note"], one["by"]["id"]) for one in found["notes"]] == [("Thêm nội dung nhân sự", "secretary")]
    assert (await compared(secretary, meeting, "note"))["changed"] == 0
    await add(secretary, meeting, "Khác")
    assert told(await compared(secretary, meeting, "note")) == [("Khác", "5", "added")]


async def test_draft_has_nobody_to_tell_of_its_agenda(secretary: Person, meeting: Meeting) -> None:
    assert await secretary.problem("POST", f"/api/meetings/{meeting['id']}/agenda-notes", {}) == "wrong-state"
    assert (await compared(secretary, meeting))["before_at"] is None


async def test_note_with_a_secret_stamp_is_refused(secretary: Person, meeting: Meeting) -> None:
    await called(secretary, meeting)
    path = f"/api/meetings/{meeting['id']}/agenda-notes"
    assert await secretary.problem("POST", path, {"note": "TUYỆT MẬT"}) == "secret-refused"


async def test_replaced_delegate_is_told_nothing_after_his_substitute_took_the_seat(
    hop: Installation, secretary: Person, meeting: Meeting
) -> None:
    await called(secretary, meeting)
    base = f"/api/meetings/{meeting['id']}"
    an = await after_writes(hop, "an", secretary)
    await an.send("PUT", f"{base}/substitute", {"person_id": "outsider", "reason": "Đi công tác"})
    chair = await after_writes(hop, "chair", an)
    await chair.send("PUT", f"{base}/participants/an/substitute/decision", {"person_id": "outsider", "agreed": True})
    an.seen = chair.seen
    before = await compared(an, meeting)
    await add(secretary, meeting, "Sau khi thay")
    an.seen = secretary.seen
    assert await compared(an, meeting) == before
