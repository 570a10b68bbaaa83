import asyncio
from typing import Any

import pytest

from services.meeting.agenda_items import model
from tests.factories.installation import Installation, Person


async def add(secretary: Person, meeting: dict[str, Any], title: str, **fields: Any) -> dict[str, Any]:
    path = f"/api/meetings/{meeting['id']}/agenda-items"
    added: dict[str, Any] = await secretary.send("POST", path, {"title": title, **fields})
    return added


async def titles(person: Person, meeting: dict[str, Any]) -> list[str]:
    listed = await person.get(f"/api/meetings/{meeting['id']}/agenda-items")
    return [item["title"] for item in listed["items"]]


async def test_items_stand_where_they_were_put(secretary: Person, meeting: dict[str, Any]) -> None:
    first = await add(secretary, meeting, "1")
    await add(secretary, meeting, "3")
    await add(secretary, meeting, "2", after_id=first["id"])
    await add(secretary, meeting, "1.1", parent_id=first["id"])
    await add(secretary, meeting, "0", after_id=None)
    assert await titles(secretary, meeting) == ["0", "1", "1.1", "2", "3"]


async def test_full_agenda_takes_no_more_and_loses_nothing(
    secretary: Person, meeting: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "MOST_ITEMS", 2)
    path, key = f"/api/meetings/{meeting['id']}/agenda-items", {"Idempotency-Key": "k1"}
    first = await add(secretary, meeting, "1")
    second = await secretary.send("POST", path, {"title": "2"}, **key)
    assert await secretary.problem("POST", path, {"title": "3"}) == "agenda-too-long"
    assert (await secretary.send("POST", path, {"title": "2"}, **key))["id"] == second["id"]
    assert await titles(secretary, meeting) == ["1", "2"]
    await secretary.send("DELETE", f"{path}/{first['id']}")
    await add(secretary, meeting, "3")


async def test_item_cannot_move_inside_itself(secretary: Person, meeting: dict[str, Any]) -> None:
    above = await add(secretary, meeting, "1")
    below = await add(secretary, meeting, "1.1", parent_id=above["id"])
    path = f"/api/meetings/{meeting['id']}/agenda-items/{above['id']}/place"
    assert await secretary.problem("PUT", path, {"parent_id": below["id"], "after_id": None}) == "item-inside-itself"


async def test_two_secretaries_moving_at_once_both_succeed(
    hop: Installation, secretary: Person, meeting: dict[str, Any]
) -> None:
    items = [await add(secretary, meeting, str(number)) for number in range(6)]
    base = f"/api/meetings/{meeting['id']}/agenda-items"
    first = {"parent_id": None, "after_id": None}
    moves = [hop.person("secretary").send("PUT", f"{base}/{item['id']}/place", first) for item in items]
    await asyncio.gather(*moves)
    assert sorted(await titles(secretary, meeting)) == ["0", "1", "2", "3", "4", "5"]


async def test_restricted_item_is_unknown_outside_its_audience(
    hop: Installation, secretary: Person, meeting: dict[str, Any]
) -> None:
    await add(secretary, meeting, "Chung")
    await add(secretary, meeting, "Nhân sự", audience={"people": ["an"]})
    await add(secretary, meeting, "Cho khách", audience={"guests": True})
    await secretary.send("POST", f"/api/meetings/{meeting['id']}/call", {})
    assert await titles(hop.person("an"), meeting) == ["Chung", "Nhân sự", "Cho khách"]
    assert await titles(hop.person("binh"), meeting) == ["Chung", "Cho khách"]
    assert await titles(hop.person("guest"), meeting) == ["Cho khách"]


async def test_presenter_who_takes_no_part_sees_his_item_alone(
    hop: Installation, secretary: Person, meeting: dict[str, Any]
) -> None:
    await add(secretary, meeting, "Chung")
    await add(secretary, meeting, "Báo cáo", presenter_ids=["outsider"])
    await secretary.send("POST", f"/api/meetings/{meeting['id']}/call", {})
    assert await titles(hop.person("outsider"), meeting) == ["Báo cáo"]
    assert await hop.person("outsider").status("GET", f"/api/meetings/{meeting['id']}/participants") == 404


async def test_item_with_items_below_it_is_not_removed(secretary: Person, meeting: dict[str, Any]) -> None:
    above = await add(secretary, meeting, "1")
    below = await add(secretary, meeting, "1.1", parent_id=above["id"])
    base = f"/api/meetings/{meeting['id']}/agenda-items"
    assert await secretary.problem("DELETE", f"{base}/{above['id']}") == "item-has-children"
    await secretary.send("DELETE", f"{base}/{below['id']}")
    await secretary.send("DELETE", f"{base}/{above['id']}")
    assert await titles(secretary, meeting) == []


async def test_item_is_never_wider_than_the_one_it_stands_in(
    hop: Installation, secretary: Person, meeting: dict[str, Any]
) -> None:
    above = await add(secretary, meeting, "Nhân sự", audience={"people": ["an"]})
    below = await add(secretary, meeting, "Danh sách", parent_id=above["id"])
    await add(secretary, meeting, "Chi tiết", parent_id=below["id"], audience={"people": ["an", "binh"]})
    await secretary.send("POST", f"/api/meetings/{meeting['id']}/call", {})
    assert await titles(hop.person("an"), meeting) == ["Nhân sự", "Danh sách", "Chi tiết"]
    assert await titles(hop.person("binh"), meeting) == []


async def test_narrowing_an_item_narrows_those_below(
    hop: Installation, secretary: Person, meeting: dict[str, Any]
) -> None:
    above = await add(secretary, meeting, "1")
    await add(secretary, meeting, "1.1", parent_id=above["id"])
    await secretary.send("POST", f"/api/meetings/{meeting['id']}/call", {})
    assert await titles(hop.person("binh"), meeting) == ["1", "1.1"]
    path = f"/api/meetings/{meeting['id']}/agenda-items/{above['id']}"
    await secretary.send("PATCH", path, {"audience": {"people": ["an"]}})
    assert await titles(hop.person("binh"), meeting) == []
    assert await titles(hop.person("an"), meeting) == ["1", "1.1"]
