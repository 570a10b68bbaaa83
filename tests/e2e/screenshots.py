"""`make screenshots`: pictures of the main screens, for the README and for looking at them."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.e2e.conftest import CHROMIUM, FLAGS, Tablet
from tests.e2e.product import Product, start_with_demo

OUT = Path(__file__).parents[2] / "docs" / "screenshots"
LANDSCAPE = {"width": 1024, "height": 768}

Act = Callable[[Tablet], None]
Acts = dict[str, Act]


def main() -> int:
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        hop = start_with_demo(Path(folder))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            _take_all(browser, hop)
        finally:
            browser.close()
            hop.stop()
    return 0


def _take_all(browser: Browser, hop: Product) -> None:
    token = hop.token("daibieu2")
    meetings = hop.get("/api/meetings?limit=50", token)["items"]
    meeting = next(one["id"] for one in meetings if one["state"] == "called")
    _take(browser, hop, "daibieu2", {"delegate-home": "/", "book": f"/meetings/{meeting}/book"})
    papers = {"papers": f"/meetings/{meeting}/papers", "readiness": f"/meetings/{meeting}/readiness"}
    others = {"search": "/search?q=ke%20hoach", "rooms": "/rooms", "print-desk": "/print-desk"}
    _take(browser, hop, "thuky", {"board": "/"} | papers | {"form": "/meetings/new"} | others)
    figures = dict.fromkeys(("usage", "ledger", "reports", "indicators"), "/usage")
    acts = {"ledger": _open_ledger, "reports": _show("reports.title"), "indicators": _open_preview}
    _take(browser, hop, "chutri", figures, acts)


def _open_ledger(tablet: Tablet) -> None:
    name = tablet.words("usage.paperOf", title="Hội nghị sơ kết thực hiện Kế hoạch 54/KH-UBND")
    tablet.page.get_by_role("button", name=name).click()
    tablet.page.get_by_role("dialog").wait_for()


def _open_preview(tablet: Tablet) -> None:
    tablet.page.get_by_role("button", name=tablet.words("indicators.preview")).first.click()
    tablet.page.get_by_role("dialog").wait_for()
    tablet.page.wait_for_timeout(1000)


def _show(heading: str) -> Act:
    def show(tablet: Tablet) -> None:
        found = tablet.page.get_by_role("heading", name=tablet.words(heading), exact=True)
        found.evaluate("element => element.scrollIntoView({block: 'start'})")

    return show


def _take(browser: Browser, hop: Product, name: str, screens: dict[str, str], acts: Acts | None = None) -> None:
    """`acts` are done on a screen before its picture is taken."""
    context = browser.new_context(viewport=LANDSCAPE, has_touch=True, locale="vi-VN")  # type: ignore[arg-type]
    tablet = Tablet(context.new_page(), hop, "vi")
    tablet.come_in(name)
    tablet.press(tablet.words("guide.dismiss"))
    for file, path in screens.items():
        tablet.go(path)
        tablet.page.wait_for_load_state("load")
        tablet.page.locator("main").wait_for()
        tablet.page.wait_for_timeout(3000)  # the stream keeps the network busy, so there is no idle to wait for
        if act := (acts or {}).get(file):
            act(tablet)
            tablet.page.wait_for_timeout(500)  # a dialog comes in slowly
        tablet.page.screenshot(path=OUT / f"{file}.png")
    context.close()


if __name__ == "__main__":
    sys.exit(main())
