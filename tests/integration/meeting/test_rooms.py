"""Rooms: a meeting asks, the calendar answers, and never two at once."""

import asyncio
from typing import Any

import pytest

from shared.events import gateway
from tests.factories.facts import organisation
from tests.factories.installation import Installation, Person
from tests.integration.meeting.conftest import NEW, ROOM

MANY = 500


@pytest.fixture
def administrator(hop: Installation) -> Person:
    return hop.person("guest", ("administrator", "o1"))


@pytest.fixture
async def room(administrator: Person) -> str:
    return str((await administrator.send("POST", "/api/rooms", ROOM))["id"])


async def new_meeting(secretary: Person, **fields: Any) -> str:
    return str((await secretary.send("POST", "/api/meetings", NEW | fields))["id"])


async def book(hop: Installation, secretary: Person, meeting: str, room: str, **fields: Any) -> dict[str, Any]:
    await secretary.send("PUT", f"/api/meetings/{meeting}/room", {"room_id": room, **fields})
    await hop.settle()
    return await wish(secretary, meeting)


async def wish(secretary: Person, meeting: str) -> dict[str, Any]:
    found: dict[str, Any] = (await secretary.get(f"/api/meetings/{meeting}"))["room"]
    return found


async def test_free_room_is_confirmed_and_becomes_the_place(hop: Installation, secretary: Person, room: str) -> None:
    meeting = await new_meeting(secretary)
    booked = await book(hop, secretary, meeting, room, services=["tea", "name_plates"], note="Nước khoáng")
    assert (booked["state"], booked["services"]) == ("confirmed", ["tea", "name_plates"])
    assert (await secretary.get(f"/api/meetings/{meeting}"))["place"] == "Phòng họp số 2, Tầng 3"


async def test_taken_room_is_refused_with_the_time_alone(hop: Installation, secretary: Person, room: str) -> None:
    await book(hop, secretary, await new_meeting(secretary), room)
    refused = await book(hop, secretary, await new_meeting(secretary, title="Họp khác"), room)
    assert refused["state"] == "refused"
    assert refused["taken"] == {"starts_at": "2030-12-10T01:30:00.000000Z", "ends_at": "2030-12-10T04:00:00.000000Z"}


async def test_of_five_hundred_who_ask_at_once_one_gets_the_room(
    hop: Installation, secretary: Person, room: str
) -> None:
    meetings = await asyncio.gather(*(new_meeting(hop.person("secretary", ("secretary", "o1"))) for _ in range(MANY)))
    body = {"room_id": room}
    asking = (hop.person("secretary").send("PUT", f"/api/meetings/{one}/room", body) for one in meetings)
    await asyncio.gather(*asking)
    await hop.settle(120)
    states = [(await wish(secretary, meeting))["state"] for meeting in meetings]
    assert (states.count("confirmed"), states.count("refused")) == (1, MANY - 1)
    (winner,) = (one for one, state in zip(meetings, states, strict=True) if state == "confirmed")
    span = "starts_at=2030-12-10T00:00:00Z&ends_at=2030-12-11T00:00:00Z"
    listed = (await secretary.get(f"/api/rooms/{room}/bookings?{span}"))["items"]
    assert [one["meeting_id"] for one in listed] == [winner]


async def test_meeting_that_moves_takes_its_room_along_or_loses_it(
    hop: Installation, secretary: Person, room: str
) -> None:
    first, second = await new_meeting(secretary), await new_meeting(secretary)
    await book(hop, secretary, first, room)
    await move(secretary, first, "2030-12-31T22:00:00Z", "2031-01-01T02:00:00Z")  # in two calendars
    await hop.settle()
    assert (await wish(secretary, first))["state"] == "confirmed"
    assert (await book(hop, secretary, second, room))["state"] == "confirmed"
    await move(secretary, first, "2030-12-10T02:00:00Z", "2030-12-10T03:00:00Z")
    await hop.settle()
    assert (await wish(secretary, first))["state"] == "refused"


async def test_draft_that_is_called_to_another_time_asks_for_its_room_again(
    hop: Installation, secretary: Person, room: str
) -> None:
    first, second = await new_meeting(secretary), await new_meeting(secretary)
    assert (await book(hop, secretary, first, room))["state"] == "confirmed"
    times = {"starts_at": "2030-12-11T01:30:00Z", "ends_at": "2030-12-11T04:00:00Z"}
    await secretary.send("POST", f"/api/meetings/{first}/call", times)
    await hop.settle()
    assert (await wish(secretary, first))["state"] == "confirmed"
    assert (await book(hop, secretary, second, room))["state"] == "confirmed"
    third = await new_meeting(secretary, **times)
    assert (await book(hop, secretary, third, room))["state"] == "refused"


async def move(secretary: Person, meeting: str, starts_at: str, ends_at: str) -> None:
    path = f"/api/meetings/{meeting}"
    etag = (await secretary.ask("GET", path)).headers["ETag"]
    await secretary.send("PATCH", path, {"starts_at": starts_at, "ends_at": ends_at}, **{"If-Match": etag})


async def test_cancelled_and_postponed_meetings_free_the_room(hop: Installation, secretary: Person, room: str) -> None:
    first, second = await new_meeting(secretary), await new_meeting(secretary)
    await secretary.send("POST", f"/api/meetings/{first}/call", {})
    await book(hop, secretary, first, room)
    await secretary.send("POST", f"/api/meetings/{first}/postponement", {"reason": "Bão"})
    await hop.settle()
    assert (await book(hop, secretary, second, room))["state"] == "confirmed"
    await secretary.send("POST", f"/api/meetings/{second}/cancellation", {"reason": "Bão"})
    await hop.settle()
    await secretary.send("POST", f"/api/meetings/{first}/call", {})
    await hop.settle()
    assert (await wish(secretary, first))["state"] == "confirmed"


async def test_room_that_wants_approval_waits_for_its_keeper(
    hop: Installation, secretary: Person, administrator: Person, room: str
) -> None:
    await administrator.send("PATCH", f"/api/rooms/{room}", {"needs_approval": True, "keeper_id": "outsider"})
    first, second = await new_meeting(secretary), await new_meeting(secretary)
    assert (await book(hop, secretary, first, room, services=["tea"]))["state"] == "requested"
    assert (await book(hop, secretary, second, room))["state"] == "refused"
    keeper, path = hop.person("outsider"), f"/api/rooms/{room}/bookings"
    span = "starts_at=2030-12-10T00:00:00Z&ends_at=2030-12-11T00:00:00Z"
    (seen,) = (await keeper.get(f"{path}?{span}"))["items"]
    assert (seen["services"], seen["id"], "title" in seen) == (["tea"], first, False)
    await keeper.send("PUT", f"{path}/{first}/decision", {"agreed": False, "reason": "Phòng có khách"})
    await hop.settle()
    answer = await wish(secretary, first)
    assert (answer["state"], answer["reason"]) == ("refused", "Phòng có khách")
    assert (await book(hop, secretary, second, room, note="lần nữa"))["state"] == "requested"
    await keeper.send("PUT", f"{path}/{second}/decision", {"agreed": True})
    await hop.settle()
    assert (await wish(secretary, second))["state"] == "confirmed"


async def test_blocked_room_takes_nobody_and_a_booked_one_is_not_blocked(
    hop: Installation, secretary: Person, administrator: Person, room: str
) -> None:
    times = {"starts_at": "2030-12-10T00:00:00Z", "ends_at": "2030-12-10T10:00:00Z", "reason": "Bảo trì"}
    block = await administrator.send("POST", f"/api/rooms/{room}/blocks", times)
    meeting = await new_meeting(secretary)
    assert (await book(hop, secretary, meeting, room))["state"] == "refused"
    await administrator.send("DELETE", f"/api/rooms/{room}/blocks/{block['id']}")
    assert (await book(hop, secretary, meeting, room))["state"] == "confirmed"
    assert await administrator.problem("POST", f"/api/rooms/{room}/blocks", times) == "room-taken"


async def test_room_shrunk_below_its_bookings_says_which(
    hop: Installation, secretary: Person, administrator: Person, room: str, meeting: dict[str, Any]
) -> None:
    await hop.settle()
    assert (await book(hop, secretary, meeting["id"], room))["too_small"] is False
    changed = await administrator.send("PATCH", f"/api/rooms/{room}", {"capacity": 2, "seats": 2})
    assert [one["people"] for one in changed["too_small_for"]] == [4]
    assert (await wish(secretary, meeting["id"]))["too_small"] is True
    assert await administrator.problem("PATCH", f"/api/rooms/{room}", {"seats": 3}) == "seats-beyond-capacity"


async def test_room_shrunk_while_its_keeper_has_not_decided_is_named_to_all_three(
    hop: Installation, secretary: Person, administrator: Person, room: str, meeting: dict[str, Any]
) -> None:
    """Whoever shrinks it, the keeper before he agrees, and the secretary; it stays the keeper's to decide."""
    await administrator.send("PATCH", f"/api/rooms/{room}", {"needs_approval": True, "keeper_id": "outsider"})
    await hop.settle()
    assert (await book(hop, secretary, meeting["id"], room))["state"] == "requested"
    changed = await administrator.send("PATCH", f"/api/rooms/{room}", {"capacity": 2, "seats": 2})
    assert [one["people"] for one in changed["too_small_for"]] == [4]
    keeper = hop.person("outsider")
    span = "starts_at=2030-12-10T00:00:00Z&ends_at=2030-12-11T00:00:00Z"
    (seen,) = (await keeper.get(f"/api/rooms/{room}/bookings?{span}"))["items"]
    (there,) = (await keeper.get("/api/rooms"))["items"]
    assert (seen["people"], there["capacity"]) == (4, 2)
    asked = await wish(secretary, meeting["id"])
    assert (asked["state"], asked["too_small"]) == ("requested", True)
    await keeper.send("PUT", f"/api/rooms/{room}/bookings/{seen['id']}/decision", {"agreed": True})
    await hop.settle()
    asked = await wish(secretary, meeting["id"])
    assert (asked["state"], asked["too_small"]) == ("confirmed", True)


async def test_room_with_bookings_ahead_is_not_given_up(
    hop: Installation, secretary: Person, administrator: Person, room: str
) -> None:
    meeting = await new_meeting(secretary)
    await book(hop, secretary, meeting, room)
    assert await administrator.problem("DELETE", f"/api/rooms/{room}") == "room-in-use"
    await secretary.send("DELETE", f"/api/meetings/{meeting}/room")
    await hop.settle()
    await administrator.send("DELETE", f"/api/rooms/{room}")
    assert (await secretary.get("/api/rooms"))["items"] == []
    assert await secretary.problem("PUT", f"/api/meetings/{meeting}/room", {"room_id": room}) == "room-gone"


async def test_meeting_called_anew_hears_that_its_room_is_gone_by_a_code(
    hop: Installation, secretary: Person, administrator: Person, room: str
) -> None:
    """No sentence of ours stands where a keeper's words do: each reader hears it in his own language."""
    meeting = await new_meeting(secretary)
    await secretary.send("POST", f"/api/meetings/{meeting}/call", {})
    await book(hop, secretary, meeting, room)
    await secretary.send("POST", f"/api/meetings/{meeting}/postponement", {"reason": "Bão"})
    await hop.settle()
    await administrator.send("DELETE", f"/api/rooms/{room}")
    await secretary.send("POST", f"/api/meetings/{meeting}/call", {})
    await hop.settle()
    answer = await wish(secretary, meeting)
    assert (answer["state"], answer["gone"], answer["reason"]) == ("refused", True, None)


async def test_list_says_which_rooms_are_free_in_whatever_zone_was_meant(
    hop: Installation, secretary: Person, room: str
) -> None:
    await book(hop, secretary, await new_meeting(secretary), room)
    for span, free in (
        ("starts_at=2030-12-10T08:30:00%2B07:00&ends_at=2030-12-10T09:00:00%2B07:00", False),
        ("starts_at=2030-12-10T04:00:00Z&ends_at=2030-12-10T05:00:00Z", True),
    ):
        assert [one["free"] for one in (await secretary.get(f"/api/rooms?{span}"))["items"]] == [free]


async def test_rooms_of_another_tree_do_not_exist(hop: Installation, room: str) -> None:
    await hop.say(gateway.SOURCE, "organisation", "o2", organisation("o2"))
    stranger = hop.person("outsider", ("secretary", "o2"))
    meeting = await new_meeting(stranger, organisation_id="o2")
    assert await stranger.status("PUT", f"/api/meetings/{meeting}/room", {"room_id": room}) == 404
    assert (
        await stranger.ask(
            "GET", f"/api/rooms/{room}/bookings?starts_at=2030-01-01T00:00:00Z&ends_at=2030-01-02T00:00:00Z"
        )
    ).status == 404
    assert await hop.person("an").status("GET", "/api/rooms") == 404


async def test_week_tells_others_when_and_never_what(hop: Installation, secretary: Person, room: str) -> None:
    await book(hop, secretary, await new_meeting(secretary, title="Chuyện riêng"), room)
    colleague = hop.person("binh", ("secretary", "o1"))
    span = "starts_at=2030-12-10T00:00:00Z&ends_at=2030-12-11T00:00:00Z"
    (seen,) = (await colleague.get(f"/api/rooms/{room}/bookings?{span}"))["items"]
    assert set(seen) == {"starts_at", "ends_at", "state", "blocked"}
