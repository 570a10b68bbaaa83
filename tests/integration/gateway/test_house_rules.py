"""What a body decides for itself and all below it: by its administrators, and shown with who decided."""

from typing import Any

import pytest

from shared.events.gateway import OrganisationChanged
from tests.integration.gateway.conftest import Browser, Hop, grant, new_person, new_unit
from tests.integration.gateway.test_yardsticks import tag_of

EVENING = {"on": True, "begins": "21:00", "ends": "06:30", "zone": "Asia/Ho_Chi_Minh"}


def path_of(organisation_id: str) -> str:
    return f"/api/organisations/{organisation_id}/house-rules"


async def decide(browser: Browser, organisation_id: str, **rules: Any) -> Any:
    path = path_of(organisation_id)
    response = await browser.ask("PUT", path, rules, **{"If-Match": await tag_of(browser, path)})
    return await response.json()


@pytest.fixture
async def office(quantri: Browser, root_id: str) -> str:
    return await new_unit(quantri, root_id, "Sở")


async def test_nothing_decided_is_left_to_the_settings(quantri: Browser, office: str) -> None:
    assert await quantri.get(path_of(office)) == {
        "organisation_id": office,
        "delegates_take_books": None,
        "quiet_hours": None,
        "above": {"delegates_take_books": None, "books_of": None, "quiet_hours": None, "quiet_hours_of": None},
    }


async def test_body_sees_what_the_nearest_above_has_decided(quantri: Browser, root_id: str, office: str) -> None:
    room = await new_unit(quantri, office, "Phòng")
    await decide(quantri, root_id, delegates_take_books=True, quiet_hours=EVENING)
    await decide(quantri, office, delegates_take_books=False)
    seen = await quantri.get(path_of(room))
    assert (seen["delegates_take_books"], seen["quiet_hours"]) == (None, None)
    assert seen["above"] == {
        "delegates_take_books": False,
        "books_of": office,
        "quiet_hours": EVENING,
        "quiet_hours_of": root_id,
    }


async def test_what_is_left_out_is_left_to_the_body_above_again(quantri: Browser, office: str) -> None:
    assert (await decide(quantri, office, quiet_hours={"on": False}))["quiet_hours"]["on"] is False
    assert (await decide(quantri, office))["quiet_hours"] is None


async def test_decision_travels_with_the_organisation(hop: Hop, quantri: Browser, office: str) -> None:
    await decide(quantri, office, delegates_take_books=True, quiet_hours=EVENING)
    stored = await hop.kit.backends.store.get(hop.gateway.world.organisations.collection, office)
    assert stored
    told = OrganisationChanged.model_validate({"organisation": stored.body}).organisation.house_rules
    assert told.model_dump() == {"delegates_take_books": True, "quiet_hours": EVENING}
    assert stored.sequence == 3  # created, changed, decided


async def test_same_decision_again_is_told_to_nobody(hop: Hop, quantri: Browser, office: str) -> None:
    for _ in range(2):
        await decide(quantri, office, delegates_take_books=True)
    stored = await hop.kit.backends.store.get(hop.gateway.world.organisations.collection, office)
    assert stored
    assert stored.sequence == 3


async def test_two_who_decide_at_once_do_not_undo_each_other(quantri: Browser, office: str) -> None:
    path = path_of(office)
    assert await quantri.problem("PUT", path, {"delegates_take_books": True}) == "precondition-missing"
    tag = await tag_of(quantri, path)
    await decide(quantri, office, delegates_take_books=True)
    response = await quantri.ask("PUT", path, {"quiet_hours": EVENING}, **{"If-Match": tag})
    assert response.status == 412
    await response.read()
    assert (await quantri.get(path))["delegates_take_books"] is True


async def test_who_administers_the_body_alone_decides(quantri: Browser, root_id: str, office: str) -> None:
    own = await new_person(quantri, office, "own")
    await grant(quantri, own, "administrator", office)
    own = await own.refresh()
    assert (await decide(own, office, delegates_take_books=True))["delegates_take_books"] is True
    assert await own.status("GET", path_of(root_id)) == 404
    assert await own.status("PUT", path_of(root_id), {"delegates_take_books": True}) == 404


@pytest.mark.parametrize("wrong", [{"begins": "25:00"}, {"begins": "06:00"}, {"zone": "Mars/Base"}])
async def test_hours_that_are_none_are_refused(quantri: Browser, office: str, wrong: dict[str, str]) -> None:
    assert (await decide(quantri, office, quiet_hours={"on": True} | wrong))["status"] == 422
