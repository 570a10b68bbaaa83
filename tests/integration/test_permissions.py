"""Who may what, by hand: route × what somebody is to the meeting. A denied read looks exactly like a missing one."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
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
from tests.integration.meeting.conftest import NEW, ROOM

RULE = {"frequency": "weekly", "until": "2030-12-31"}
WHEN = {"starts_at": "2031-01-06T01:00:00Z", "ends_at": "2031-01-06T02:00:00Z"}

PEOPLE = (
    "secretary",
    "chair",
    "an",
    "deputy",  # who has the seat of
    "replaced",
    "guest",
    "presenter",
    "preparer",  # brings papers for the unit that owns the item
    "removed",
    "duty",  # at a connecting site
    "outsider",
    "clerk",
    "administrator",
    "stranger",
)
ROLES = {
    "secretary": ("secretary", "o1"),
    "clerk": ("secretary", "o1"),  # of the organisation, but not of this meeting
    "administrator": ("administrator", "o1"),
    "stranger": ("secretary", "o2"),
    "preparer": ("preparer", "o1"),
}
LEADERS = {"secretary", "chair"}
DELEGATES = LEADERS | {"an", "deputy"}
MEMBERS = DELEGATES | {"guest", "presenter"}
READERS = MEMBERS | {"replaced"}
STAFF = {"secretary"}
BRINGERS = STAFF | {"preparer"}
OFFICERS = {"secretary", "clerk", "administrator"}  # of the tree; outsider keeps the room
EVERYBODY = set(PEOPLE)

MAY: dict[str, set[str]] = {
    "GET /api/meetings": EVERYBODY,
    "GET /api/search": EVERYBODY,
    "GET /api/legal-deadlines": EVERYBODY,
    "GET /api/stream": EVERYBODY,
    "GET /api/inbox": EVERYBODY,
    "PUT /api/inbox/read": EVERYBODY,
    "PUT /api/inbox/{entry}/read": {"an"},  # whose entry it is
    "GET /api/me/quiet-hours": EVERYBODY,
    "PUT /api/me/quiet-hours": EVERYBODY,
    "DELETE /api/me/quiet-hours": EVERYBODY,
    "GET /api/me/push-subscription": EVERYBODY,
    "PUT /api/me/push-subscription": EVERYBODY,
    "DELETE /api/me/push-subscription": EVERYBODY,
    "GET /api/deliveries": {"administrator"},
    "POST /api/deliveries/{delivery}/attempts": {"administrator"},
    "GET /api/unreached": EVERYBODY,
    "GET /api/unreached-people": {"administrator"},
    "POST /api/meetings/{meeting}/unreached/attempts": STAFF,
    "DELETE /api/meetings/{meeting}/unreached/{person}": STAFF,
    "POST /api/meetings": {"secretary", "clerk"},
    "GET /api/meetings/{meeting}": READERS,
    "GET /api/meetings/{meeting}/agenda-items": READERS,
    "GET /api/meetings/{meeting}/agenda-comparison": READERS,
    "PUT /api/meetings/{meeting}/agenda-look": READERS,
    "GET /api/meetings/{meeting}/participants": DELEGATES,
    "GET /api/meetings/{meeting}/printed-forms": STAFF,
    "POST /api/meetings/{meeting}/printed-forms": STAFF,
    "PUT /api/meetings/{meeting}/answer": {"chair", "an", "deputy", "guest"},
    "PUT /api/meetings/{meeting}/substitute": {"chair", "an", "deputy"},
    "DELETE /api/meetings/{meeting}/substitute": {"chair", "an", "deputy"},
    "PUT /api/meetings/{meeting}/participants/{person}/answer": STAFF,
    "PUT /api/meetings/{meeting}/room": STAFF,
    "POST /api/meetings/{meeting}/reminders": STAFF,
    "GET /api/duties": EVERYBODY,
    "GET /api/meetings/{meeting}/sites": LEADERS,
    "POST /api/meetings/{meeting}/sites": STAFF,
    "POST /api/meetings/{meeting}/site-assignments": STAFF,
    "GET /api/meetings/{meeting}/sites/{site}": LEADERS | {"duty"},
    "PUT /api/meetings/{meeting}/sites/{site}/readiness": STAFF | {"duty"},
    "PATCH /api/meetings/{meeting}/sites/{site}": STAFF,
    "POST /api/meetings/{meeting}/agenda-notes": STAFF,
    "POST /api/meetings/{meeting}/copies": STAFF,
    "POST /api/meetings/{meeting}/templates": STAFF,
    "GET /api/meeting-templates": {"secretary", "clerk"},
    "POST /api/meeting-templates/{template}/meetings": {"secretary", "clerk"},
    "POST /api/meetings/{meeting}/series-preview": STAFF,
    "POST /api/meetings/{meeting}/series": STAFF,
    "PATCH /api/meetings/{meeting}/following": STAFF,
    "GET /api/rooms": OFFICERS | {"outsider"},
    "GET /api/rooms/{room}/bookings": OFFICERS | {"outsider"},
    "POST /api/rooms": {"administrator"},
    "PATCH /api/rooms/{room}": {"administrator"},
    "PUT /api/rooms/{room}/bookings/{meeting}/decision": {"outsider", "administrator"},
    "POST /api/rooms/{room}/blocks": {"outsider", "administrator"},
    "DELETE /api/rooms/{room}/blocks/{block}": {"outsider", "administrator"},
    "DELETE /api/meetings/{meeting}/room": STAFF,
    "PUT /api/meetings/{meeting}/participants/{person}/substitute": STAFF,
    "PUT /api/meetings/{meeting}/participants/{person}/substitute/decision": {"chair"},
    "PATCH /api/meetings/{meeting}": STAFF,
    "POST /api/meetings/{meeting}/call": STAFF,
    "POST /api/meetings/{meeting}/agenda-items": STAFF,
    "PATCH /api/meetings/{meeting}/agenda-items/{item}": STAFF,
    "PUT /api/meetings/{meeting}/agenda-items/{item}/place": STAFF,
    "POST /api/meetings/{meeting}/participants": STAFF,
    "GET /api/meetings/{meeting}/participant-jobs/{job}": STAFF,
    "PATCH /api/meetings/{meeting}/participants/{person}": STAFF,
    "GET /api/meetings/{meeting}/documents": READERS,
    "GET /api/meetings/{meeting}/readiness": LEADERS,
    "GET /api/meetings/{meeting}/books": READERS,
    "POST /api/meetings/{meeting}/books": LEADERS,
    "GET /api/meetings/{meeting}/books/{book}": STAFF,  # who ordered it
    "POST /api/meetings/{meeting}/books/{book}/links": STAFF,
    "POST /api/meetings/{meeting}/documents": BRINGERS,
    "POST /api/meetings/{meeting}/releases": STAFF,
    "GET /api/documents/{document}": READERS | {"preparer"},
    "GET /api/documents/{document}/readings": READERS | {"preparer"},
    "PUT /api/documents/{document}/bookmark": READERS | {"preparer"},
    "PATCH /api/documents/{document}": STAFF,
    "POST /api/documents/{document}/versions": BRINGERS,
    "GET /api/documents/{document}/versions/{version}": READERS | {"preparer"},
    "GET /api/documents/{document}/versions/{version}/hits": READERS | {"preparer"},
    "GET /api/documents/{document}/versions/{version}/comparison": READERS | {"preparer"},
    "POST /api/documents/{document}/versions/{version}/links": READERS | {"preparer"},
    "PUT /api/documents/{document}/versions/{version}/sittings/{sitting}": READERS | {"preparer"},
    "POST /api/documents/{document}/versions/{version}/upload-parts": BRINGERS,
    "PUT /api/documents/{document}/versions/{version}/upload": BRINGERS,
    "PUT /api/documents/{document}/versions/{version}/declaration": BRINGERS,
    "POST /api/meetings/{meeting}/paper-requests": STAFF,
    "GET /api/preparations": EVERYBODY,
    "GET /api/board": EVERYBODY,
    "GET /api/board/papers": EVERYBODY,
    "POST /api/documents/{document}/release": STAFF,
    "POST /api/documents/{document}/acceptance": STAFF,
    "POST /api/documents/{document}/return": STAFF,
    # What ends something comes last.
    "POST /api/documents/{document}/submission": {"preparer"},
    "DELETE /api/meeting-templates/{template}": {"secretary", "clerk"},
    "DELETE /api/rooms/{room}": {"administrator"},
    "DELETE /api/meetings/{meeting}/sites/{site}": STAFF,
    "DELETE /api/documents/{document}/versions/{version}/upload": BRINGERS,
    "POST /api/documents/{document}/recall": STAFF,
    "DELETE /api/documents/{document}": BRINGERS,
    "DELETE /api/meetings/{meeting}/participants/{person}": STAFF,
    "DELETE /api/meetings/{meeting}/agenda-items/{item}": STAFF,
    "POST /api/meetings/{meeting}/postponement": STAFF,
    "POST /api/meetings/{meeting}/cancellation": STAFF,
    "POST /api/meetings/{meeting}/record": STAFF,
    "POST /api/meetings/{meeting}/handover": STAFF,
}
BODIES: dict[str, Any] = {
    "PUT /api/me/quiet-hours": {"on": False},
    "PUT /api/me/push-subscription": {"endpoint": "https://push.example/1", "keys": {"p256dh": "AA", "auth": "AA"}},
    "POST /api/meetings": NEW,
    "PUT /api/meetings/{meeting}/answer": {"answer": "accepted"},
    "PUT /api/meetings/{meeting}/substitute": {"person_id": "outsider", "reason": "Ốm"},
    "PUT /api/meetings/{meeting}/participants/{person}/answer": {"answer": "accepted"},
    "PUT /api/meetings/{meeting}/room": {"room_id": "{room}"},
    "POST /api/meetings/{meeting}/printed-forms": {"form": "name_plates"},
    "POST /api/rooms": ROOM,
    "POST /api/meetings/{meeting}/sites": {"organisation_id": "o2"},
    "POST /api/meetings/{meeting}/site-assignments": {"people": [{"person_id": "an", "site_id": "{site}"}]},
    "PUT /api/meetings/{meeting}/sites/{site}/readiness": {"ready": True},
    "POST /api/meetings/{meeting}/copies": {"starts_at": WHEN["starts_at"]},
    "POST /api/meetings/{meeting}/templates": {"name": "Giao ban"},
    "POST /api/meeting-templates/{template}/meetings": {"starts_at": WHEN["starts_at"]},
    "POST /api/meetings/{meeting}/series-preview": {"rule": RULE},
    "POST /api/meetings/{meeting}/series": {"rule": RULE},
    "PUT /api/rooms/{room}/bookings/{meeting}/decision": {"agreed": True},
    "POST /api/rooms/{room}/blocks": {**WHEN, "reason": "Bảo trì"},
    "PUT /api/meetings/{meeting}/participants/{person}/substitute": {"person_id": "outsider", "reason": "Ốm"},
    "PUT /api/meetings/{meeting}/participants/{person}/substitute/decision": {"person_id": "clerk", "agreed": False},
    "POST /api/meetings/{meeting}/agenda-items": {"title": "Thêm"},
    "PUT /api/meetings/{meeting}/agenda-items/{item}/place": {"parent_id": None, "after_id": None},
    "POST /api/meetings/{meeting}/participants": {"people": [{"person_id": "an"}]},
    "PATCH /api/meetings/{meeting}/participants/{person}": {"role": "delegate"},
    "POST /api/meetings/{meeting}/documents": {
        "title": "Báo cáo",
        "file_name": "a.pdf",
        "size": 10,
        "item_id": "{item}",
    },
    "POST /api/documents/{document}/versions": {"file_name": "a.pdf", "size": 10},
    "PUT /api/documents/{document}/bookmark": {"version_id": "{version}", "page": 1},
    "PUT /api/documents/{document}/versions/{version}/sittings/{sitting}": {"pages": [1], "seconds": 5, "ended": False},
    "PUT /api/documents/{document}/versions/{version}/declaration": {"secret": False},
    "POST /api/documents/{document}/release": {"version_id": "{version}"},
    "POST /api/meetings/{meeting}/paper-requests": {"item_ids": ["{item}"]},
    "POST /api/documents/{document}/submission": {"version_id": "{version}"},
    "POST /api/documents/{document}/acceptance": {"version_id": "{version}"},
    "POST /api/documents/{document}/return": {"version_id": "{version}", "comment": "Sửa"},
    "POST /api/documents/{document}/recall": {"reason": "Sai số liệu"},
    "POST /api/meetings/{meeting}/handover": {"person_id": "clerk"},
    "PUT /api/meetings/{meeting}/agenda-look": {"at": WHEN["starts_at"]},
    "POST /api/meetings/{meeting}/agenda-notes": {"note": "Thêm một nội dung"},
    "POST /api/meetings/{meeting}/postponement": {"reason": "Bão"},
    "POST /api/meetings/{meeting}/cancellation": {"reason": "Bão"},
    "POST /api/meetings/{meeting}/record": {
        "started_at": "2025-01-02T01:00:00Z",
        "ended_at": "2025-01-02T02:00:00Z",
        "attended": [],
    },
}
QUERIES = {
    "GET /api/meeting-templates": "?organisation=o1",
    "GET /api/rooms/{room}/bookings": f"?starts_at={WHEN['starts_at']}&ends_at={WHEN['ends_at']}",
    "GET /api/board": "?from=2030-12-01T00:00:00Z&to=2031-01-01T00:00:00Z",
    "GET /api/board/papers": "?meetings={meeting}",
    "GET /api/search": "?q=cao",
    "GET /api/legal-deadlines": "?starts_at=2030-01-01T00:00:00Z",
    "GET /api/documents/{document}/versions/{version}/hits": "?q=cao",
}


@dataclass(slots=True)
class Scene:
    """A called meeting with one item that everybody in it may read, and a released paper in it.

    `brought` are the ids for whoever prepares the item: the paper is one that he brought.
    """

    hop: Installation
    ids: dict[str, str]
    brought: dict[str, str]

    def ids_of(self, name: str) -> dict[str, str]:
        return self.ids | (self.brought if name == "preparer" else {})

    def person(self, name: str) -> Person:
        return self.hop.person(name, *([ROLES[name]] if name in ROLES else []))

    async def ask(self, name: str, route: str, ids: dict[str, str]) -> tuple[int, Any]:
        method, path = route.split(" ")
        body = BODIES.get(route, {} if method != "GET" else None)
        url = path.format(**ids) + QUERIES.get(route, "").format(**ids)
        response = await self.person(name).ask(method, url, filled(body, ids))
        answer = await response.json() if "json" in response.content_type else None
        response.close()  # the live stream has no end of its own
        return response.status, answer


def filled(value: Any, ids: dict[str, str]) -> Any:
    """With the ids in the places of their names."""
    if isinstance(value, list):
        return [filled(one, ids) for one in value]
    if isinstance(value, dict):
        return {key: filled(one, ids) for key, one in value.items()}
    return value.format(**ids) if isinstance(value, str) else value


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with installation(tmp_path, build_meeting, build_documents, build_notify) as hop:
        for organisation_id in ("o1", "o2"):
            await hop.tell(gateway.SOURCE, "organisation", organisation_id, organisation(organisation_id))
        for name in PEOPLE:
            await hop.tell(gateway.SOURCE, "person", name, person(name))
        await hop.settle()
        ids = await _prepare(hop)
        yield Scene(hop, ids, await _bring(hop, ids))


async def _prepare(hop: Installation) -> dict[str, str]:
    secretary = hop.person("secretary", ROLES["secretary"])
    meeting = (await secretary.send("POST", "/api/meetings", NEW))["id"]
    item = {"title": "Báo cáo", "presenter_ids": ["presenter"], "audience": {"guests": True}}
    item_id = (await secretary.send("POST", f"/api/meetings/{meeting}/agenda-items", item))["id"]
    people = [{"person_id": "an"}, {"person_id": "guest", "role": "guest"}, {"person_id": "removed"}]
    people.append({"person_id": "replaced"})
    job = await secretary.send("POST", f"/api/meetings/{meeting}/participants", {"people": people})
    await secretary.send("POST", f"/api/meetings/{meeting}/call", {})
    await secretary.send("DELETE", f"/api/meetings/{meeting}/participants/removed")
    document = await Desk(hop, secretary, meeting).hand_out(pdf("Báo cáo"), item_id=item_id)
    await hop.settle()
    await _replace(hop, f"/api/meetings/{meeting}")
    ids = {"meeting": meeting, "item": item_id, "job": job["id"], "person": "an", "sitting": "s1"}
    administrator = hop.person("administrator", ROLES["administrator"])
    room = (await administrator.send("POST", "/api/rooms", ROOM | {"keeper_id": "outsider"}))["id"]
    block = (await administrator.send("POST", f"/api/rooms/{room}/blocks", {**WHEN, "reason": "Bảo trì"}))["id"]
    await secretary.send("PUT", f"/api/meetings/{meeting}/room", {"room_id": room})
    await hop.settle()
    site = (
        await secretary.send("POST", f"/api/meetings/{meeting}/sites", {"organisation_id": "o2", "duty_id": "duty"})
    )["id"]
    template = (await secretary.send("POST", f"/api/meetings/{meeting}/templates", {"name": "Giao ban"}))["id"]
    book = (await secretary.send("POST", f"/api/meetings/{meeting}/books", {}))["id"]
    await hop.settle()
    entry = (await hop.person("an").get("/api/inbox"))["items"][0]["id"]
    delivery = (await administrator.get("/api/deliveries"))["items"][0]["id"]
    ids |= {"site": site, "book": book, "room": room, "block": block, "template": template}
    ids |= {"entry": entry, "delivery": delivery}
    return ids | {"document": document["id"], "version": document["versions"][-1]["id"]}


async def _bring(hop: Installation, ids: dict[str, str]) -> dict[str, str]:
    secretary, path = hop.person("secretary", ROLES["secretary"]), f"/api/meetings/{ids['meeting']}"
    await secretary.send("PATCH", f"{path}/agenda-items/{ids['item']}", {"owner_organisation_id": "o1"})
    await secretary.send("POST", f"{path}/paper-requests", {"item_ids": [ids["item"]]})
    await hop.settle()
    desk = Desk(hop, hop.person("preparer", ROLES["preparer"]), ids["meeting"])
    paper = await desk.add(pdf("Tờ trình"), item_id=ids["item"])
    return {"document": paper["id"], "version": paper["versions"][-1]["id"]}


async def _replace(hop: Installation, path: str) -> None:
    await hop.person("replaced").send("PUT", f"{path}/substitute", {"person_id": "deputy", "reason": "Ốm"})
    decision = {"person_id": "deputy", "agreed": True}
    await hop.person("chair").send("PUT", f"{path}/participants/replaced/substitute/decision", decision)
    await hop.settle()


async def test_every_route_is_in_the_table(scene: Scene) -> None:
    assert {route.name for service in scene.hop.services for route in service.routes} == set(MAY)


async def test_denied_requests_look_like_requests_for_what_is_missing(scene: Scene) -> None:
    nowhere = dict.fromkeys(scene.ids, "0" * 32) | {"sitting": "s1"}
    for route, allowed in MAY.items():
        for name in sorted(EVERYBODY - allowed):
            status, answer = await scene.ask(name, route, scene.ids_of(name))
            assert status == 404, f"{name} may {route}: {answer}"
            if "{" in route:
                missing = await scene.ask(name, route, nowhere)
                assert missing == (404, answer | {"request_id": missing[1]["request_id"]}), f"{name}, {route}"


async def test_nobody_gets_in_without_a_token(scene: Scene) -> None:
    for route in MAY:
        method, path = route.split(" ")
        response = await scene.hop.client.request(method, path.format(**scene.ids))
        assert response.status == 401, route


async def test_whoever_may_is_let_in(scene: Scene) -> None:
    for route, allowed in MAY.items():
        for name in sorted(allowed):
            status, answer = await scene.ask(name, route, scene.ids_of(name))
            assert status not in {401, 403, 404, 500}, f"{name} may not {route}: {status} {answer}"
