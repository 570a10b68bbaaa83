"""A secretary watches a file go up, gives it up, goes on with it after a part failed, and drops one on the papers."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Locator, Route, expect

from tests.e2e.conftest import Open, Tablet
from tests.e2e.product import Product
from tests.e2e.secretary import CHECKED, PAPERS, Secretary
from tests.e2e.test_accessibility import breaches
from tests.e2e.test_network_breaks import UPLOADS, choose
from tests.e2e.waiting import until

SIZE = 21 << 20  # bytes of filling: more than goes in one piece, so three parts of 8 MiB


@pytest.fixture
def secretary(hop: Product) -> Secretary:
    return Secretary(hop)


@pytest.fixture
def large_paper(tmp_path: Path) -> Path:
    path = tmp_path / "bao-cao-lon.pdf"
    with pikepdf.open(PAPERS / "pdflatex-4-pages.pdf") as pdf:
        pdf.Root.Filling = pdf.make_stream(os.urandom(SIZE))
        pdf.save(path)
    return path


def papers(secretary: Secretary, meeting: str) -> list[str]:
    """By title."""
    return [paper["title"] for paper in secretary.get(f"/api/meetings/{meeting}/documents")["items"]]


def row(desk: Tablet, file: str) -> Locator:
    """Of a file that is being sent."""
    bar = desk.page.get_by_role("progressbar", name=file)
    return desk.page.get_by_role("listitem").filter(has=bar)


def drop(desk: Tablet, paper: Path) -> None:
    """As from a folder of the desk's own."""
    box = desk.page.get_by_text(desk.words("papers.drop"), exact=True).bounding_box()
    assert box
    place = {"x": box["x"] + 5, "y": box["y"] + 5}
    data = {"items": [], "files": [os.fspath(paper)], "dragOperationsMask": 1}
    hand = desk.page.context.new_cdp_session(desk.page)
    for kind in ("dragEnter", "dragOver", "drop"):
        hand.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})


def test_upload_is_watched_given_up_and_gone_on_with(
    open_tablet: Open, hop: Product, secretary: Secretary, large_paper: Path
) -> None:
    meeting = secretary.new_meeting("Họp tải tệp trên màn hình", [])
    desk = open_tablet("thuky")
    secretary = Secretary(hop)
    words, page = desk.words, desk.page
    desk.go(f"/meetings/{meeting}/papers")
    page.route(UPLOADS, after_two_parts(lambda _: None))  # on its way for ever
    choose(desk, large_paper)
    bar = page.get_by_role("progressbar", name=large_paper.name)
    expect(bar).to_have_attribute("aria-valuenow", re.compile("^7[0-9]$"))
    desk.sees(words("papers.uploading", percent=bar.get_attribute("aria-valuenow")))
    assert breaches(page) == []
    row(desk, large_paper.name).get_by_role("button", name=words("papers.cancel")).click()
    expect(bar).to_have_count(0)
    until(lambda: not papers(secretary, meeting), "the paper given up is still there")
    desk.sees(words("papers.none"))
    page.unroute(UPLOADS)

    page.route(UPLOADS, after_two_parts(lambda third: third.fulfill(status=500)))
    choose(desk, large_paper)
    failed = row(desk, large_paper.name)
    expect(failed.get_by_text(words("papers.failed"))).to_be_visible()
    expect(failed.get_by_role("alert")).to_contain_text(words("state.failed"))
    assert breaches(page) == []
    page.unroute(UPLOADS)
    again: list[str] = []
    page.on("request", lambda request: again.append(request.url) if UPLOADS.search(request.url) else None)
    failed.get_by_role("button", name=words("papers.retry")).click()
    expect(bar).to_have_count(0, timeout=CHECKED * 1000)
    expect(page.get_by_text(words("papers.ready"), exact=True)).to_be_visible(timeout=CHECKED * 1000)
    assert len(again) == 1
    assert papers(secretary, meeting) == ["bao-cao-lon"]

    drop(desk, PAPERS / "multicolumn.pdf")
    expect(page.get_by_text(words("papers.ready"), exact=True)).to_have_count(2, timeout=CHECKED * 1000)
    assert sorted(papers(secretary, meeting)) == ["bao-cao-lon", "multicolumn"]


def after_two_parts(meet: Callable[[Route], None]) -> Callable[[Route], None]:
    """What meets the parts after the second."""
    sent: list[Route] = []

    def answer(route: Route) -> None:
        if len(sent) < 2:
            sent.append(route)
            route.continue_()
        else:
            meet(route)

    return answer
