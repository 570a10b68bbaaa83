"""A secretary hands a meeting over: the colleague has it, he has not, and who leads it sees when and by whom."""

from playwright.sync_api import expect

from services.gateway.people.names import person_id_of
from tests.e2e.conftest import Open, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary
from tests.e2e.test_accessibility import breaches

COLLEAGUE = "daibieu15"


@both_languages
def test_meeting_is_handed_to_a_colleague(hop: Product, open_tablet: Open, language: str) -> None:
    secretary = Secretary(hop)
    title = f"Họp bàn giao ({language})"
    meeting = secretary.new_meeting(title, [])
    name = hop.get("/api/me", hop.token(COLLEAGUE))["full_name"]
    desk = open_tablet("thuky")
    words = desk.words
    desk.go(f"/meetings/{meeting}/settings")
    desk.press(words("handover.choose"))
    window = desk.page.get_by_role("dialog")
    window.get_by_role("searchbox").fill(name)
    window.get_by_role("option").filter(has_text=name).first.click()
    window = desk.page.get_by_role("dialog")
    window.get_by_label(words("handover.note")).fill("Nghỉ phép từ thứ Hai")
    assert breaches(desk.page) == []
    window.get_by_role("button", name=words("handover.confirm"), exact=True).click()
    desk.sees(words("handover.done", name=name))
    assert hop.refusal("GET", f"/api/meetings/{meeting}", token=hop.token("thuky"))[0] == 404

    colleague = open_tablet(COLLEAGUE)
    colleague.go("/inbox")
    colleague.page.get_by_role("link").filter(has_text=title).first.click()
    expect(colleague.page.get_by_role("heading", name=title)).to_be_visible()
    colleague.go(f"/meetings/{meeting}/settings")
    colleague.sees("Nghỉ phép từ thứ Hai")
    (trace,) = hop.get(f"/api/meetings/{meeting}", hop.token(COLLEAGUE))["handovers"]
    assert trace["to_person"]["id"] == person_id_of(COLLEAGUE)
