"""A meeting that was drawn up before its body ended: it is handed to one that went on, or cancelled."""

from datetime import date
from typing import Any

import pytest

from shared.events import gateway
from shared.events.gateway import OrganisationChanged
from tests.factories.facts import organisation
from tests.factories.installation import Installation, Person

BOARD = "/api/board?from=2030-12-09T00:00:00Z&to=2030-12-16T00:00:00Z"


async def end(hop: Installation, body: str, *successors: str, on: date = date(2030, 12, 1)) -> None:
    for heir in successors:
        await hop.say(gateway.SOURCE, "organisation", heir, organisation(heir))
    ended = {"active": False, "ended_on": on, "successor_ids": successors}
    facts = organisation(body).organisation.model_copy(update=ended)
    await hop.say(gateway.SOURCE, "organisation", body, OrganisationChanged(organisation=facts))


async def give(secretary: Person, path: str, body: str) -> str:
    """The code of the problem, or nothing."""
    etag = (await secretary.ask("GET", path)).headers["ETag"]
    response = await secretary.ask("PATCH", path, {"organisation_id": body}, **{"If-Match": etag})
    return str((await response.json()).get("type", "")).rpartition("/")[2]


@pytest.fixture
def path(meeting: dict[str, Any]) -> str:
    return f"/api/meetings/{meeting['id']}"


async def test_draft_is_not_called_for_a_body_that_has_ended_and_goes_to_the_one_that_went_on(
    hop: Installation, secretary: Person, path: str
) -> None:
    assert (await secretary.get(path))["heirs"] is None
    await end(hop, "o1", "o2")
    assert [one["id"] for one in (await secretary.get(path))["heirs"]] == ["o2"]
    assert "body" in [line["kind"] for line in (await secretary.get(BOARD))["items"][0]["lines"]]
    assert await secretary.problem("POST", f"{path}/call", {}) == "organisation-ended"
    assert await give(secretary, path, "o2") == ""
    assert "body" not in [line["kind"] for line in (await secretary.get(BOARD))["items"][0]["lines"]]
    called = await secretary.send("POST", f"{path}/call", {})
    assert (called["state"], called["organisation"]["id"], called["heirs"]) == ("called", "o2", None)


async def test_of_several_that_went_on_the_secretary_chooses_through_all_that_happened(
    hop: Installation, secretary: Person, path: str
) -> None:
    await end(hop, "o1", "o2", "o3")
    await end(hop, "o2", "o4")
    assert {one["id"] for one in (await secretary.get(path))["heirs"]} == {"o3", "o4"}
    assert await give(secretary, path, "o2") == "not-its-successor"
    assert await give(secretary, path, "o4") == ""


async def test_meeting_is_given_to_no_body_but_a_successor(hop: Installation, secretary: Person, path: str) -> None:
    await hop.say(gateway.SOURCE, "organisation", "o2", organisation("o2"))
    assert await give(secretary, path, "o2") == "not-its-successor"
    assert await give(secretary, path, "nowhere") == "not-its-successor"
    assert await give(secretary, path, "o1") == ""


async def test_meeting_of_a_body_that_ended_is_cancelled_and_its_people_hear_it(
    hop: Installation, secretary: Person, path: str
) -> None:
    await secretary.send("POST", f"{path}/call", {})
    await end(hop, "o1", "o2")
    assert (await secretary.send("POST", f"{path}/call", {}))["state"] == "called", "said again it changes nothing"
    cancelled = await secretary.send("POST", f"{path}/cancellation", {"reason": "Sáp nhập"})
    assert (cancelled["state"], cancelled["heirs"]) == ("cancelled", None)


async def test_meeting_before_the_last_day_stays_and_a_postponed_one_is_called_anew_by_the_successor(
    hop: Installation, secretary: Person, path: str
) -> None:
    await secretary.send("POST", f"{path}/call", {})
    await end(hop, "o1", "o2", on=date(2031, 1, 1))
    assert (await secretary.get(path))["heirs"] is None
    await secretary.send("POST", f"{path}/postponement", {"reason": "Bão"})
    assert [one["id"] for one in (await secretary.get(path))["heirs"]] == ["o2"]
    later = {"starts_at": "2031-01-05T01:30:00Z", "ends_at": "2031-01-05T04:00:00Z"}
    assert await secretary.problem("POST", f"{path}/call", later) == "organisation-ended"
    assert await give(secretary, path, "o2") == ""
    assert (await secretary.send("POST", f"{path}/call", later))["organisation"]["id"] == "o2"


async def test_body_that_was_given_up_without_a_successor_leaves_the_meeting_to_be_cancelled(
    hop: Installation, secretary: Person, path: str
) -> None:
    await end(hop, "o1")
    assert (await secretary.get(path))["heirs"] == []
    assert await secretary.problem("POST", f"{path}/call", {}) == "organisation-ended"
