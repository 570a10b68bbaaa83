"""Bodies that merge and split on a day: people and units go on, what was stays what it was."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from services.gateway.organisations.model import Move
from services.gateway.reorganisations import commands
from services.gateway.reorganisations.work import carry_out
from shared.aggregates import Act
from shared.clock import to_text
from shared.jobs import TOO_LONG
from tests.factories.installation import until
from tests.integration.gateway.conftest import Browser, Hop, grant, new_person, new_unit
from tests.integration.gateway.test_usage import YEAR, hear, meetings_of

ON = "2025-07-01"
NEW = {"name": "Ủy ban nhân dân xã Mới", "short_name": "UBND xã Mới", "level": "commune"}


@pytest.fixture
async def units(quantri: Browser, root_id: str) -> dict[str, str]:
    """Two communes, one with a unit, and a department beside."""
    made = {name: await new_unit(quantri, root_id, name, level="commune") for name in ("x", "y", "z")}
    return made | {"below": await new_unit(quantri, made["x"], "below", level="commune")}


async def reorganise(by: Browser, **body: Any) -> dict[str, Any]:
    return dict(await by.send("POST", "/api/reorganisations", {"on": ON, **body}))


async def person(by: Browser, one: Browser) -> dict[str, Any]:
    return dict(await by.get(f"/api/people/{one.person['id']}"))


async def unit(by: Browser, unit_id: str) -> dict[str, Any]:
    return dict(await by.get(f"/api/organisations/{unit_id}"))


def posted(unit_id: str) -> dict[str, Any]:
    return {"posts": [{"organisation_id": unit_id, "title": "Chủ tịch"}]}


async def test_merger_moves_people_and_units_and_the_old_body_names_its_successor(
    quantri: Browser, units: dict[str, str], root_id: str
) -> None:
    an = await new_person(quantri, units["x"], "an", **posted(units["x"]))
    chi = await new_person(quantri, root_id, "chi", **posted(units["y"]))
    done = await reorganise(quantri, kind="merge", sources=[units["x"], units["y"]], into=units["z"])
    assert done["state"] == "done"
    x = await unit(quantri, units["x"])
    assert (x["active"], x["ended_on"], x["successor_ids"]) == (False, ON, [units["z"]])
    assert x["path"] == [root_id, units["x"]], "history stays where it was"
    assert (await unit(quantri, units["below"]))["path"] == [root_id, units["z"], units["below"]]
    moved = await person(quantri, an)
    assert moved["organisation"]["id"] == units["z"]
    assert [(post["title"], post["organisation_id"]) for post in moved["posts"]] == [("Chủ tịch", units["z"])]
    stayed = await person(quantri, chi)
    assert (stayed["organisation"]["id"], stayed["posts"][0]["organisation_id"]) == (root_id, units["z"])


async def test_communes_merge_into_a_new_one_that_begins_on_that_day(
    quantri: Browser, units: dict[str, str], root_id: str
) -> None:
    an = await new_person(quantri, units["x"], "an")
    done = await reorganise(quantri, kind="merge", sources=[units["x"], units["y"]], bodies=[NEW])
    new = await unit(quantri, done["into"])
    assert (new["name"], new["parent_id"], new["levels"]) == (NEW["name"], root_id, [{"level": "commune", "since": ON}])
    assert (await person(quantri, an))["organisation"]["id"] == new["id"]


async def test_roles_go_along_but_for_administrators(quantri: Browser, units: dict[str, str]) -> None:
    an, chi = await new_person(quantri, units["x"], "an"), await new_person(quantri, units["x"], "chi")
    await grant(quantri, an, "secretary", units["x"])
    await grant(quantri, chi, "administrator", units["x"])
    await reorganise(quantri, kind="merge", sources=[units["x"]], into=units["y"])
    roles = {name: (await person(quantri, one))["roles"] for name, one in (("an", an), ("chi", chi))}
    assert roles["an"] == [{"role": "secretary", "organisation_id": units[place]} for place in ("x", "y")]
    assert roles["chi"] == [{"role": "administrator", "organisation_id": units["x"]}]


async def test_figures_of_usage_stay_where_they_were(hop: Hop, quantri: Browser, units: dict[str, str]) -> None:
    await hear(hop, meetings_of(units["x"]))
    before = await quantri.get(f"/api/usage?{YEAR}")
    await reorganise(quantri, kind="merge", sources=[units["x"]], into=units["y"])
    await hear(hop, [])
    after = await quantri.get(f"/api/usage?{YEAR}")
    assert [one["organisation_id"] for one in after["units"] if one["figures"]["meetings_held"]] == [units["x"]]
    assert (after["figures"], after["levels"]) == (before["figures"], before["levels"])
    assert (await quantri.get(f"/api/usage?{YEAR}&organisation={units['y']}"))["figures"]["meetings_held"] in (0, None)


async def test_split_takes_those_who_were_chosen(quantri: Browser, units: dict[str, str]) -> None:
    an, chi = await new_person(quantri, units["x"], "an"), await new_person(quantri, units["x"], "chi")
    bodies = [NEW | {"people": [an.person["id"]]}]
    done = await reorganise(quantri, kind="split", sources=[units["x"]], bodies=bodies, ends=False)
    assert (await person(quantri, an))["organisation"]["id"] == done["bodies"][0]["id"]
    assert (await person(quantri, chi))["organisation"]["id"] == units["x"]
    x = await unit(quantri, units["x"])
    assert (x["active"], x["successor_ids"]) == (True, [])


async def test_body_that_splits_for_good_leaves_nobody_behind(quantri: Browser, units: dict[str, str]) -> None:
    an, chi = await new_person(quantri, units["x"], "an"), await new_person(quantri, units["x"], "chi")
    bodies = [NEW, NEW | {"name": "Xã khác", "people": [an.person["id"]]}]
    done = await reorganise(quantri, kind="split", sources=[units["x"]], bodies=bodies)
    first, second = (body["id"] for body in done["bodies"])
    assert (await person(quantri, an))["organisation"]["id"] == second
    assert (await person(quantri, chi))["organisation"]["id"] == first
    x = await unit(quantri, units["x"])
    assert (x["active"], x["successor_ids"]) == (False, [first, second])
    assert (await unit(quantri, units["below"]))["parent_id"] == first


async def test_what_is_planned_waits_for_its_day(hop: Hop, quantri: Browser, units: dict[str, str]) -> None:
    day = commands.today(hop.gateway.world) + timedelta(days=3)
    planned = await reorganise(quantri, kind="merge", sources=[units["x"]], into=units["y"], on=day.isoformat())
    assert (planned["state"], (await unit(quantri, units["x"]))["active"]) == ("planned", True)
    world = hop.gateway.world
    await commands.begin_those_due(world, day - timedelta(days=1))
    assert (await quantri.get(f"/api/reorganisations/{planned['id']}"))["state"] == "planned"
    await commands.begin_those_due(world, day)

    async def done() -> bool:
        return bool((await quantri.get(f"/api/reorganisations/{planned['id']}"))["state"] == "done")

    await until(done)
    assert (await unit(quantri, units["x"]))["ended_on"] == day.isoformat()


async def test_what_began_and_was_killed_before_it_had_a_job_goes_on(
    hop: Hop, quantri: Browser, units: dict[str, str]
) -> None:
    world = hop.gateway.world
    day = commands.today(world) + timedelta(days=3)
    planned = await reorganise(quantri, kind="merge", sources=[units["x"]], into=units["y"], on=day.isoformat())
    await world.reorganisations.change(planned["id"], lambda one: one.begin(), Act(world.clock.now()))
    await commands.begin_those_due(world, day)

    async def done() -> bool:
        return bool((await quantri.get(f"/api/reorganisations/{planned['id']}"))["state"] == "done")

    await until(done)


async def test_plan_withdrawn_at_its_last_moment_stops_nobody(
    hop: Hop, quantri: Browser, units: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = hop.gateway.world
    day = commands.today(world) + timedelta(days=3)
    plans = [
        await reorganise(quantri, kind="merge", sources=[units[one]], into=units["z"], on=day.isoformat())
        for one in ("x", "y")
    ]
    start = commands._start

    async def after_a_withdrawal(world: Any, planned: Any, act: Act) -> None:
        if planned.id == plans[0]["id"]:
            await commands.withdraw(world, planned.id, act)
        await start(world, planned, act)

    monkeypatch.setattr(commands, "_start", after_a_withdrawal)
    await commands.begin_those_due(world, day)

    async def decided() -> bool:
        states = [(await quantri.get(f"/api/reorganisations/{one['id']}"))["state"] for one in plans]
        return states == ["withdrawn", "done"]

    await until(decided)


async def test_plan_is_withdrawn_until_its_day(hop: Hop, quantri: Browser, units: dict[str, str]) -> None:
    planned = await reorganise(quantri, kind="merge", sources=[units["x"]], into=units["y"], on="2999-01-01")
    path = f"/api/reorganisations/{planned['id']}"
    assert (await quantri.send("DELETE", path))["state"] == "withdrawn"
    await commands.begin_those_due(hop.gateway.world, date(2999, 1, 2))
    assert (await unit(quantri, units["x"]))["active"]
    done = await reorganise(quantri, kind="merge", sources=[units["x"]], into=units["y"])
    assert await quantri.problem("DELETE", f"/api/reorganisations/{done['id']}") == "reorganisation-begun"


async def test_plan_whose_target_ended_meanwhile_is_refused_and_changes_nothing(
    hop: Hop, quantri: Browser, units: dict[str, str]
) -> None:
    planned = await reorganise(quantri, kind="merge", sources=[units["x"]], into=units["y"], on="2999-01-01")
    await quantri.send("PATCH", f"/api/organisations/{units['y']}", {"active": False})
    await commands.begin_those_due(hop.gateway.world, date(2999, 1, 2))
    path = f"/api/reorganisations/{planned['id']}"

    async def refused() -> bool:
        return bool((await quantri.get(path))["state"] == "refused")

    await until(refused)
    assert (await quantri.get(path))["refused_for"] == "organisation-inactive"
    assert (await unit(quantri, units["x"]))["active"]


async def test_said_twice_and_done_again_after_a_crash_it_is_one(
    hop: Hop, quantri: Browser, units: dict[str, str]
) -> None:
    an = await new_person(quantri, units["x"], "an")
    body = {"kind": "merge", "on": ON, "sources": [units["x"]], "bodies": [NEW]}
    made = [await quantri.send("POST", "/api/reorganisations", body, **{"Idempotency-Key": "k"}) for _ in range(2)]
    assert made[0] == made[1]
    before = await hop.gateway.world.people.get(an.person["id"])
    world = hop.gateway.world
    await carry_out(world)({}, made[0]["id"], Act(world.clock.now()))
    assert (await world.people.get(an.person["id"])).sequence == before.sequence
    assert len((await quantri.get("/api/organisations"))["items"]) == 6


async def test_tree_that_is_rearranged_takes_no_reorganisation(
    hop: Hop, quantri: Browser, units: dict[str, str], root_id: str
) -> None:
    world, act = hop.gateway.world, Act(hop.gateway.world.clock.now())
    # Another process works it off: it is there with its lease at once, so that nobody here takes it up.
    job = {"state": "running", "leased_until": to_text(act.at + timedelta(seconds=TOO_LONG / 2))}
    await hop.kit.backends.store.insert(world.jobs.collection, "elsewhere", job)
    move = Move(id=root_id, fingerprint="elsewhere")
    move.go("elsewhere", units["z"], root_id, act)
    await world.moves.add(move, act)
    body = {"kind": "merge", "on": ON, "sources": [units["x"]], "into": units["y"]}
    assert await quantri.problem("POST", "/api/reorganisations", body) == "move-under-way"


async def outcome(by: Browser, **body: Any) -> str:
    """What became of it, or the code of the problem."""
    response = await by.ask("POST", "/api/reorganisations", {"on": ON, **body})
    answer = await response.json()
    return str(answer.get("state") or answer["type"].rpartition("/")[2])


@pytest.mark.parametrize("back", [False, True], ids=["into two", "into each other"])
async def test_of_two_reorganisations_of_one_body_at_one_moment_one_is_carried_out(
    hop: Hop, quantri: Browser, units: dict[str, str], back: bool
) -> None:
    an = await new_person(quantri, units["x"], "an")
    colleague = await hop.browser().sign_in("quantri")
    second = ([units["y"]], units["x"]) if back else ([units["x"]], units["z"])
    wishes = [(quantri, ([units["x"]], units["y"])), (colleague, second)]
    outcomes = await asyncio.gather(
        *(outcome(by, kind="merge", sources=sources, into=into) for by, (sources, into) in wishes)
    )
    assert outcomes.count("done") == 1
    assert set(outcomes) <= {"done", "refused", "move-under-way", "organisation-inactive"}  # however far the other was
    _, ((ended,), into) = wishes[outcomes.index("done")]
    body = await unit(quantri, ended)
    assert (body["active"], body["successor_ids"]) == (False, [into])
    assert (await unit(quantri, into))["active"]
    assert (await person(quantri, an))["organisation"]["id"] == into


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"into": "below"}, "tree-cycle"),
        ({"into": "x"}, "tree-cycle"),
        ({"sources": ["x", "below"], "into": "y"}, "tree-cycle"),
        ({"sources": ["root"], "into": "y"}, "other-tree"),
        ({"into": "gone"}, "organisation-inactive"),
        ({"sources": ["gone"], "into": "y"}, "organisation-inactive"),
        ({"bodies": [NEW | {"level": "district"}]}, "level-not-in-force"),
        ({"kind": "split", "bodies": [NEW | {"people": ["nobody"]}]}, "people-elsewhere"),
        ({"kind": "split"}, "invalid"),
        ({"kind": "merge"}, "invalid"),
        ({"kind": "split", "sources": ["x", "y"], "bodies": [NEW]}, "invalid"),
        ({"into": "nowhere"}, "not-found"),
    ],
)
async def test_what_cannot_be_is_refused(
    quantri: Browser, units: dict[str, str], root_id: str, change: dict[str, Any], code: str
) -> None:
    gone = await new_unit(quantri, root_id, "gone", level="commune")
    await quantri.send("PATCH", f"/api/organisations/{gone}", {"active": False})
    known = units | {"gone": gone, "root": root_id}
    body: dict[str, Any] = {"kind": "merge", "on": ON, "sources": ["x"]} | change
    body["sources"] = [known[name] for name in body["sources"]]
    if "into" in body:
        body["into"] = known.get(body["into"], body["into"])
    assert await quantri.problem("POST", "/api/reorganisations", body) == code


async def test_bodies_are_merged_from_above_only(quantri: Browser, units: dict[str, str]) -> None:
    own = await new_person(quantri, units["x"], "own")
    for place in ("x", "y"):
        await grant(quantri, own, "administrator", units[place])
    body = {"kind": "merge", "on": ON, "sources": [units["x"]], "into": units["y"]}
    assert await own.problem("POST", "/api/reorganisations", body) == "not-found"
    done = await reorganise(quantri, kind="merge", sources=[units["x"]], into=units["y"])
    assert await own.problem("GET", f"/api/reorganisations/{done['id']}") == "not-found"


async def test_reorganisation_is_in_the_audit_record(
    hop: Hop, quantri: Browser, units: dict[str, str], root_id: str
) -> None:
    auditor = await new_person(quantri, root_id, "auditor")
    await grant(quantri, auditor, "auditor", root_id)
    await reorganise(quantri, kind="merge", sources=[units["x"]], into=units["y"])
    await hop.settle()
    [entry] = (await auditor.get("/api/audit?deed=reorganised"))["items"]
    assert entry["detail"] == ["merge", ON, units["x"], units["y"]]
