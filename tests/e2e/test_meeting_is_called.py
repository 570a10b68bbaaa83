"""A secretary calls a meeting in the guided form, with six papers; every delegate gets mail with a calendar entry."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import ImageFilter
from playwright.sync_api import Locator, expect

from services.demo.catalogue import CATALOGUE
from tests.e2e.conftest import Mailbox, Open, Tablet, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import PAPERS, Secretary

DEMO_PAPERS = Path(__file__).parents[2] / "services" / "demo" / "papers"
CHECKED = 180_000  # milliseconds until LibreOffice has set three papers, however busy the machine is
UNITS = {"vi": ("Sở Y tế", ["daibieu18", "daibieu19"]), "en": ("Sở Tư pháp", ["daibieu24", "daibieu25"])}
HELD_ON = date.today() + timedelta(days=12)


@pytest.fixture
def six_papers(tmp_path: Path) -> list[Path]:
    """PDF by two producers, DOCX, ODT, text, and a scan so blurred that no machine reads it."""
    letter, scan = tmp_path / "ke-hoach-54.docx", tmp_path / "ban-quet.png"
    with ThreadPoolExecutor() as aside:  # product code may not block the thread in which the browser's loop runs
        aside.submit(CATALOGUE["plan"].make, letter, date.today()).result()
    with pypdfium2.PdfDocument(DEMO_PAPERS / "plan-54.pdf") as plan:
        plan[0].render(scale=1.5).to_pil().filter(ImageFilter.GaussianBlur(8)).save(scan)
    return [
        DEMO_PAPERS / "plan-54.pdf",
        letter,
        DEMO_PAPERS / "phieu-gop-y.odt",
        scan,
        DEMO_PAPERS / "kinh-te-xa-hoi.txt",
        PAPERS / "pdflatex-outline.pdf",
    ]


def fill_basics(tablet: Tablet, title: str) -> None:
    page, words = tablet.page, tablet.words
    page.get_by_label(words("form.meetingTitle")).fill(title)
    page.get_by_role("group", name=words("form.date")).get_by_role("spinbutton").first.click()
    page.keyboard.type(HELD_ON.strftime("%d%m%Y"))
    page.get_by_label(words("form.place")).fill("Phòng họp số 3")
    tablet.press(words("form.choosePerson"))
    window = page.get_by_role("dialog")
    window.get_by_role("searchbox").fill("Trần Văn Khải")
    window.get_by_role("option", name="Trần Văn Khải").click()
    expect(window).to_have_count(0)
    tablet.press(words("form.createFirst"))


def add_item(tablet: Tablet, title: str) -> None:
    words = tablet.words
    tablet.press(words("agenda.add"))
    window = tablet.page.get_by_role("dialog")
    window.get_by_label(words("agenda.title")).fill(title)
    window.get_by_label(words("agenda.minutes")).fill("45")
    window.get_by_role("button", name=words("agenda.add")).click()
    expect(window).to_have_count(0)
    tablet.sees(title)


def invite_unit(tablet: Tablet, unit: str, count: int) -> None:
    words = tablet.words
    tablet.press(words("participants.add"))
    window = tablet.page.get_by_role("dialog")
    window.get_by_role("button", name=words("account.organisation")).click()
    tablet.page.get_by_role("option", name=unit, exact=True).click()
    expect(window.get_by_role("option")).to_have_count(count)
    window.get_by_role("button", name=words("participants.wholeUnit")).click()
    window.get_by_role("button", name=words("participants.invite", count=count)).click()
    expect(window).to_have_count(0)


def hand_in(tablet: Tablet, papers: list[Path]) -> None:
    page, words = tablet.page, tablet.words
    with page.expect_file_chooser() as chooser:
        tablet.press(words("papers.choose"))
    chooser.value.set_files(papers)
    expect(chip(tablet, "papers.ready")).to_have_count(len(papers) - 1, timeout=CHECKED)
    expect(chip(tablet, "papers.needsDeclaration")).to_have_count(1, timeout=CHECKED)
    tablet.press(words("papers.declare"))
    tablet.press(words("papers.declareNot"))
    expect(chip(tablet, "papers.ready")).to_have_count(len(papers))


def chip(tablet: Tablet, key: str) -> Locator:
    return tablet.page.get_by_role("listitem").get_by_text(tablet.words(key), exact=True)


def next_step(tablet: Tablet) -> None:
    tablet.page.get_by_role("link", name=tablet.words("app.next")).click()


def entry_of(mailbox: Mailbox, name: str, method: str, title: str) -> Any:
    return mailbox.calendar_entry(f"{name}@phutho.example", method, title)


@both_languages
def test_meeting_with_six_papers_reaches_every_delegate(
    hop: Product, mailbox: tuple[Mailbox, int], six_papers: list[Path], open_tablet: Open, language: str
) -> None:
    unit, delegates = UNITS[language]
    title = f"Họp chuyên đề chuyển đổi số ({language})"
    desk = open_tablet("thuky", door=True)
    desk.page.get_by_role("link", name=desk.words("meetings.create")).click()
    fill_basics(desk, title)
    add_item(desk, "Kết quả thực hiện kế hoạch")
    next_step(desk)
    invite_unit(desk, unit, len(delegates))
    next_step(desk)
    desk.sees(desk.words("rooms.noRoom"))
    next_step(desk)
    hand_in(desk, six_papers)
    next_step(desk)
    desk.press(desk.words("meeting.call"))
    expect(desk.page).to_have_url(re.compile(r"/meetings/[0-9a-f]{32}$"))
    meeting = desk.page.url.rsplit("/", 1)[1]

    for name in delegates:
        entry = entry_of(mailbox[0], name, "REQUEST", title)
        assert entry["UID"].startswith(f"{meeting}@")
        assert entry["SEQUENCE"] == 0
        assert entry["ATTENDEE"] == f"mailto:{name}@phutho.example"
        assert entry["ATTENDEE"].params["RSVP"] == "FALSE"
        assert entry["DTSTART"].dt.date() == HELD_ON
        assert len(hop.get(f"/api/meetings/{meeting}/documents", hop.token(name))["items"]) == len(six_papers)

    delegate = open_tablet(delegates[0])
    delegate.go("/")
    delegate.sees(title)
    delegate.sees(delegate.words("home.answerWanted"))

    Secretary(hop).send("POST", f"/api/meetings/{meeting}/postponement", {"reason": "Chờ số liệu"})
    for name in delegates:
        entry = entry_of(mailbox[0], name, "CANCEL", title)
        assert entry["UID"].startswith(f"{meeting}@")
        assert entry["SEQUENCE"] == 1
