"""What a tablet fetches of an 18 MB paper before page 1 is sharp, how long that takes, and how fast pages turn.

The real product with its demo data, the built web app, headless Chromium. For bytes, our reading copy and other ways
to write the same file are given to the same app in turn; counted are the ranges asked for before page 1 is sharp.
For time, the line is throttled after the app and PDF.js were loaded once, as on a tablet in use.
"""

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from aiohttp import ClientSession, FormData
from pikepdf import ObjectStreamMode
from playwright.async_api import Browser, BrowserContext, Page, Route, async_playwright

from bench.papers import write_large_paper
from bench.rows import ROUNDS, Row
from tests.e2e.conftest import CHROMIUM, FLAGS
from tests.e2e.product import Product, start_with_demo
from tests.e2e.words import words_of

DELEGATE = "daibieu1"
WIDTH, HEIGHT = 1024, 768
LINE = {"offline": False, "latency": 100, "downloadThroughput": 125_000, "uploadThroughput": 125_000}  # bytes a second
SLOWER = 4
TURNS = 50
READING = 1.0  # seconds on a page, of a reader who only looks for something
PATIENCE = 120_000  # milliseconds until something must be seen
SHARP = "() => document.querySelector('.sheet.sharp[data-page=\"1\"]')"
# Counts in the page itself: what is fetched for the next page once this one is drawn must not come in.
COUNT = """(() => {
  const ask = window.fetch
  window.ranges = []
  window.fetch = (address, options) => {
    const range = options?.headers?.Range
    if (range && !document.querySelector('.sheet.sharp[data-page="1"]')) window.ranges.push(range)
    return ask(address, options)
  }
})()"""
PREVIEW = "() => document.querySelector('img.sheet-preview')?.naturalWidth || (" + SHARP + ")()"
TURNED = """page => {
  const sheet = document.querySelector(`.sheet.sharp[data-page="${page}"]`)
  const place = sheet?.getBoundingClientRect()
  return place && place.top < innerHeight && place.bottom > 0
}"""


@dataclass(frozen=True, slots=True)
class Opened:
    """`ranges` are the lengths of what was asked for before page 1 was sharp; times are seconds from opening."""

    ranges: list[int]
    preview: float
    sharp: float

    @property
    def bytes(self) -> int:
        return sum(self.ranges)


async def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as temporary:
        paper = Path(temporary) / "large.pdf"
        await asyncio.to_thread(write_large_paper, paper)
        product = await asyncio.to_thread(start_with_demo, Path(temporary))
        try:
            path, copy = await _hand_out(product, paper)
            async with _tablet(product) as context:
                return [
                    await _bytes(context, product.url + path, paper, copy),
                    await _times(context, product.url + path),
                    await _turns(context, product.url + path, READING, f"{READING:.0f} s a page"),
                    await _turns(context, product.url + path, 0, "leafing as fast as pages come"),
                ]
        finally:
            await asyncio.to_thread(product.stop)


async def _bytes(context: BrowserContext, url: str, paper: Path, copy: bytes) -> Row:
    files = {OURS: copy}
    for name, how in _VARIANTS.items():
        files[name] = await asyncio.to_thread(_written, paper, **how)
    await _open_as(context, url, copy)  # loads app and PDF.js
    rounds = [{name: await _open_as(context, url, file) for name, file in files.items()} for _ in range(ROUNDS)]
    took = {name: statistics.median(one[name].bytes for one in rounds) for name in files}
    ours, best = took.pop(OURS), min(took, key=took.__getitem__)
    figures = {
        "ours_kb": round(ours / 1000),
        "requests": statistics.median(len(one[OURS].ranges) for one in rounds),
        "share_percent": round(100 * ours / len(copy), 2),
        **{f"{name}_kb": round(size / 1000) for name, size in took.items()},
    }
    name = "bytes before page 1 of the 18 MB paper ÷ best file variant"
    return Row(name, ours / took[best], 1.3, at_least=False, figures=figures)


OURS = "ours"
_VARIANTS: dict[str, dict[str, Any]] = {
    "plain": {"object_stream_mode": ObjectStreamMode.disable},
    "object streams": {"object_stream_mode": ObjectStreamMode.generate},
    "linearised": {"object_stream_mode": ObjectStreamMode.disable, "linearize": True},
    "linearised, object streams": {"object_stream_mode": ObjectStreamMode.generate, "linearize": True},
}


def _written(paper: Path, **how: Any) -> bytes:
    output = BytesIO()
    with pikepdf.open(paper) as pdf:
        pdf.save(output, **how)
    return output.getvalue()


async def _times(context: BrowserContext, url: str) -> Row:
    opened = []
    for _ in range(ROUNDS):
        page = await context.new_page()
        session = await context.new_cdp_session(page)
        await session.send("Network.enable")
        await session.send("Network.emulateNetworkConditions", LINE)
        opened.append(await _open(page, url))
        await page.close()
    figures = {
        "preview_s": round(statistics.median(one.preview for one in opened), 2),
        "sharp_s": round(statistics.median(one.sharp for one in opened), 2),
    }
    return Row("page 1 of the 18 MB paper at 1 Mbit/s and 100 ms", None, figures=figures)


async def _turns(context: BrowserContext, url: str, pause: float, how: str) -> Row:
    page = await context.new_page()
    await _open(page, url)
    session = await context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    field = page.get_by_label(words_of("vi")("book.goToPage"))
    taken = []
    for number in range(2, 2 + TURNS):
        await asyncio.sleep(pause)
        await field.fill(str(number))
        begun = time.perf_counter()
        await field.press("Enter")
        await page.wait_for_function(TURNED, arg=number, timeout=PATIENCE)
        taken.append(time.perf_counter() - begun)
    await page.close()
    middle, highest = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
    figures = {"p50_ms": round(middle * 1000), "p99_ms": round(highest * 1000)}
    return Row(f"page turn at {SLOWER}x CPU throttle, until sharp, {how}", None, figures=figures)


async def _open_as(context: BrowserContext, url: str, content: bytes) -> Opened:
    """With another file in the place of the reading copy."""

    async def tell_size(route: Route) -> None:
        response = await route.fetch()
        links = await response.json()
        links["reading"]["size"] = len(content)
        await route.fulfill(response=response, json=links)

    async def give_range(route: Route) -> None:
        wanted = route.request.headers.get("range")
        if wanted is None:
            await route.continue_()
            return
        first, last = _range(wanted)
        headers = {"Content-Range": f"bytes {first}-{last}/{len(content)}", "Content-Type": "application/pdf"}
        await route.fulfill(status=206, headers=headers, body=content[first : last + 1])

    page = await context.new_page()
    await page.route("**/*", give_range)
    await page.route("**/links", tell_size)
    opened = await _open(page, url)
    await page.close()
    return opened


async def _open(page: Page, url: str) -> Opened:
    await page.add_init_script(COUNT)
    begun = time.perf_counter()
    await page.goto(f"{url}?page=1", wait_until="commit", timeout=PATIENCE)  # wherever the reader was last
    await page.wait_for_function(PREVIEW, timeout=PATIENCE)
    preview = time.perf_counter() - begun
    await page.wait_for_function(SHARP, timeout=PATIENCE)
    sharp = time.perf_counter() - begun
    ranges = [_range(wanted) for wanted in await page.evaluate("window.ranges")]
    return Opened([last - first + 1 for first, last in ranges], preview, sharp)


def _range(header: str) -> tuple[int, int]:
    """First and last byte."""
    first, _, last = header.removeprefix("bytes=").partition("-")
    return int(first), int(last)


@asynccontextmanager
async def _tablet(product: Product) -> AsyncIterator[BrowserContext]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = await _signed_in(browser, product)
        yield context
        await browser.close()


async def _signed_in(browser: Browser, product: Product) -> BrowserContext:
    words = words_of("vi")
    context = await browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, locale="vi-VN", service_workers="block"
    )
    page = await context.new_page()
    await page.goto(product.url)
    await page.get_by_label(words("signIn.name"), exact=True).fill(DELEGATE)
    await page.get_by_label(words("signIn.password"), exact=True).fill(product.password)
    await page.get_by_role("button", name=words("signIn.submit"), exact=True).click()
    await page.get_by_role("navigation").wait_for()
    await page.close()
    return context


async def _hand_out(product: Product, paper: Path) -> tuple[str, bytes]:
    """The paper's address in the web app, and its reading copy. The newest meeting that both have takes it."""
    token = await asyncio.to_thread(product.token, "thuky")
    reader = await asyncio.to_thread(product.token, DELEGATE)
    known = {meeting["id"] for meeting in await _get(product, "/api/meetings?limit=50", reader)}
    meetings = await _get(product, "/api/meetings?limit=50", token)
    meeting = [one["id"] for one in meetings if one["id"] in known and one["state"] == "called"][-1]
    content = await asyncio.to_thread(paper.read_bytes)
    body = {"title": "Tài liệu lớn", "file_name": paper.name, "size": len(content)}
    begun = await _send(product, "POST", f"/api/meetings/{meeting}/documents", body, token)
    document, version = begun["document"]["id"], begun["version"]["id"]
    parts = await _upload(product, begun["upload"], content)
    await _send(product, "PUT", f"/api/documents/{document}/versions/{version}/upload", {"parts": parts}, token)
    await _checked(product, f"/api/documents/{document}", token)
    await _send(product, "POST", f"/api/documents/{document}/release", {"version_id": version}, token)
    links = await _send(product, "POST", f"/api/documents/{document}/versions/{version}/links", {}, reader)
    async with ClientSession(product.url) as client, client.get(links["reading"]["url"]) as response:
        return f"/meetings/{meeting}/book/{document}", await response.read()


async def _upload(product: Product, upload: Any, content: bytes) -> list[dict[str, Any]]:
    etags = []
    async with ClientSession(product.url) as client:
        for part in upload["parts"]:
            if part["method"] == "POST":
                form = FormData(part["fields"])
                form.add_field("file", content, filename="paper", content_type="application/octet-stream")
                (await client.post(part["url"], data=form)).raise_for_status()
                continue
            start_ = (part["number"] - 1) * upload["part_size"]
            piece = BytesIO(content[start_ : start_ + upload["part_size"]])
            async with client.put(part["url"], data=piece) as response:
                etags.append({"number": part["number"], "etag": response.headers["ETag"]})
    return etags


async def _checked(product: Product, path: str, token: str) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while True:
        document = await asyncio.to_thread(product.get, path, token)
        state = document["versions"][-1]["state"]
        if state == "ready":
            return
        assert state != "refused", json.dumps(document["versions"][-1])
        assert time.monotonic() < deadline, state
        await asyncio.sleep(0.2)


async def _get(product: Product, path: str, token: str) -> Any:
    return (await asyncio.to_thread(product.get, path, token))["items"]


async def _send(product: Product, method: str, path: str, body: Any, token: str) -> Any:
    return await asyncio.to_thread(product.send, method, path, body, token)
