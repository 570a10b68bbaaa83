"""What every object store does with whole objects and their links."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import pytest

from shared.objects.port import NoSuchObject, Objects, Serving
from tests.contract.wire import Wire

KEY = "papers/" + "a" * 32
PDF = Serving("application/pdf")
BYTES = bytes(range(256)) * 5000  # more than one piece of copying

Files = Callable[[bytes], Path]


@pytest.fixture
def file(tmp_path: Path) -> Files:
    def write(content: bytes) -> Path:
        path = tmp_path / "source"
        path.write_bytes(content)
        return path

    return write


@pytest.fixture
async def stored(objects: Objects, file: Files) -> str:
    await objects.put(KEY, file(BYTES), "application/pdf")
    return KEY


async def test_object_comes_back_exactly(objects: Objects, file: Files, tmp_path: Path) -> None:
    for name, content in {"original": BYTES, "empty": b"", "thumbnails-12": b"x"}.items():
        await objects.put(f"{KEY}/{name}", file(content), "application/pdf")
        await objects.fetch(f"{KEY}/{name}", tmp_path / "target")
        assert (tmp_path / "target").read_bytes() == content


async def test_object_put_again_is_the_new_one(objects: Objects, stored: str, file: Files, tmp_path: Path) -> None:
    await objects.put(stored, file(b"new"), "application/pdf")
    await objects.fetch(stored, tmp_path / "target")
    assert (tmp_path / "target").read_bytes() == b"new"


async def test_missing_object_is_said_to_be_missing_and_leaves_no_file(objects: Objects, tmp_path: Path) -> None:
    with pytest.raises(NoSuchObject):
        await objects.fetch(KEY, tmp_path / "target")
    assert not (tmp_path / "target").exists()


async def test_deleted_objects_are_gone_and_deleting_again_is_no_error(
    objects: Objects, stored: str, tmp_path: Path
) -> None:
    await objects.delete([stored, f"{KEY}/never-there"])
    await objects.delete([stored])
    with pytest.raises(NoSuchObject):
        await objects.fetch(stored, tmp_path / "target")


@pytest.mark.parametrize(
    "key",
    [
        "",
        "papers",
        "papers/",
        "papers/../incoming/" + "a" * 32,
        "papers/" + "a" * 32 + "/..",
        "papers/" + "a" * 32 + "/../" + "b" * 32,
        "/etc/passwd",
        "papers//" + "a" * 32,
        "papers/" + "A" * 32,
        "papers/" + "a" * 31,
        "papers/" + "a" * 33,
        "papers/" + "a" * 32 + "\n",
        "papers/" + "a" * 32 + "/a/b",
        "papers/" + "a" * 32 + "/a.b",
        "papers/" + "a" * 32 + "/a\0b",
        "papers/" + "٠" * 32,
        "secrets/" + "a" * 32,
    ],
)
async def test_what_is_no_key_of_ours_is_refused(objects: Objects, key: str, file: Files, tmp_path: Path) -> None:
    with pytest.raises(NoSuchObject):
        await objects.put(key, file(b"x"), "application/pdf")
    with pytest.raises(NoSuchObject):
        await objects.fetch(key, tmp_path / "target")
    with pytest.raises(NoSuchObject):
        await objects.delete([key])
    with pytest.raises(NoSuchObject):
        objects.link(key, PDF)
    with pytest.raises(NoSuchObject):
        await objects.sign_upload(key, 1)


async def test_link_serves_the_object(objects: Objects, stored: str, wire: Wire) -> None:
    answer = await wire.get(objects.link(stored, PDF))
    assert (answer.status, answer.body) == (200, BYTES)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Length"] == str(len(BYTES))
    assert answer.headers["Accept-Ranges"] == "bytes"


async def test_head_gives_no_bytes(objects: Objects, stored: str, wire: Wire) -> None:
    """S3 binds a link to GET alone; where HEAD is answered, it tells the size."""
    answer = await wire.head(objects.link(stored, PDF))
    assert answer.body == b""
    assert answer.status == 403 or answer.headers["Content-Length"] == str(len(BYTES))


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("bytes=0-0", BYTES[:1]),
        ("bytes=65536-131071", BYTES[65536:131072]),
        ("bytes=1279999-", BYTES[-1:]),
        ("bytes=-10", BYTES[-10:]),
        ("bytes=1279990-9999999", BYTES[-10:]),
    ],
)
async def test_range_is_served(objects: Objects, stored: str, wire: Wire, asked: str, given: bytes) -> None:
    answer = await wire.get(objects.link(stored, PDF), Range=asked)
    assert (answer.status, answer.body) == (206, given)
    first = (
        BYTES.find(given)
        if asked.startswith("bytes=0")
        else int(answer.headers["Content-Range"].split()[1].split("-")[0])
    )
    assert answer.headers["Content-Range"] == f"bytes {first}-{first + len(given) - 1}/{len(BYTES)}"


async def test_range_beyond_the_end_is_refused(objects: Objects, stored: str, wire: Wire) -> None:
    assert (await wire.get(objects.link(stored, PDF), Range="bytes=1280000-")).status == 416


async def test_type_and_disposition_are_fixed_by_the_link(objects: Objects, stored: str, wire: Wire) -> None:
    name = 'Báo cáo "quý 3"; x.pdf'
    answer = await wire.get(objects.link(stored, Serving("image/webp", name)))
    assert answer.headers["Content-Type"] == "image/webp"
    kind, _, parameter = answer.headers["Content-Disposition"].partition("; ")
    assert (kind, parameter) == (
        "attachment",
        "filename*=UTF-8''B%C3%A1o%20c%C3%A1o%20%22qu%C3%BD%203%22%3B%20x.pdf",
    )


async def test_link_ends_with_its_lifetime(objects: Objects, stored: str, wire: Wire) -> None:
    assert (await wire.get(objects.link(stored, Serving("application/pdf", lifetime=-1)))).status in {403, 404}


async def test_deleting_kills_living_links(objects: Objects, stored: str, wire: Wire) -> None:
    url = objects.link(stored, PDF)
    assert (await wire.get(url)).status == 200
    await objects.delete([stored])
    assert (await wire.get(url)).status == 404


async def test_link_is_bound_to_method_key_and_every_parameter(objects: Objects, stored: str, wire: Wire) -> None:
    url = objects.link(stored, Serving("application/pdf", "a.pdf"))
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    tampered = [urlunsplit(parts._replace(path=parts.path.replace("a" * 32, "b" * 32)))]
    for number, (name, value) in enumerate(query):
        rest = query[:number] + query[number + 1 :]
        other = (name, value[:-1] + ("1" if value[-1:] != "1" else "2"))
        tampered += [urlunsplit(parts._replace(query=urlencode(changed))) for changed in (rest, [*rest, other])]
        if name.lower().endswith("signature"):
            continue  # nothing is bound to a second signature
        for changed in (
            [other, *query],  # whoever reads the first and whoever reads the last must see the same
            [*query, other],
            [(name, value), *query],
            [*query, ("more", "1")],
        ):
            tampered.append(urlunsplit(parts._replace(query=urlencode(changed))))
    assert (await wire.get(url)).status == 200
    for one in tampered:
        answer = await wire.get(one)
        assert answer.status in {400, 403, 404}, one
        assert BYTES[:100] not in answer.body
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert (await wire.send(method, url, data=b"x")).status in {400, 403, 404, 405}
    assert (await wire.get(url)).body == BYTES


async def test_no_link_is_a_link_to_anything(objects: Objects, stored: str, wire: Wire) -> None:
    parts = urlsplit(objects.link(stored, PDF))
    assert (await wire.get(urlunsplit(parts._replace(query="")))).status in {400, 403, 404}
