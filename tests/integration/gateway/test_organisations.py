"""The tree of organisations: levels with dates, moves, and who may change it."""

import asyncio

import pytest

from services.gateway.organisations.model import Move
from shared.aggregates import Act
from tests.integration.gateway.conftest import Browser, Hop, grant, new_person, new_unit


async def paths(by: Browser) -> dict[str, list[str]]:
    names = {one["id"]: one["name"] for one in (await by.get("/api/organisations"))["items"]}
    return {
        names[one["id"]]: [names[step] for step in one["path"][1:]]
        for one in (await by.get("/api/organisations"))["items"]
    }


@pytest.fixture
async def tree(quantri: Browser, root_id: str) -> dict[str, str]:
    """a > b > c, and d beside a."""
    a = await new_unit(quantri, root_id, "a")
    b = await new_unit(quantri, a, "b")
    return {"a": a, "b": b, "c": await new_unit(quantri, b, "c"), "d": await new_unit(quantri, root_id, "d")}


async def test_everybody_signed_in_reads_the_tree(quantri: Browser, tree: dict[str, str]) -> None:
    person = await new_person(quantri, tree["c"], "an")
    assert (await paths(person))["c"] == ["a", "b", "c"]
    assert (await person.get(f"/api/organisations/{tree['b']}"))["name"] == "b"


async def test_districts_ended_on_the_last_of_june_2025(quantri: Browser, root_id: str) -> None:
    levels = {level["code"]: level for level in (await quantri.get("/api/levels"))["items"]}
    assert levels["district"]["until"] == "2025-06-30"
    body = {"name": "Huyện", "short_name": "Huyện", "parent_id": root_id, "level": "district"}
    assert await quantri.problem("POST", "/api/organisations", body | {"since": "2025-07-01"}) == "level-not-in-force"
    assert await quantri.status("POST", "/api/organisations", body | {"since": "2010-01-01"}) == 201


async def test_new_level_is_kept_beside_the_old_one(quantri: Browser, root_id: str) -> None:
    unit = await new_unit(quantri, root_id, "Thị trấn", level="district", since="2010-01-01")
    change = {"level": {"level": "commune", "since": "2025-07-01"}}
    changed = await quantri.send("PATCH", f"/api/organisations/{unit}", change)
    assert changed["levels"] == [
        {"level": "district", "since": "2010-01-01"},
        {"level": "commune", "since": "2025-07-01"},
    ]


async def test_moved_subtree_is_settled_below_and_told_to_everybody(
    hop: Hop, quantri: Browser, tree: dict[str, str]
) -> None:
    moved = await quantri.send("PATCH", f"/api/organisations/{tree['b']}", {"parent_id": tree["d"]})
    assert moved["path"][1:] == [tree["d"], tree["b"]]
    assert (await paths(quantri))["c"] == ["d", "b", "c"]
    stored = await hop.kit.backends.store.get(hop.gateway.world.organisations.collection, tree["c"])
    assert stored
    assert stored.sequence == 2  # created, changed


async def test_role_follows_the_move(quantri: Browser, tree: dict[str, str]) -> None:
    person = await new_person(quantri, tree["c"], "an")
    manager = await new_person(quantri, tree["d"], "quanly")
    await grant(quantri, manager, "administrator", tree["d"])
    path = f"/api/people/{person.person['id']}"
    assert "email" not in await manager.get(path)
    await quantri.send("PATCH", f"/api/organisations/{tree['b']}", {"parent_id": tree["d"]})
    assert "email" in await manager.get(path)


@pytest.mark.parametrize("below", ["a", "b", "c"])
async def test_organisation_does_not_move_below_itself(quantri: Browser, tree: dict[str, str], below: str) -> None:
    change = {"parent_id": tree[below]}
    assert await quantri.problem("PATCH", f"/api/organisations/{tree['a']}", change) == "tree-cycle"


async def test_two_moves_at_once_close_no_cycle(quantri: Browser, tree: dict[str, str]) -> None:
    moves = [(tree["a"], tree["d"]), (tree["d"], tree["a"])]
    answers = await asyncio.gather(
        *(quantri.ask("PATCH", f"/api/organisations/{one}", {"parent_id": other}) for one, other in moves)
    )
    assert sorted(answer.status for answer in answers)[0] == 200
    assert sorted(answer.status for answer in answers)[1] in {409, 422}
    assert set(await paths(quantri)) >= {"a", "b", "c", "d"}
    assert all(len(path) == len(set(path)) for path in (await paths(quantri)).values())


async def test_move_whose_mover_died_before_beginning_it_goes_before_the_next(
    hop: Hop, quantri: Browser, tree: dict[str, str], root_id: str
) -> None:
    world = hop.gateway.world
    act = Act(hop.kit.clock.now(), actor_id=quantri.person["id"])
    claim = Move(id=root_id, fingerprint="died")
    claim.go("died", tree["a"], tree["d"], act)
    await world.moves.add(claim, act)
    back = {"parent_id": tree["a"]}
    assert await quantri.problem("PATCH", f"/api/organisations/{tree['d']}", back) == "move-under-way"
    await world.jobs.finished("died", seconds=30)
    assert (await paths(quantri))["c"] == ["d", "a", "b", "c"]
    assert await quantri.problem("PATCH", f"/api/organisations/{tree['d']}", back) == "tree-cycle"


async def test_root_does_not_move(quantri: Browser, tree: dict[str, str], root_id: str) -> None:
    assert await quantri.problem("PATCH", f"/api/organisations/{root_id}", {"parent_id": tree["a"]}) == "tree-cycle"


async def test_unit_s_own_administrator_renames_but_does_not_move_or_close_it(
    quantri: Browser, tree: dict[str, str]
) -> None:
    own = await new_person(quantri, tree["a"], "quanly")
    await grant(quantri, own, "administrator", tree["a"])
    path = f"/api/organisations/{tree['a']}"
    assert (await own.send("PATCH", path, {"name": "Tên mới"}))["name"] == "Tên mới"
    assert await own.problem("PATCH", path, {"parent_id": tree["d"]}) == "not-found"
    assert await own.problem("PATCH", path, {"active": False}) == "not-found"
    assert await own.problem("PATCH", f"/api/organisations/{tree['d']}", {"name": "x"}) == "not-found"
    assert await own.status("PATCH", f"/api/organisations/{tree['c']}", {"active": False}) == 200


async def test_organisation_in_use_is_not_deactivated(quantri: Browser, tree: dict[str, str]) -> None:
    close = {"active": False}
    assert await quantri.problem("PATCH", f"/api/organisations/{tree['b']}", close) == "organisation-in-use"
    person = await new_person(quantri, tree["c"], "an")
    assert await quantri.problem("PATCH", f"/api/organisations/{tree['c']}", close) == "organisation-in-use"
    await quantri.send("PATCH", f"/api/people/{person.person['id']}", {"active": False})
    assert (await quantri.send("PATCH", f"/api/organisations/{tree['c']}", close))["active"] is False


async def test_nothing_new_comes_below_an_inactive_organisation(quantri: Browser, tree: dict[str, str]) -> None:
    await quantri.send("PATCH", f"/api/organisations/{tree['d']}", {"active": False})
    body = {"name": "e", "short_name": "e", "parent_id": tree["d"], "level": "commune", "since": "2020-01-01"}
    assert await quantri.problem("POST", "/api/organisations", body) == "organisation-inactive"
    person = {"name": "an", "full_name": "An", "organisation_id": tree["d"]}
    assert await quantri.problem("POST", "/api/people", person) == "organisation-inactive"


async def test_creation_sent_twice_makes_one_organisation(quantri: Browser, root_id: str) -> None:
    body = {"name": "e", "short_name": "e", "parent_id": root_id, "level": "commune", "since": "2020-01-01"}
    key = {"Idempotency-Key": "k"}
    first = await quantri.send("POST", "/api/organisations", body, **key)
    assert await quantri.send("POST", "/api/organisations", body, **key) == first
    assert await quantri.problem("POST", "/api/organisations", body | {"name": "f"}, **key) == "idempotency-key-reused"


async def test_secretary_changes_no_organisation(quantri: Browser, tree: dict[str, str], root_id: str) -> None:
    secretary = await new_person(quantri, root_id, "thuky")
    await grant(quantri, secretary, "secretary", root_id)
    body = {"name": "e", "short_name": "e", "parent_id": root_id, "level": "commune", "since": "2020-01-01"}
    assert await secretary.problem("POST", "/api/organisations", body) == "not-found"
    assert await secretary.problem("PATCH", f"/api/organisations/{tree['a']}", {"name": "x"}) == "not-found"
