"""The web app's files: kept long when their name holds a hash, compressed where prepared, and nothing else served."""

import gzip
from pathlib import Path

import pytest

from tests.integration.gateway.conftest import Browser, Hop

INDEX = b"<!doctype html><title>Hop</title>"
SCRIPT = b"console.log('hop')"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Beside it lies what nobody may have."""
    folder = tmp_path / "web"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_bytes(INDEX)
    (folder / "sw.js").write_bytes(b"// worker")
    (folder / "manifest.webmanifest").write_bytes(b"{}")
    (folder / "assets" / "main-B7XiAGhH.js").write_bytes(SCRIPT)
    (folder / "assets" / "main-B7XiAGhH.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "secret.txt").write_bytes(b"secret")
    return folder


@pytest.fixture
async def browser(built: Path, empty: Hop) -> Browser:
    return empty.browser()


@pytest.mark.parametrize("path", ["/", "/index.html", "/meetings", "/meetings/abc/book", "/setup"])
async def test_app_s_own_routes_are_answered_with_the_app(browser: Browser, path: str) -> None:
    answer = await browser.client.get(path)
    assert (answer.status, await answer.read(), answer.content_type) == (200, INDEX, "text/html")
    assert answer.headers["Cache-Control"] == "no-cache"


async def test_hashed_files_are_kept_for_a_year(browser: Browser) -> None:
    answer = await browser.client.get("/assets/main-B7XiAGhH.js")
    assert await answer.read() == SCRIPT
    assert answer.content_type == "text/javascript"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


async def test_compressed_file_is_sent_to_who_takes_it(browser: Browser) -> None:
    packed = await browser.client.get("/assets/main-B7XiAGhH.js", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert await packed.read() == SCRIPT
    plain = await browser.client.get("/assets/main-B7XiAGhH.js", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert await plain.read() == SCRIPT


@pytest.mark.parametrize(
    "path", ["/assets/gone.js", "/api/nothing", "/api", "/.well-known/nothing", "/../secret.txt", "/%2e%2e/secret.txt"]
)
async def test_what_is_not_there_is_a_problem_and_no_page(browser: Browser, path: str) -> None:
    answer = await browser.client.get(path)
    assert answer.status == 404
    assert answer.content_type == "application/problem+json"


async def test_pages_may_run_nothing_but_our_own_scripts(browser: Browser) -> None:
    headers = (await browser.client.get("/")).headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


async def test_new_build_takes_effect_without_a_restart(browser: Browser, built: Path) -> None:
    await browser.client.get("/")
    index = built / "index.html"
    (built / "assets" / "new-C8YjBHiJ.js").write_bytes(b"new")
    index.write_bytes(b"<!doctype html><title>new</title>")
    assert (await (await browser.client.get("/assets/new-C8YjBHiJ.js")).read()) == b"new"


async def test_without_a_build_the_app_is_not_found(empty: Hop) -> None:
    answer = await empty.browser().client.get("/")
    assert answer.status == 404


@pytest.mark.parametrize(("language", "words"), [("vi", "Tên đăng nhập"), ("en", "Name or password")])
async def test_problem_s_type_leads_to_a_page_in_the_reader_s_language(empty: Hop, language: str, words: str) -> None:
    answer = await empty.browser().client.get("/problems/wrong-credentials", headers={"Accept-Language": language})
    assert answer.content_type == "text/html"
    assert words in await answer.text()


async def test_page_of_a_problem_nobody_has_is_not_found(empty: Hop) -> None:
    answer = await empty.browser().client.get("/problems/<script>")
    assert answer.status == 404
    assert "<script>" not in await answer.text()
