"""Connecting sites: added by the secretary, readied by who is on duty there, who sees logistics alone."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from services.meeting.app import build
from shared.clock import SetClock
from shared.events import gateway
from shared.events.gateway import PersonDeactivated
from tests.factories.facts import organisation, person
from tests.factories.installation import Installation, Person, installation
from tests.integration.meeting.conftest import NEW

SITE = {"organisation_id": "o3", "place": "Phòng họp tầng 2", "duty_id": "outsider", "seats": 2}


NOW = datetime(2030, 12, 1, 1, tzinfo=UTC)


@pytest.fixture
async def hop(tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(tmp_path, build, clock=SetClock(NOW)) as running:
        for body in ("o1", "o3"):
            await running.say(gateway.SOURCE, "organisation", body, organisation(body))
        for name in ("secretary", "chair", "an", "binh", "guest", "outsider"):
            await running.say(gateway.SOURCE, "person", name, person(name))
        yield running


@pytest.fixture
async def path(meeting: dict[str, Any]) -> str:
    return f"/api/meetings/{meeting['id']}"


@pytest.fixture
async def site(secretary: Person, path: str) -> str:
    """Of the meeting, which is called."""
    added = await secretary.send("POST", f"{path}/sites", SITE)
    await secretary.send("POST", f"{path}/call", {})
    return f"{path}/sites/{added['id']}"


async def listed(secretary: Person, path: str) -> dict[str, Any]:
    (only,) = (await secretary.get(f"{path}/sites"))["items"]
    found: dict[str, Any] = only
    return found


async def assign(secretary: Person, path: str, site: str | None, *people: str) -> dict[str, Any]:
    site_id = site.rpartition("/")[2] if site else None
    rows = [{"person_id": one, "site_id": site_id} for one in people]
    job: dict[str, Any] = await secretary.send("POST", f"{path}/site-assignments", {"people": rows})
    return job


async def problem(who: Person, method: str, path: str, body: Any = None) -> tuple[int, str]:
    response = await who.ask(method, path, body)
    return response.status, (await response.json())["type"].rpartition("/")[2]


async def board_lines(secretary: Person) -> list[tuple[str, int]]:
    board = await secretary.get("/api/board?from=2030-12-01T00:00:00Z&to=2031-01-01T00:00:00Z")
    return [
        (line["state"], line["count"]) for one in board["items"] for line in one["lines"] if line["kind"] == "sites"
    ]


def set_clock(hop: Installation, moment: datetime) -> None:
    assert isinstance(hop.kit.clock, SetClock)
    hop.kit.clock.moment = moment


async def test_person_on_duty_sees_logistics_and_nothing_else(
    hop: Installation, secretary: Person, path: str, site: str
) -> None:
    await secretary.send("POST", f"{path}/agenda-items", {"title": "Công tác nhân sự"})
    await assign(secretary, path, site, "an", "binh")
    duty = hop.person("outsider")
    seen = await duty.get(site)
    assert set(seen["meeting"]) == {
        "id", "organisation", "title", "mode", "state", "starts_at", "ends_at", "zone", "video_link", "contacts"
    }  # fmt: skip
    assert (seen["site"]["people"], "accepted" in seen["site"]) == (2, False)
    assert "nhân sự" not in str(seen)
    for below in ("", "/sites", "/agenda-items", "/participants"):
        assert await duty.status("GET", f"{path}{below}") == 404, below
    assert (await duty.get("/api/meetings"))["items"] == []
    assert [one["site"]["id"] for one in (await duty.get("/api/duties"))["items"]] == [site.rpartition("/")[2]]


async def test_nobody_is_on_duty_before_the_meeting_is_called(hop: Installation, secretary: Person, path: str) -> None:
    added = await secretary.send("POST", f"{path}/sites", SITE)
    duty = hop.person("outsider")
    assert await duty.status("GET", f"{path}/sites/{added['id']}") == 404
    assert (await duty.get("/api/duties"))["items"] == []


async def test_replaced_person_on_duty_sees_nothing_more_and_the_site_is_readied_anew(
    hop: Installation, secretary: Person, path: str, site: str
) -> None:
    duty = hop.person("outsider")
    await duty.send("PUT", f"{site}/readiness", {"ready": True})
    await secretary.send("PATCH", site, {"duty_id": "guest"})
    assert await duty.status("GET", site) == 404
    assert (await hop.person("guest").get(site))["site"]["readiness"] is None


async def test_readiness_holds_for_the_time_it_was_reported_for(
    hop: Installation, secretary: Person, path: str, site: str
) -> None:
    await hop.person("outsider").send("PUT", f"{site}/readiness", {"ready": True, "note": "Đã thử đường truyền"})
    report = (await listed(secretary, path))["readiness"]
    assert (report["ready"], report["note"], report["by"]["id"]) == (True, "Đã thử đường truyền", "outsider")
    await secretary.send("POST", f"{path}/postponement", {"reason": "Bão"})
    assert await problem(hop.person("outsider"), "PUT", f"{site}/readiness", {"ready": True}) == (409, "wrong-state")
    later = {"starts_at": "2030-12-12T01:30:00Z", "ends_at": "2030-12-12T04:00:00Z"}
    await secretary.send("POST", f"{path}/call", later)
    assert (await listed(secretary, path))["readiness"] is None


async def test_secretary_enters_the_report_of_a_site_that_telephoned(secretary: Person, path: str, site: str) -> None:
    await secretary.send("PUT", f"{site}/readiness", {"ready": False, "note": "Mất điện"})
    report = (await listed(secretary, path))["readiness"]
    assert (report["ready"], report["by"]["id"]) == (False, "secretary")
    assert await problem(secretary, "PUT", f"{site}/readiness", {"ready": False}) == (422, "trouble-unnamed")


async def test_people_are_counted_at_their_site_unless_they_decline(
    hop: Installation, secretary: Person, path: str, site: str
) -> None:
    assert (await assign(secretary, path, site, "an", "binh"))["state"] == "done"
    await hop.person("an").send("PUT", f"{path}/answer", {"answer": "accepted"})
    await hop.person("binh").send("PUT", f"{path}/answer", {"answer": "declined", "reason": "Bận"})
    counted = await listed(secretary, path)
    assert (counted["people"], counted["accepted"], counted["seats"]) == (1, 1, 2)
    await assign(secretary, path, None, "an")
    assert (await listed(secretary, path))["people"] == 0


async def test_delegate_is_told_where_he_takes_part(hop: Installation, secretary: Person, path: str, site: str) -> None:
    await assign(secretary, path, site, "an")
    await hop.settle()
    here = {"id": site.rpartition("/")[2], "organisation_name": "Cơ quan o3", "place": "Phòng họp tầng 2"}
    assert (await hop.person("an").get(path))["my"]["site"] == here
    assert (await hop.person("an").get("/api/meetings"))["items"][0]["my"]["site"] == here
    assert (await hop.person("binh").get(path))["my"]["site"] is None


async def test_substitute_takes_part_where_the_delegate_would_have(
    hop: Installation, secretary: Person, path: str, site: str
) -> None:
    await assign(secretary, path, site, "an")
    await hop.person("an").send("PUT", f"{path}/substitute", {"person_id": "outsider", "reason": "Ốm"})
    decision = {"person_id": "outsider", "agreed": True}
    await hop.person("chair").send("PUT", f"{path}/participants/an/substitute/decision", decision)
    await hop.settle()
    assert (await listed(secretary, path))["people"] == 1


async def test_people_of_a_removed_site_are_in_the_main_room(
    hop: Installation, secretary: Person, path: str, site: str
) -> None:
    await assign(secretary, path, site, "an")
    await secretary.send("DELETE", site)
    await hop.settle()
    rows = (await secretary.get(f"{path}/participants"))["items"]
    assert {row["site_id"] for row in rows} == {None}
    assert await hop.person("outsider").status("GET", site) == 404


async def test_meeting_held_in_person_after_all_has_no_sites(
    hop: Installation, secretary: Person, path: str, site: str
) -> None:
    await assign(secretary, path, site, "an")
    etag = (await secretary.ask("GET", path)).headers["ETag"]
    await secretary.send("PATCH", path, {"mode": "in_person"}, **{"If-Match": etag})
    await hop.settle()
    assert (await secretary.get(f"{path}/sites"))["items"] == []
    rows = (await secretary.get(f"{path}/participants"))["items"]
    assert {row["site_id"] for row in rows} == {None}
    assert (await hop.person("outsider").get("/api/duties"))["items"] == []


async def test_site_of_another_meeting_is_not_assigned(secretary: Person, path: str, site: str) -> None:
    other = await secretary.send("POST", "/api/meetings", NEW)
    rows = {"people": [{"person_id": "an", "site_id": site.rpartition("/")[2]}]}
    there = f"/api/meetings/{other['id']}"
    assert await problem(secretary, "POST", f"{there}/site-assignments", rows) == (422, "site-unknown")
    assert await secretary.status("GET", f"{there}/sites/{site.rpartition('/')[2]}") == 404


async def test_bad_sites_are_refused_with_what_to_do(hop: Installation, secretary: Person, path: str) -> None:
    await hop.say(gateway.SOURCE, "person", "binh", PersonDeactivated(person=person("binh", active=False).person))
    for wrong, expected in (
        ({"organisation_id": "nowhere"}, (422, "organisation-unknown")),
        ({"duty_id": "binh"}, (422, "people-unknown")),
        ({"place": "MẬT"}, (422, "secret-refused")),
        ({"seats": 0}, (422, "invalid")),
    ):
        assert await problem(secretary, "POST", f"{path}/sites", SITE | wrong) == expected
    here = await secretary.send("POST", "/api/meetings", NEW | {"mode": "in_person"})
    assert await problem(secretary, "POST", f"/api/meetings/{here['id']}/sites", SITE) == (409, "meeting-in-person")


async def test_board_tells_of_sites_until_they_are_ready(
    hop: Installation, secretary: Person, path: str, site: str
) -> None:
    assert await board_lines(secretary) == []
    await secretary.send("PATCH", site, {"duty_id": None})
    assert await board_lines(secretary) == [("unmanned", 1)]
    await secretary.send("PATCH", site, {"duty_id": "outsider"})
    set_clock(hop, datetime(2030, 12, 9, 1, 30, tzinfo=UTC))
    assert await board_lines(secretary) == [("unready", 1)]
    await hop.person("outsider").send("PUT", f"{site}/readiness", {"ready": False, "note": "Mất điện"})
    assert await board_lines(secretary) == [("trouble", 1)]
    await hop.person("outsider").send("PUT", f"{site}/readiness", {"ready": True})
    assert await board_lines(secretary) == []


async def test_duties_go_from_the_list_when_the_meeting_is_over(hop: Installation, site: str) -> None:
    set_clock(hop, datetime(2030, 12, 11, 5, tzinfo=UTC))
    assert (await hop.person("outsider").get("/api/duties"))["items"] == []
