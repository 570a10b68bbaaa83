"""Roles come from above only, and somebody always administers the whole."""

import asyncio

import pytest

from tests.integration.gateway.conftest import Browser, grant, new_person, new_unit


@pytest.fixture
async def unit(quantri: Browser, root_id: str) -> str:
    return await new_unit(quantri, root_id)


@pytest.fixture
async def manager(quantri: Browser, unit: str) -> Browser:
    """Administers the unit."""
    person = await new_person(quantri, unit, "quanly")
    await grant(quantri, person, "administrator", unit)
    return person


def role(name: str, organisation_id: str) -> dict[str, str]:
    return {"role": name, "organisation_id": organisation_id}


async def test_administrator_grants_roles_below_his_own(quantri: Browser, manager: Browser, unit: str) -> None:
    below = await new_unit(manager, unit, "Phòng")
    person = await new_person(manager, below, "an")
    path = f"/api/people/{person.person['id']}/roles"
    assert await manager.status("POST", path, role("secretary", unit)) == 201
    assert await manager.status("POST", path, role("administrator", below)) == 201
    assert await manager.problem("POST", path, role("administrator", unit)) == "not-found"


async def test_nobody_grants_what_he_does_not_hold(quantri: Browser, manager: Browser, unit: str, root_id: str) -> None:
    own = f"/api/people/{manager.person['id']}/roles"
    assert await manager.problem("POST", own, role("administrator", root_id)) == "not-found"
    assert await manager.problem("POST", own, role("secretary", root_id)) == "not-found"
    secretary = await new_person(quantri, unit, "thuky")
    await grant(quantri, secretary, "secretary", unit)
    assert await secretary.problem("POST", own, role("secretary", unit)) == "not-found"


async def test_role_granted_twice_is_held_once(quantri: Browser, unit: str) -> None:
    person = await new_person(quantri, unit, "an")
    await grant(quantri, person, "secretary", unit)
    await grant(quantri, person, "secretary", unit)
    assert person.person["roles"] == [role("secretary", unit)]


async def test_role_that_does_not_exist_cannot_be_taken(quantri: Browser, unit: str) -> None:
    path = f"/api/people/{quantri.person['id']}/roles/emperor/{unit}"
    assert await quantri.problem("DELETE", path) == "not-found"


async def test_last_root_administrator_stays(quantri: Browser, root_id: str) -> None:
    own = f"/api/people/{quantri.person['id']}"
    assert await quantri.problem("DELETE", f"{own}/roles/administrator/{root_id}") == "last-administrator"
    assert await quantri.problem("PATCH", own, {"active": False}) == "last-administrator"
    assert await quantri.status("GET", "/api/me") == 200


async def test_second_root_administrator_lets_the_first_go(quantri: Browser, unit: str, root_id: str) -> None:
    second = await new_person(quantri, unit, "haiquantri")
    await grant(quantri, second, "administrator", root_id)
    assert await second.status("DELETE", f"/api/people/{quantri.person['id']}/roles/administrator/{root_id}") == 200
    own = f"/api/people/{second.person['id']}"
    assert await second.problem("DELETE", f"{own}/roles/administrator/{root_id}") == "last-administrator"


async def test_two_root_administrators_who_remove_each_other_at_once_leave_one(
    quantri: Browser, unit: str, root_id: str
) -> None:
    second = await new_person(quantri, unit, "haiquantri")
    await grant(quantri, second, "administrator", root_id)
    pairs = [(quantri, second), (second, quantri)]
    answers = await asyncio.gather(
        *(one.ask("DELETE", f"/api/people/{other.person['id']}/roles/administrator/{root_id}") for one, other in pairs)
    )
    assert sorted(answer.status for answer in answers)[0] == 200
    assert sorted(answer.status for answer in answers)[1] in {401, 404, 409}


async def test_role_for_an_inactive_person_is_refused(quantri: Browser, unit: str) -> None:
    person = await new_person(quantri, unit, "an")
    path = f"/api/people/{person.person['id']}"
    await quantri.send("PATCH", path, {"active": False})
    assert await quantri.problem("POST", f"{path}/roles", role("secretary", unit)) == "person-inactive"
