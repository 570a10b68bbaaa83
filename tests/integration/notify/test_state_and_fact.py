"""What a tablet read, with the facts of its stream merged into it, is what it would read now."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from services.documents.app import build as build_documents
from services.meeting.app import build as build_meeting
from services.notify.app import build as build_notify
from shared.events import gateway
from tests.factories.facts import organisation, person
from tests.factories.installation import Installation, Person, installation
from tests.factories.papers import pdf
from tests.integration.documents.papers import Desk
from tests.integration.meeting.conftest import NEW
from tests.integration.notify.conftest import PEOPLE
from tests.integration.notify.stream import Stream, stream

LEADERS_OWN = {"deadlines", "answers"}  # derived by rules that facts do not carry: leaders read them again


@pytest.fixture
async def hop(tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(tmp_path, build_meeting, build_documents, build_notify) as running:
        await running.say(gateway.SOURCE, "organisation", "o1", organisation("o1"))
        for name in PEOPLE:
            await running.say(gateway.SOURCE, "person", name, person(name))
        yield running


class Tablet:
    """Reads a meeting once, and then lives on facts."""

    def __init__(self, reader: Person, name: str, meeting_id: str) -> None:
        self.reader, self.name, self.meeting_id = reader, name, meeting_id
        self.state: dict[str, Any] = {}

    async def read(self) -> dict[str, Any]:
        path = f"/api/meetings/{self.meeting_id}"
        meeting = await self.reader.get(path)
        participants = {}
        if self.name != "guest":
            listed = await self.reader.get(f"{path}/participants")
            participants = {one["person"]["id"]: one for one in listed["items"]}
        papers = await self.reader.get(f"{path}/documents") if self.name != "secretary" else {"items": []}
        return {
            "meeting": {name: value for name, value in meeting.items() if name not in {"agenda", *LEADERS_OWN}},
            "agenda_item": {one["id"]: one for one in meeting["agenda"]},
            "participant": participants,
            "document": {one["id"]: one for one in papers["items"]},
        }

    def merge(self, fact: dict[str, Any]) -> None:
        if fact["kind"] == "meeting":
            self.state["meeting"] |= fact["fields"]
        elif fact["kind"] in {"agenda_item", "participant", "document"}:
            self._merge_into(self.state[fact["kind"]], fact)

    def _merge_into(self, known: dict[str, Any], fact: dict[str, Any]) -> None:
        if fact["kind"] == "participant" and fact["id"] == self.name and fact["change"] == "set":
            mine = {name: fact["fields"][name] for name in ("answer", "reason", "substitution", "in_place_of")}
            self.state["meeting"]["my"] |= mine
        if self.name == "guest" and fact["kind"] == "participant":
            return
        if self.name == "secretary" and fact["kind"] == "document":
            return
        if fact["change"] == "gone":
            known.pop(fact["id"], None)
            return
        fresh = {"opened": False, "bookmark": None} if fact["kind"] == "document" else {}
        known[fact["id"]] = fresh | known.get(fact["id"], {}) | fact["fields"]


async def change_everything(hop: Installation, meeting_id: str, desk: Desk) -> None:
    """One after the other, as a secretary and the delegates would."""
    secretary, path = desk.secretary, f"/api/meetings/{meeting_id}"
    items = f"{path}/agenda-items"
    first = await secretary.send(
        "POST", items, {"title": "Báo cáo", "presenter_ids": ["binh"], "owner_organisation_id": "o1"}
    )
    shared = await secretary.send("POST", items, {"title": "Chung", "audience": {"guests": True}})
    hidden = await secretary.send("POST", items, {"title": "Nhân sự", "audience": {"people": ["binh"]}})
    await hop.settle()
    one = await desk.hand_out(pdf("Một"), title="Một", item_id=first["id"])
    await desk.hand_out(pdf("Hai"), title="Hai", item_id=shared["id"], audience={"guests": True})
    await desk.hand_out(pdf("Ba"), title="Ba", item_id=hidden["id"])
    await hop.person("an").send("PUT", f"{path}/answer", {"answer": "declined", "reason": "Đi công tác"})
    await hop.person("guest").send("PUT", f"{path}/answer", {"answer": "accepted"})
    await hop.person("an").send("PUT", f"{path}/substitute", {"person_id": "outsider", "reason": "Ốm"})
    decision = {"person_id": "outsider", "agreed": False, "reason": "Cần dự"}
    await hop.person("chair").send("PUT", f"{path}/participants/an/substitute/decision", decision)
    await secretary.send("PATCH", f"{items}/{first['id']}", {"audience": {"people": ["an"]}, "planned_minutes": 20})
    await secretary.send("PATCH", f"{items}/{hidden['id']}", {"audience": {"guests": True}})
    await secretary.send("PUT", f"{items}/{shared['id']}/place", {"parent_id": first["id"], "after_id": None})
    await secretary.send("POST", f"{path}/participants", {"people": [{"person_id": "outsider"}]})
    await secretary.send("DELETE", f"{path}/participants/outsider")
    await secretary.send("PATCH", f"/api/documents/{one['id']}", {"title": "Một, bản sửa"})
    await secretary.send("POST", f"/api/documents/{one['id']}/recall", {"reason": "Sai số liệu"})
    await secretary.send("DELETE", f"{items}/{shared['id']}")
    await secretary.send("POST", f"{path}/postponement", {"reason": "Bão số 9"})
    times = {"starts_at": "2030-12-12T01:30:00Z", "ends_at": "2030-12-12T04:00:00Z"}
    await secretary.send("POST", f"{path}/call", times)


async def change_place(secretary: Person, meeting_id: str, place: str) -> None:
    path = f"/api/meetings/{meeting_id}"
    etag = (await secretary.ask("GET", path)).headers["ETag"]
    await secretary.send("PATCH", path, {"place": place}, **{"If-Match": etag})


async def until_told_of_place(opened: Stream, place: str) -> None:
    while not any(fact["fields"].get("place") == place for fact in opened.facts):
        await opened.read_block(30)


async def test_state_and_facts_are_what_a_fresh_read_gives(hop: Installation) -> None:
    secretary = hop.person("secretary", ("secretary", "o1"))
    meeting_id = (await secretary.send("POST", "/api/meetings", NEW))["id"]
    people = [{"person_id": "an"}, {"person_id": "binh"}, {"person_id": "guest", "role": "guest"}]
    await secretary.send("POST", f"/api/meetings/{meeting_id}/participants", {"people": people})
    await secretary.send("POST", f"/api/meetings/{meeting_id}/call", {})
    await hop.settle()
    desk = Desk(hop, secretary, meeting_id)
    tablets = [
        Tablet(secretary if name == "secretary" else hop.person(name), name, meeting_id)
        for name in ("an", "binh", "guest", "secretary")
    ]
    async with AsyncExitStack() as stack:
        streams = [await stack.enter_async_context(stream(tablet.reader)) for tablet in tablets]
        for tablet in tablets:
            tablet.state = await tablet.read()
        await change_everything(hop, meeting_id, desk)
        await hop.settle()
        await change_place(secretary, meeting_id, "Phòng cuối")
        for tablet, opened in zip(tablets, streams, strict=True):
            await until_told_of_place(opened, "Phòng cuối")
            for fact in opened.facts:
                tablet.merge(fact)
    for tablet in tablets:
        assert tablet.state == await tablet.read(), tablet.name
