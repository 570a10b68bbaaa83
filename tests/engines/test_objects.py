"""What an S3 store is asked for beside the port: nothing deleted stays in a version, browsers of our origin alone."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from aiohttp import ClientSession
from yarl import URL

from shared.backends import Backends
from shared.objects.port import ONE_PIECE, Objects, PartMissing, Serving, Upload
from shared.objects.s3 import multipart
from shared.objects.s3.connection import Connection, connection_of
from shared.objects.serving import SAFE_HEADERS
from shared.settings import Settings
from tests.backends.versions import count_versions, keeps_versions, remove_by_hand, versions_kept
from tests.contract.wire import Wire

PAPER, UPLOAD = "papers/" + "d" * 32, "incoming/" + "e" * 32
LARGE = ONE_PIECE + 1


@pytest.fixture
def connection(settings: Settings) -> Connection:
    return connection_of(settings)


@pytest.fixture
async def objects(backends: Backends) -> Objects:
    await backends.prepare()
    return backends.objects


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with ClientSession() as session:
        yield Wire(session, URL("http://127.0.0.1"))


async def test_deleted_paper_is_gone_in_every_version(objects: Objects, connection: Connection, tmp_path: Path) -> None:
    with versions_kept(connection, connection.papers):
        for content in (b"first", b"second"):
            (tmp_path / "source").write_bytes(content)
            await objects.put(PAPER, tmp_path / "source", "application/pdf")
        remove_by_hand(connection, PAPER)
        assert count_versions(connection, PAPER) == 3
        await objects.delete([PAPER])
        assert count_versions(connection, PAPER) == 0


async def test_paper_older_than_its_versions_is_gone_too(
    objects: Objects, connection: Connection, tmp_path: Path
) -> None:
    """An operator began to keep versions after it was stored."""
    (tmp_path / "source").write_bytes(b"first")
    await objects.put(PAPER, tmp_path / "source", "application/pdf")
    with versions_kept(connection, connection.papers):
        await objects.delete([PAPER])
        assert count_versions(connection, PAPER) == 0


@pytest.mark.usefixtures("objects")
def test_bucket_of_uploads_keeps_no_versions(connection: Connection) -> None:
    assert not keeps_versions(connection, connection.incoming)


async def allowed(wire: Wire, method: str, url: str, origin: str) -> bool:
    """As a browser understands the answer to its preflight."""
    asked = {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "range"}
    headers = (await wire.send("OPTIONS", url, **asked)).headers
    return is_for(headers, origin) and method in headers.get("Access-Control-Allow-Methods", "")


def is_for(headers: Mapping[str, str], origin: str) -> bool:
    return headers.get("Access-Control-Allow-Origin") in {origin, "*"}


async def test_pages_of_our_origin_alone_read_papers_and_send_parts(
    objects: Objects, settings: Settings, wire: Wire
) -> None:
    paper, upload = objects.link(PAPER, Serving("application/pdf")), await objects.sign_upload(UPLOAD, LARGE)
    for method, url in (("GET", paper), ("PUT", upload.parts[0]["url"])):
        assert await allowed(wire, method, url, settings.public_url)
        assert not await allowed(wire, method, url, "https://elsewhere.test")
    for method, url in (("PUT", paper), ("DELETE", paper), ("GET", upload.parts[0]["url"])):
        assert not await allowed(wire, method, url, settings.public_url)


async def test_pages_of_our_origin_alone_hear_that_a_form_arrived(
    objects: Objects, settings: Settings, wire: Wire
) -> None:
    """It goes to the bucket itself, whose preflights SeaweedFS answers by an option of its own: the answer counts."""
    for origin in (settings.public_url, "https://elsewhere.test"):
        (part,) = (await objects.sign_upload(UPLOAD, 5)).parts
        answer = await wire.upload(part, b"12345", Origin=origin)
        assert answer.status == 204
        assert is_for(answer.headers, origin) == (origin == settings.public_url)


async def test_pages_see_which_part_of_a_paper_came(
    objects: Objects, settings: Settings, wire: Wire, tmp_path: Path
) -> None:
    """Else the reader in the browser fetches the whole of it."""
    (tmp_path / "source").write_bytes(b"%PDF-")
    await objects.put(PAPER, tmp_path / "source", "application/pdf")
    url = objects.link(PAPER, Serving("application/pdf"))
    answer = await wire.get(url, Origin=settings.public_url, Range="bytes=0-1")
    assert answer.status == 206
    exposed = {name.strip().lower() for name in answer.headers["Access-Control-Expose-Headers"].split(",")}
    assert exposed >= {"accept-ranges", "content-range", "content-length"}


@pytest.mark.parametrize("asked", [{}, {"Range": "bytes=0-1"}], ids=["whole", "a part"])
async def test_paper_can_do_nothing_in_a_browser_and_stays_in_no_cache(
    objects: Objects, wire: Wire, tmp_path: Path, asked: dict[str, str]
) -> None:
    """By what stands before the store, for signed links cannot carry these headers."""
    (tmp_path / "source").write_bytes(b"<script>alert(1)</script>")
    await objects.put(PAPER, tmp_path / "source", "text/html")
    answer = await wire.get(objects.link(PAPER, Serving("text/html")), **asked)
    assert answer.status in {200, 206}
    expected = SAFE_HEADERS | {"Cross-Origin-Resource-Policy": "cross-origin", "Content-Disposition": "inline"}
    assert {name: answer.headers.get(name) for name in expected} == expected


async def send(upload: Upload, wire: Wire) -> None:
    for part in upload.parts:
        await wire.upload(part, bytes(min(upload.part_size, LARGE - (part["number"] - 1) * upload.part_size)))


async def test_upload_whose_parts_another_one_just_put_together_is_finished(
    objects: Objects, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store takes the parts away one by one, after the object is there and before it forgets the upload."""
    upload = await objects.sign_upload(UPLOAD, LARGE)
    monkeypatch.setattr(multipart, "arrived", lambda *_: {})
    with pytest.raises(PartMissing):
        await objects.finish_upload(UPLOAD, LARGE, upload.token, {})
    monkeypatch.undo()
    await send(upload, wire)
    await objects.finish_upload(UPLOAD, LARGE, upload.token, {})
    monkeypatch.setattr(multipart, "arrived", lambda *_: {})
    await objects.finish_upload(UPLOAD, LARGE, upload.token, {})
