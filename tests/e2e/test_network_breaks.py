"""Without network nothing written is lost: forms are kept over a reload, an upload goes on where it stopped."""

import os
import re
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Request, Route, expect

from services.gateway.people.names import person_id_of
from tests.e2e.conftest import Open, Tablet, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary
from tests.e2e.waiting import until

LARGE = 30 << 20  # bytes of filling
PARTS = 4  # of 8 MiB each
UPLOADS = re.compile("/objects/|/hop-incoming/")  # as the profile's store has it


@pytest.fixture
def secretary(hop: Product) -> Secretary:
    return Secretary(hop)


@pytest.fixture
def large_paper(tmp_path: Path) -> Path:
    path = tmp_path / "bao-cao-lon.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.Filling = pdf.make_stream(os.urandom(LARGE))
        pdf.save(path)
    return path


@both_languages
def test_meeting_form_outlives_a_lost_network_and_is_sent_later(open_tablet: Open, secretary: Secretary) -> None:
    desk = open_tablet("thuky")
    words, page = desk.words, desk.page
    title = f"Họp soạn khi mất mạng {desk.language}"
    desk.go("/meetings/new")
    page.get_by_label(words("form.meetingTitle")).fill(title)
    page.get_by_role("group", name=words("form.date")).get_by_role("spinbutton").first.click()
    page.keyboard.type((date.today() + timedelta(days=12)).strftime("%d%m%Y"))
    desk.press(words("form.choosePerson"))
    page.get_by_role("option", name="Trần Văn Khải").click()
    page.context.set_offline(True)
    desk.sees(words("state.offlineBanner"))
    desk.press(words("form.createFirst"))
    desk.sees(words("state.offlineHelp"))
    expect(page.get_by_label(words("form.meetingTitle"))).to_have_value(title)
    page.context.set_offline(False)
    page.reload()
    desk.sees(words("form.restored"))
    expect(page.get_by_label(words("form.meetingTitle"))).to_have_value(title)
    desk.press(words("form.createFirst"))
    page.get_by_role("heading", name=title, level=1).wait_for()
    desk.sees(words("meeting.agendaNone"))


@both_languages
def test_reason_for_absence_outlives_a_lost_network(open_tablet: Open, hop: Product, secretary: Secretary) -> None:
    meeting = secretary.new_meeting("Họp vắng mặt khi mất mạng", ["daibieu28"])
    secretary.call(meeting)
    tablet = open_tablet("daibieu28")
    words, page = tablet.words, tablet.page
    tablet.go(f"/meetings/{meeting}")
    tablet.press(words("answer.decline"))
    window = page.get_by_role("dialog")
    window.get_by_role("textbox").fill("Đi công tác nước ngoài")
    page.context.set_offline(True)
    window.get_by_role("button", name=words("answer.send")).click()
    expect(window.get_by_text(words("state.offlineHelp"))).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    tablet.press(words("answer.decline"))
    expect(window.get_by_role("textbox")).to_have_value("Đi công tác nước ngoài")
    window.get_by_role("button", name=words("answer.send")).click()
    expect(window).to_have_count(0)
    answers = {one["person"]["id"]: one for one in secretary.get(f"/api/meetings/{meeting}/participants")["items"]}
    assert answers[person_id_of("daibieu28")]["reason"] == "Đi công tác nước ngoài"


def test_upload_broken_off_by_a_reload_sends_only_what_is_missing(
    open_tablet: Open, hop: Product, secretary: Secretary, large_paper: Path
) -> None:
    meeting = secretary.new_meeting("Họp tải tệp lớn", [])
    desk = open_tablet("thuky")
    words, page = desk.words, desk.page
    sent: list[str] = []

    def only_two(route: Route) -> None:
        if len(sent) == 2:
            route.abort()
        else:
            sent.append(route.request.url)
            route.continue_()

    def watch(request: Request) -> None:
        if request.method == "PUT" and UPLOADS.search(request.url):
            again.append(request.url)

    again: list[str] = []
    desk.go(f"/meetings/{meeting}/papers")
    page.route(UPLOADS, only_two)
    choose(desk, large_paper)
    desk.sees(words("papers.failed"))
    look = partial(missing_parts, Secretary(hop), meeting)
    until(look, "what was being sent has not arrived", lambda missing: len(missing) == PARTS - 2)
    page.reload()
    desk.sees(words("papers.resumeHelp"))
    page.unroute(UPLOADS)
    page.on("request", watch)
    choose(desk, large_paper)
    expect(page.get_by_text(words("papers.needsDeclaration"), exact=True)).to_be_visible(timeout=180_000)
    assert (len(sent), len(again)) == (2, PARTS - 2)
    assert len(Secretary(hop).get(f"/api/meetings/{meeting}/documents")["items"]) == 1


def missing_parts(secretary: Secretary, meeting: str) -> list[int]:
    """By number. One fails while another is under way: a reload breaks that one off too."""
    (paper,) = secretary.get(f"/api/meetings/{meeting}/documents")["items"]
    path = f"/api/documents/{paper['id']}/versions/{paper['version']['id']}/upload-parts"
    return [part["number"] for part in secretary.send("POST", path)["parts"]]


def choose(desk: Tablet, paper: Path) -> None:
    with desk.page.expect_file_chooser() as chooser:
        desk.press(desk.words("papers.choose"))
    chooser.value.set_files(paper)
