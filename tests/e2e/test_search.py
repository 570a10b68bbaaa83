"""A delegate finds a paper by words without marks and opens its page; those outside never find a restricted one."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Open, Tablet, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary

INSIDE, OUTSIDE = "daibieu1", "daibieu2"


def search(tablet: Tablet, words: str) -> None:
    tablet.go("/search")
    field = tablet.page.get_by_label(tablet.words("search.label"))
    field.fill(words)
    tablet.press(tablet.words("search.submit"))


@both_languages
def test_search_opens_the_page_with_its_words_marked(hop: Product, open_tablet: Open, language: str) -> None:
    tablet = open_tablet(OUTSIDE)
    search(tablet, '"quy hoach, ke hoach"')
    link = tablet.page.get_by_role("link", name=re.compile(f"^{tablet.words('search.page', page=2)}")).first
    expect(link.locator("mark")).to_have_text("quy hoạch, kế hoạch")
    link.click()
    expect(tablet.page.get_by_label(tablet.words("book.goToPage"))).to_have_value("2")
    expect(tablet.page.get_by_label(tablet.words("book.findLabel"))).to_have_value("quy hoạch, kế hoạch")
    tablet.page.wait_for_function("() => CSS.highlights.size > 0 && [...CSS.highlights.values()].some(one => one.size)")


def test_a_restricted_paper_is_found_by_its_audience_only(hop: Product, open_tablet: Open) -> None:
    secretary = Secretary(hop)
    meeting = secretary.new_meeting("Họp xét việc riêng", [INSIDE, OUTSIDE])
    secretary.call(meeting)
    item = secretary.new_item(meeting, "Việc riêng quỳnh dao", guests=False, only=[INSIDE])
    secretary.hand_out(meeting, "Hồ sơ quỳnh dao", "pdflatex-4-pages.pdf", item)
    inside, outside = open_tablet(INSIDE), open_tablet(OUTSIDE)
    expect_found(inside, "quynh dao", "Hồ sơ quỳnh dao")
    search(outside, "quynh dao")
    outside.sees(outside.words("search.none", text="quynh dao"))
    outside.sees_nothing_of("Hồ sơ")
    search(outside, "viec rieng")
    outside.sees("Họp xét việc riêng")
    outside.sees_nothing_of("quỳnh dao")


def expect_found(tablet: Tablet, words: str, title: str) -> None:
    """The index follows the release within moments: asks until it has."""
    for _ in range(40):
        search(tablet, words)
        found = tablet.page.get_by_role("link", name=title)
        none = tablet.page.get_by_text(tablet.words("search.none", text=words))
        expect(found.or_(none).first).to_be_visible()
        if found.count():
            return
    raise AssertionError(f"{title} was never found")
