"""What is printed on request is counted at the copier, and a leader sees what was not: from the figure to its facts."""

from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import expect

from services.gateway.people.names import person_id_of
from tests.e2e.conftest import Open, Tablet, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary
from tests.e2e.test_accessibility import breaches
from tests.e2e.waiting import until

PAGES = 4  # of the paper handed out


def now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def count_two_copies(tablet: Tablet, meeting: str, reason: str) -> None:
    words, page = tablet.words, tablet.page
    tablet.go(f"/print-desk/{meeting}")
    page.get_by_role("button", name=words("prints.paper")).click()
    page.get_by_role("option", name="Tờ trình in thử").click()
    expect(page.get_by_label(words("prints.pages"), exact=True)).to_have_value(str(PAGES))
    page.get_by_label(words("prints.copies"), exact=True).fill("-3")
    page.get_by_label(words("prints.reason"), exact=True).fill(reason)
    tablet.press(words("prints.count"))
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label(words("prints.copies"), exact=True).fill("2")
    tablet.press(words("prints.count"))
    tablet.sees(words("prints.entries", pages=2 * PAGES))


def ledger_of(hop: Product, meeting: str) -> dict[str, Any]:
    """As its chair has it, once the figures have heard that it was held and all is counted."""
    token = hop.token("chutri")

    def figures() -> dict[str, Any]:
        items = hop.get("/api/usage/meetings?limit=200", token)["items"]
        return next((one["figures"] for one in items if one["meeting_id"] == meeting), {})

    until(figures, "it is not counted", lambda found: found.get("pages_saved") is not None and found["meetings_held"])
    ledger: dict[str, Any] = hop.get(f"/api/usage/meetings/{meeting}/paper", token)
    return ledger


@both_languages
def test_leader_sees_what_was_not_printed_and_why_some_was(hop: Product, open_tablet: Open, language: str) -> None:
    secretary = Secretary(hop)
    title, reason = f"Họp in thử ({language})", "Đại biểu đề nghị bản giấy"
    meeting = secretary.new_meeting(title, ["daibieu11", "daibieu12"])
    secretary.hand_out(meeting, "Tờ trình in thử", "pdflatex-4-pages.pdf")
    secretary.call(meeting)
    started_at = now()

    desk = open_tablet("thuky")
    count_two_copies(desk, meeting, reason)
    desk.press(desk.words("prints.all"))
    desk.sees(desk.words("prints.isComplete"))
    assert breaches(desk.page) == []

    secretary = Secretary(hop)
    held = {"started_at": started_at, "ended_at": now(), "attended": []}
    secretary.send("POST", f"/api/meetings/{meeting}/record", held)
    ledger = ledger_of(hop, meeting)
    assert ledger["pages_printed"] == 2 * PAGES
    assert ledger["pages_saved"] == ledger["pages_entitled"] - 2 * PAGES > 0

    leader = open_tablet("chutri")
    words = leader.words
    leader.go("/usage")
    leader.page.get_by_role("button", name=words("usage.paperOf", title=title)).click()
    window = leader.page.get_by_role("dialog")
    expect(window.get_by_text(str(ledger["pages_saved"])).first).to_be_visible()
    expect(window.get_by_text("Tờ trình in thử").first).to_be_visible()
    expect(window.get_by_text(reason)).to_be_visible()
    assert breaches(leader.page) == []


@both_languages
def test_leader_makes_a_report_and_whoever_is_named_has_it_in_his_inbox(
    hop: Product, open_tablet: Open, language: str
) -> None:
    leader = open_tablet("chutri")
    words, page = leader.words, leader.page
    leader.go("/usage")
    leader.press(words("reports.make"))
    page.get_by_role("dialog").get_by_role("button", name=words("reports.make"), exact=True).click()
    leader.sees(words("reports.done"))
    with page.expect_download() as taken:
        page.get_by_role("button", name="DOCX").first.click()
    assert taken.value.path().read_bytes().startswith(b"PK")
    assert breaches(page) == []
    leader.press(words("usage.setYardsticks"))
    page.get_by_role("dialog").get_by_label(words("usage.baselineMinutes")).wait_for()
    assert breaches(page) == []

    page.keyboard.press("Escape")
    leader.press(words("letterhead.title"))
    page.get_by_role("dialog").get_by_label(words("letterhead.place")).fill("Phú Thọ")
    assert breaches(page) == []
    leader.press(words("app.save"))
    leader.sees(words("app.saved"))
    page.get_by_role("button", name=words("letterhead.numberShort")).first.click()
    page.get_by_role("dialog").get_by_label(words("letterhead.number")).fill("54/BC-UBND")
    assert breaches(page) == []
    leader.press(words("app.save"))
    leader.sees(words("letterhead.numbered", number="54/BC-UBND"))

    token = hop.token("chutri")
    home = hop.get("/api/me", token)["organisation"]["id"]
    named = person_id_of("daibieu13")
    body = {"period": "year", "since": f"{datetime.now(UTC).year - 1}-01-01", "recipients": [named]}
    hop.send("POST", f"/api/organisations/{home}/usage-reports", body, token)
    reader = open_tablet("daibieu13")
    reader.go("/inbox")
    reader.sees(reader.words("reports.own"))
    assert breaches(reader.page) == []
    reader.page.get_by_role("link").filter(has_text=reader.words("inbox.usage_report")).first.click()
    reader.sees(reader.words("reports.take"))
    with reader.page.expect_download() as taken:
        reader.page.get_by_role("button", name="PDF").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF")
    assert breaches(reader.page) == []


@both_languages
def test_administrator_sees_what_is_sent_outside_and_what_became_of_it(
    hop: Product, open_tablet: Open, language: str
) -> None:
    """The address leads into a network of the machine's own, so nothing leaves it, and the screen says so."""
    tablet = open_tablet("quantri")
    words, page = tablet.words, tablet.page
    name = f"Hệ thống báo cáo ({language})"
    tablet.go("/usage")
    tablet.press(words("indicators.add"))
    window = page.get_by_role("dialog")
    window.get_by_label(words("indicators.name")).fill(name)
    window.get_by_label(words("indicators.url")).fill("https://localhost:9/chi-tieu")
    window.get_by_label(words("indicators.key"), exact=False).first.fill("khoa-bi-mat")
    window.get_by_role("button", name=words("indicators.addOne")).click()
    window.get_by_label(words("indicators.code"), exact=True).fill("H44.T01")
    window.get_by_label(words("indicators.unit"), exact=True).fill("cuộc họp")
    assert breaches(page) == []
    window.get_by_role("button", name=words("app.save")).click()
    page.get_by_role("heading", name=name).wait_for()
    page.get_by_role("button", name=f"{words('indicators.preview')} {name}").click()
    expect(page.get_by_role("dialog").get_by_text("H44.T01")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name=words("indicators.send")).click()
    its_own = page.locator("section").filter(has=page.get_by_role("heading", name=name)).last
    its_own.get_by_text(words("indicators.tries", count=1)).click()
    expect(its_own.get_by_text(words("indicators.outcome.forbidden"))).to_be_visible()
    assert breaches(page) == []
