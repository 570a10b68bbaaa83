"""Two bodies merge: their people are found in the other one, and the old one says who goes on."""

from playwright.sync_api import expect

from services.gateway.people.names import person_id_of
from services.gateway.setup.commands import ROOT_ID
from tests.e2e.conftest import Open, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary
from tests.e2e.waiting import until
from tests.factories.meetings import meeting_body


@both_languages
def test_body_merges_into_another(hop: Product, open_tablet: Open, language: str) -> None:
    office = Secretary(hop, "quantri")
    old, new = (_unit(office, f"Xã {kind} {language}") for kind in ("cũ", "tiếp nhận"))
    body = {"name": f"xa.{language}", "full_name": "Hà Văn Xã", "organisation_id": old}
    office.send("POST", "/api/people", body)
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


@both_languages
def test_meeting_drawn_up_by_a_body_that_merged_goes_to_the_other(
    hop: Product, open_tablet: Open, language: str
) -> None:
    tablet = open_tablet("thuky")
    office, secretary = Secretary(hop, "quantri"), Secretary(hop)
    old = _unit(office, f"Xã sáp nhập {language}")
    body = meeting_body(f"Họp giao ban xã {language}", old)
    meeting = secretary.after(office).send("POST", "/api/meetings", body)["id"]
    new = _unit(office, f"Xã kế tục {language}")
    merger = {"kind": "merge", "on": "2026-01-01", "sources": [old], "into": new}
    office.send("POST", "/api/reorganisations", merger)
    path = f"/api/meetings/{meeting}"
    until(lambda: secretary.get(path)["heirs"], "nobody goes on from the old body")  # read when the screen is opened
    page, words = tablet.page, tablet.words
    tablet.go(f"/meetings/{meeting}")
    tablet.sees(words("heirs.ended", name=f"Xã sáp nhập {language}"))
    tablet.press(words("heirs.give", name=f"Xã kế tục {language}"))
    page.get_by_role("dialog").get_by_role("button", name=words("heirs.confirm"), exact=True).click()
    tablet.sees(words("heirs.given", name=f"Xã kế tục {language}"))
    tablet.sees_nothing_of(words("heirs.help"))
    assert secretary.get(path)["organisation"]["id"] == new
    secretary.send("POST", f"{path}/cancellation", {"reason": "Hết chuyện"})


def _unit(office: Secretary, name: str) -> str:
    body = {"name": name, "short_name": name, "parent_id": ROOT_ID, "level": "commune", "since": "2025-07-01"}
    return str(office.send("POST", "/api/organisations", body)["id"])
