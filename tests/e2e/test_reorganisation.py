"""Two bodies merge: their people are found in the other one, and the old one says who goes on."""

from playwright.sync_api import expect

from services.gateway.people.names import person_id_of
from tests.e2e.conftest import Open, both_languages
from tests.e2e.product import Product


@both_languages
def test_body_merges_into_another(hop: Product, open_tablet: Open, language: str) -> None:
    administrator = hop.token("quantri")
    root = hop.get("/api/me", administrator)["organisation"]["id"]
    old, new = (_unit(hop, administrator, root, f"Xã {kind} {language}") for kind in ("cũ", "tiếp nhận"))
    body = {"name": f"xa.{language}", "full_name": "Hà Văn Xã", "organisation_id": old}
    hop.send("POST", "/api/people", body, administrator)
    tablet = open_tablet("quantri")
    page, words = tablet.page, tablet.words
    tablet.go("/administration")
    page.get_by_role("button", name=f"{words('reorganise.open')}: Xã cũ {language}").click()
    window = page.get_by_role("dialog")
    window.get_by_role("button", name=words("reorganise.into")).click()
    page.get_by_role("option", name=f"Xã tiếp nhận {language}").click()
    window.get_by_role("button", name=words("reorganise.confirm"), exact=True).click()
    tablet.sees(words("reorganise.done"))
    ended = page.get_by_role("listitem").filter(has_text=f"Xã cũ {language}").first
    expect(ended.get_by_text(words("administration.inactive"), exact=True)).to_be_visible()
    expect(ended.get_by_text(f"Xã tiếp nhận {language}")).to_be_visible()
    moved = hop.get(f"/api/people/{person_id_of(f'xa.{language}')}", hop.token("quantri"))
    assert moved["organisation"]["id"] == new


def _unit(hop: Product, token: str, root: str, name: str) -> str:
    body = {"name": name, "short_name": name, "parent_id": root, "level": "commune", "since": "2025-07-01"}
    return str(hop.send("POST", "/api/organisations", body, token)["id"])
