"""What only the file adapter does: it serves its own URLs, and tidies up its own folder."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import FormData, web
from aiohttp.test_utils import TestClient, TestServer

from shared.objects.files import FileObjects
from shared.objects.port import ONE_PIECE, ObjectsAway, Serving
from shared.objects.serving import SAFE_HEADERS, FileServing
from shared.objects.signatures import Signatures
from tests.factories.installation import until
from tests.factories.limits import files_no_larger_than

KEY = "papers/" + "a" * 32
INCOMING = "incoming/" + "b" * 32

Client = TestClient[web.Request, web.Application]


@pytest.fixture
def signatures() -> Signatures:
    return Signatures(b"k" * 32, "/objects")


@pytest.fixture
def objects(tmp_path: Path, signatures: Signatures) -> FileObjects:
    return FileObjects(tmp_path / "objects", signatures)


@pytest.fixture
async def client(objects: FileObjects, signatures: Signatures) -> AsyncIterator[Client]:
    app = web.Application()
    app.add_routes(FileServing(objects, signatures).routes())
    async with TestClient(TestServer(app, handler_cancellation=True)) as opened:
        yield opened


@pytest.fixture
async def stored(objects: FileObjects, tmp_path: Path) -> str:
    (tmp_path / "source").write_bytes(b"%PDF-1.7")
    await objects.put(KEY, tmp_path / "source", "application/pdf")
    return KEY


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "objects").rglob("*") if path.is_file())


def form(content: bytes, field: str = "file") -> FormData:
    data = FormData({"key": INCOMING})
    data.add_field(field, content, filename="a.pdf")
    return data


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-3"}])
async def test_served_object_can_do_nothing_in_a_browser(
    client: Client, objects: FileObjects, stored: str, headers: dict[str, str]
) -> None:
    response = await client.get(objects.link(stored, Serving("text/html")), headers=headers)
    assert SAFE_HEADERS.items() <= dict(response.headers).items()
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Content-Disposition"] == "inline"


async def test_key_of_another_installation_signs_nothing(client: Client, stored: str) -> None:
    foreign = Signatures(b"x" * 32, "/objects").url("GET", stored, 120, type="application/pdf", name="")
    assert (await client.get(foreign)).status == 404


async def test_bytes_that_are_no_text_are_no_signature(client: Client, objects: FileObjects, stored: str) -> None:
    path = urlsplit(objects.link(stored, Serving("application/pdf"))).path
    server = client.server
    assert isinstance(server, TestServer)
    reader, writer = await asyncio.open_connection(server.host, server.port)
    writer.write(b"GET %s?signature=\xff&expires=\xfe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % path.encode())
    status = await reader.readline()
    writer.close()
    await writer.wait_closed()
    assert status.split()[1] in {b"400", b"404"}


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Type": "application/json"}, b"{}"),
        ({"Content-Type": "multipart/form-data"}, b"x"),
        ({"Content-Type": "multipart/form-data; boundary=" + "x" * 71}, b"x"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"--y\r\n\r\nabc\r\n--y--"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x\r\nno colon\r\n\r\nabc\r\n--x--"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b""),
        ({}, b""),
    ],
)
async def test_form_that_cannot_be_read_is_a_bad_request(
    client: Client, objects: FileObjects, tmp_path: Path, headers: dict[str, str], body: bytes
) -> None:
    part = (await objects.sign_upload(INCOMING, 3)).parts[0]
    response = await client.post(part["url"], data=body, headers=headers)
    assert response.status == 400
    assert files(tmp_path) == []


async def test_form_without_a_file_is_a_bad_request(client: Client, objects: FileObjects, tmp_path: Path) -> None:
    part = (await objects.sign_upload(INCOMING, 3)).parts[0]
    assert (await client.post(part["url"], data=form(b"abc", "picture"))).status == 400
    assert files(tmp_path) == []


async def test_upload_of_the_wrong_size_leaves_no_file(client: Client, objects: FileObjects, tmp_path: Path) -> None:
    part = (await objects.sign_upload(INCOMING, 3)).parts[0]
    for content in (b"ab", b"abcd"):
        assert (await client.post(part["url"], data=form(content))).status == 400
    assert files(tmp_path) == []


async def test_full_disk_refuses_an_upload_and_leaves_no_file(
    client: Client, objects: FileObjects, tmp_path: Path
) -> None:
    part = (await objects.sign_upload(INCOMING, 500_000)).parts[0]
    with files_no_larger_than(300_000):
        assert (await client.post(part["url"], data=form(b"x" * 500_000))).status == 507
    assert files(tmp_path) == []
    assert (await client.post(part["url"], data=form(b"x" * 500_000))).status == 204


async def test_full_disk_leaves_neither_object_nor_copy(objects: FileObjects, tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(b"x" * 500_000)
    with files_no_larger_than(300_000), pytest.raises(ObjectsAway):
        await objects.put(KEY, tmp_path / "source", "application/pdf")
    assert files(tmp_path) == []
    await objects.put(KEY, tmp_path / "source", "application/pdf")
    with files_no_larger_than(300_000), pytest.raises(ObjectsAway):
        await objects.fetch(KEY, tmp_path / "target")
    assert sorted(os.listdir(tmp_path)) == ["objects", "source"]


async def begin_form(client: Client, url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A form that announces 10 bytes more than it has sent so far."""
    server = client.server
    assert isinstance(server, TestServer)
    reader, writer = await asyncio.open_connection(server.host, server.port)
    head = b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n' + b"a" * 400_000
    lines = [f"POST {url} HTTP/1.1", "Host: a", "Content-Type: multipart/form-data; boundary=x"]
    lines += [f"Content-Length: {len(head) + 10}", "", ""]
    writer.write("\r\n".join(lines).encode() + head)
    await writer.drain()
    return reader, writer


async def test_upload_broken_off_leaves_no_file(client: Client, objects: FileObjects, tmp_path: Path) -> None:
    part = (await objects.sign_upload(INCOMING, 400_000)).parts[0]
    _, writer = await begin_form(client, part["url"])
    await until(lambda: asyncio.to_thread(lambda: len(files(tmp_path)) == 1))
    writer.close()
    await writer.wait_closed()
    await until(lambda: asyncio.to_thread(lambda: files(tmp_path) == []))


async def test_aborting_removes_what_a_killed_process_left(objects: FileObjects, tmp_path: Path) -> None:
    folder = tmp_path / "objects/incoming"
    folder.mkdir(parents=True)
    (folder / f".{'b' * 32}.0123456789abcdef").write_bytes(b"secret")
    (folder / f".{'c' * 32}.0123456789abcdef").write_bytes(b"of another upload")
    await objects.abort_upload(INCOMING, "")
    assert files(tmp_path) == [f".{'c' * 32}.0123456789abcdef"]


async def test_aborting_takes_the_ground_from_an_upload_under_way(
    client: Client, objects: FileObjects, tmp_path: Path
) -> None:
    part = (await objects.sign_upload(INCOMING, 400_000)).parts[0]
    reader, writer = await begin_form(client, part["url"])
    await until(lambda: asyncio.to_thread(lambda: len(files(tmp_path)) == 1))
    await objects.abort_upload(INCOMING, "")
    writer.write(b"\r\n--x--\r\n\r\n\r\n")
    assert (await reader.readline()).split()[1] == b"404"
    writer.close()
    await writer.wait_closed()
    assert files(tmp_path) == []


async def test_finishing_again_removes_parts_that_a_kill_left(objects: FileObjects, tmp_path: Path) -> None:
    size = ONE_PIECE + 1
    upload = await objects.sign_upload(INCOMING, size)
    objects.part(INCOMING, 1).write_bytes(b"left over")
    with objects.path(INCOMING).open("wb") as file:
        file.truncate(size)
    await objects.finish_upload(INCOMING, size, upload.token, {})
    assert files(tmp_path) == ["b" * 32]


def test_folders_and_files_are_for_the_owner_alone(tmp_path: Path, objects: FileObjects) -> None:
    async def put() -> Any:
        (tmp_path / "source").write_bytes(b"x")
        await objects.put(f"{KEY}/original", tmp_path / "source", "application/pdf")

    asyncio.run(put())
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "objects/papers").rglob("*")}
    assert modes == {"a" * 32: 0o700, "original": 0o600}
