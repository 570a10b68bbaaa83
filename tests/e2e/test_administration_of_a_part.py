"""An administrator of a part of the tree sees all of it, and is offered changes of his part alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from services.gateway.people.names import person_id_of
from services.gateway.setup.commands import ROOT_ID
from tests.e2e.conftest import Open, both_languages
from tests.e2e.product import Product

ADMINISTRATOR = "daibieu14"
OVER_HIM, HIS = ("reorganise.open",), ("houseRules.title", "administration.addOrganisation")


@pytest.fixture
def units(hop: Product, language: str) -> Iterator[tuple[str, str, str]]:
    """Names of the part he administers, of what is below it, and of what stands beside it, where somebody works."""
    above = hop.token("quantri")
    part, beside = (_unit(hop, above, f"Xã {name} {language}", ROOT_ID) for name in ("tự quản", "bên cạnh"))
    _unit(hop, above, f"Thôn tự quản {language}", part)
    body = {"name": f"canh.{language}", "full_name": f"Đỗ Văn Cạnh ({language})", "organisation_id": beside}
    hop.send("POST", "/api/people", body, above)
    roles = f"/api/people/{person_id_of(ADMINISTRATOR)}/roles"
    hop.send("POST", roles, {"role": "administrator", "organisation_id": part}, above)
    yield f"Xã tự quản {language}", f"Thôn tự quản {language}", f"Xã bên cạnh {language}"
    hop.send("DELETE", f"{roles}/administrator/{part}", None, above)


@both_languages
def test_administrator_of_a_part_is_offered_its_changes_alone(
    open_tablet: Open, units: tuple[str, str, str], language: str
) -> None:
    tablet = open_tablet(ADMINISTRATOR)
    page, words = tablet.page, tablet.words
    tablet.go("/administration")
    expect(page.get_by_text(units[1]).first).to_be_visible()

    def offered(unit: str) -> list[str]:
        acts = [*OVER_HIM, *HIS]
        return [one for one in acts if page.get_by_role("button", name=f"{words(one)}: {unit}", exact=True).count()]

    part, below, beside = units
    assert offered(part) == [*HIS]
    assert offered(below) == [*OVER_HIM, *HIS]
    assert offered(beside) == []

    tablet.go("/administration/people")
    page.get_by_role("searchbox").fill("Đỗ Văn Cạnh")
    page.get_by_role("button", name=words("papers.actionsFor", title=f"Đỗ Văn Cạnh ({language})")).click()
    expect(page.get_by_role("menuitem")).to_have_text([words("administration.roles")])


def _unit(hop: Product, token: str, name: str, parent: str) -> str:
    body = {"name": name, "short_name": name, "parent_id": parent, "level": "commune", "since": "2025-07-01"}
    return str(hop.send("POST", "/api/organisations", body, token)["id"])
