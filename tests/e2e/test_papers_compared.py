"""A paper is replaced: its reader is told with the secretary's words, and sees both versions side by side."""

from playwright.sync_api import expect

from tests.e2e.conftest import Open, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary
from tests.e2e.test_accessibility import breaches


@both_languages
def test_two_versions_of_a_paper_are_compared(hop: Product, open_tablet: Open, language: str) -> None:
    secretary = Secretary(hop)
    meeting = secretary.new_meeting(f"Họp có bản mới ({language})", ["daibieu14"])
    secretary.call(meeting)
    paper = secretary.hand_out(meeting, "Tờ trình hai bản", "pdflatex-4-pages.pdf")
    secretary.replace(paper, "pdflatex-outline.pdf")
    version = secretary.get(f"/api/documents/{paper}")["version"]["id"]
    reader = open_tablet("daibieu14")
    words = reader.words
    reader.go(f"/meetings/{meeting}/compare/{paper}/{version}")
    expect(reader.page.get_by_role("heading", name="Tờ trình hai bản")).to_be_visible()
    reader.sees(words("compare.versions", older=1, newer=2))
    table = reader.page.get_by_role("table")
    expect(table.locator("ins").first).to_be_visible()
    expect(table.locator("del").first).to_be_visible()
    assert breaches(reader.page) == []
