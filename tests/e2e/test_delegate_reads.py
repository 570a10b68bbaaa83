"""A delegate answers the invitation, reads the 117-page paper, and goes on at the same page on another device."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.e2e.conftest import PORTRAIT, Open, Tablet, both_languages
from tests.e2e.product import Product
from tests.e2e.waiting import until

ANSWERING = {"vi": "daibieu3", "en": "daibieu10"}  # the demo has both invited, and silent
READING = {"vi": "daibieu3", "en": "daibieu5"}  # the demo has them read nothing yet

WATCH_TITLES = """
window.titlesShown = [];
new MutationObserver(() => {
    const shown = document.querySelector(".book-title h1")?.textContent;
    if (shown && shown !== window.titlesShown.at(-1)) window.titlesShown.push(shown);
}).observe(document, { subtree: true, childList: true, characterData: true });
"""


def unanswered(hop: Product, token: str) -> str:
    """A meeting that waits for this person's answer."""
    meetings = hop.get("/api/meetings?limit=50", token)["items"]
    return next(str(one["id"]) for one in meetings if one["state"] == "called" and one["my"]["answer"] == "pending")


def long_paper(hop: Product, token: str) -> tuple[str, str]:
    """Meeting and document of the paper with 117 pages."""
    for meeting in hop.get("/api/meetings?limit=50", token)["items"]:
        for document in hop.get(f"/api/meetings/{meeting['id']}/documents", token)["items"]:
            if document["version"] and document["version"]["pages"] == 117:
                return meeting["id"], document["id"]
    raise AssertionError("the demo has no paper of 117 pages for this delegate")


def open_long_paper(hop: Product, tablet: Tablet, name: str) -> str:
    """Gives the document."""
    meeting, document = long_paper(hop, hop.token(name))
    tablet.go(f"/meetings/{meeting}/book/{document}")
    return document


def turn_to(tablet: Tablet, page: int) -> None:
    field = tablet.page.get_by_label(tablet.words("book.goToPage"))
    field.fill(str(page))
    field.press("Enter")


def expect_page(tablet: Tablet, page: int) -> None:
    expect(tablet.page.get_by_label(tablet.words("book.goToPage"))).to_have_value(str(page))


def wait_for_bookmark(hop: Product, document: str, token: str, page: int) -> None:
    def remembered() -> int | None:
        return (hop.get(f"/api/documents/{document}", token)["bookmark"] or {}).get("page")

    until(remembered, f"page {page} is not remembered", lambda found: found == page)


@both_languages
def test_delegate_accepts_where_he_is_asked(hop: Product, open_tablet: Open, language: str) -> None:
    name = ANSWERING[language]
    meeting = unanswered(hop, hop.token(name))
    tablet = open_tablet(name, door=True)
    tablet.go(f"/meetings/{meeting}")
    tablet.press(tablet.words("answer.accept"))
    mine = tablet.page.get_by_role("region", name=tablet.words("answer.mine"))
    expect(mine).to_contain_text(tablet.words("answer.accepted"))
    assert hop.get(f"/api/meetings/{meeting}", hop.token(name))["my"]["answer"] == "accepted"


@both_languages
def test_book_opens_on_the_page_left_on_another_device(hop: Product, open_tablet: Open, language: str) -> None:
    name = READING[language]
    first = open_tablet(name)
    document = open_long_paper(hop, first, name)
    expect_page(first, 1)
    turn_to(first, 42)
    wait_for_bookmark(hop, document, hop.token(name), 42)
    first.page.close()
    second = open_tablet(name, PORTRAIT)
    open_long_paper(hop, second, name)
    expect_page(second, 42)


@both_languages
def test_screen_that_stayed_open_goes_to_the_page_read_elsewhere_since(
    hop: Product, open_tablet: Open, language: str
) -> None:
    name = READING[language]
    desk, tablet = open_tablet(name), open_tablet(name, PORTRAIT)
    document = open_long_paper(hop, desk, name)
    turn_to(desk, 20)
    wait_for_bookmark(hop, document, hop.token(name), 20)
    book = urlsplit(desk.page.url).path
    desk.turn_to(book.partition("/book/")[0])
    expect(desk.page.locator(".book-scroll")).to_have_count(0)
    open_long_paper(hop, tablet, name)
    turn_to(tablet, 63)
    wait_for_bookmark(hop, document, hop.token(name), 63)
    desk.turn_to(book)
    expect_page(desk, 63)


@both_languages
def test_book_shows_no_other_paper_while_it_opens(hop: Product, open_tablet: Open, language: str) -> None:
    name = READING[language]
    tablet = open_tablet(name)
    tablet.page.add_init_script(WATCH_TITLES)
    document = open_long_paper(hop, tablet, name)
    expect(tablet.page.get_by_text("/ 117")).to_be_visible()
    title = hop.get(f"/api/documents/{document}", hop.token(name))["title"]
    assert tablet.page.evaluate("window.titlesShown") == [title]


def test_zoom_goes_back_to_its_first_size_by_a_key(hop: Product, open_tablet: Open, language: str) -> None:
    name = READING[language]
    tablet = open_tablet(name)
    open_long_paper(hop, tablet, name)
    pages, fit = tablet.page.locator(".book-scroll"), tablet.page.get_by_role("button", name=tablet.words("book.fit"))
    pages.press("+")
    expect(fit).to_be_visible()
    pages.press("0")
    expect(fit).to_have_count(0)


@both_languages
def test_page_turned_to_without_network_is_kept_later(hop: Product, open_tablet: Open, language: str) -> None:
    name = READING[language]
    tablet = open_tablet(name)
    document = open_long_paper(hop, tablet, name)
    tablet.page.locator(".book-scroll canvas").first.wait_for()
    with tablet.page.expect_event("requestfailed", lambda request: request.url.endswith("/bookmark")):
        tablet.page.context.set_offline(True)
        turn_to(tablet, 77)
    tablet.page.context.set_offline(False)
    wait_for_bookmark(hop, document, hop.token(name), 77)
