"""How bytes come in by signed URLs, in one piece or many, with every object store."""

import asyncio
from pathlib import Path

import pytest

from shared.objects.port import ONE_PIECE, PART_SIZE, NoSuchObject, Objects, PartMissing, Upload
from tests.contract.conftest import Opening
from tests.contract.wire import Answered, Wire

KEY = "incoming/" + "c" * 32
LARGE = ONE_PIECE + 1
CONTENT = (bytes(range(251)) * (LARGE // 251 + 1))[:LARGE]  # 251 is prime: no two parts are alike


def piece(number: int) -> bytes:
    return CONTENT[(number - 1) * PART_SIZE : number * PART_SIZE]


async def send_all(upload: Upload, wire: Wire) -> dict[int, str]:
    answers = {part["number"]: await wire.upload(part, piece(part["number"])) for part in upload.parts}
    assert {answer.status for answer in answers.values()} <= {200, 204}
    return {number: answer.headers["ETag"] for number, answer in answers.items()}


async def content_of(objects: Objects, folder: Path, key: str = KEY) -> bytes | None:
    try:
        await objects.fetch(key, folder / "fetched")
    except NoSuchObject:
        return None
    return (folder / "fetched").read_bytes()


def refused(answer: Answered) -> bool:
    return 400 <= answer.status < 500


async def test_small_upload_is_one_form(objects: Objects, wire: Wire, tmp_path: Path) -> None:
    upload = await objects.sign_upload(KEY, 300_000)
    assert [(part["number"], part["method"]) for part in upload.parts] == [(1, "POST")]
    assert (await wire.upload(upload.parts[0], CONTENT[:300_000])).status in {200, 201, 204}
    await objects.finish_upload(KEY, 300_000, upload.token, {})
    assert await content_of(objects, tmp_path) == CONTENT[:300_000]


async def test_largest_upload_in_one_piece_arrives(objects: Objects, wire: Wire, tmp_path: Path) -> None:
    upload = await objects.sign_upload(KEY, ONE_PIECE)
    assert (await wire.upload(upload.parts[0], CONTENT[:ONE_PIECE])).status in {200, 201, 204}
    assert await content_of(objects, tmp_path) == CONTENT[:ONE_PIECE]


@pytest.mark.parametrize("length", [0, 999, 1001, 5_000_000])
async def test_form_of_another_size_than_signed_leaves_nothing(
    objects: Objects, wire: Wire, tmp_path: Path, length: int
) -> None:
    upload = await objects.sign_upload(KEY, 1000)
    assert refused(await wire.upload(upload.parts[0], CONTENT[:length]))
    assert await content_of(objects, tmp_path) is None
    with pytest.raises(PartMissing) as missing:
        await objects.finish_upload(KEY, 1000, upload.token, {})
    assert missing.value.missing == [1]


async def test_form_reaches_no_other_key(objects: Objects, wire: Wire, tmp_path: Path) -> None:
    part = (await objects.sign_upload(KEY, 1000)).parts[0]
    other = "incoming/" + "d" * 32
    part["url"] = part["url"].replace("c" * 32, "d" * 32)
    part["fields"] = {name: value.replace("c" * 32, "d" * 32) for name, value in part["fields"].items()}
    assert refused(await wire.upload(part, CONTENT[:1000]))
    assert await content_of(objects, tmp_path, other) is None


async def test_only_the_incoming_area_takes_uploads(objects: Objects) -> None:
    with pytest.raises(NoSuchObject):
        await objects.sign_upload("papers/" + "c" * 32, 1000)


async def test_large_upload_comes_in_parts_in_any_order(objects: Objects, wire: Wire, tmp_path: Path) -> None:
    upload = await objects.sign_upload(KEY, LARGE)
    assert [(part["number"], part["method"]) for part in upload.parts] == [(1, "PUT"), (2, "PUT"), (3, "PUT")]
    upload.parts.reverse()
    etags = await send_all(upload, wire)
    assert await content_of(objects, tmp_path) is None, "nothing is there before the end"
    await objects.finish_upload(KEY, LARGE, upload.token, etags)
    assert await content_of(objects, tmp_path) == CONTENT


async def test_finishing_with_missing_parts_names_them_and_leaves_nothing(
    objects: Objects, wire: Wire, tmp_path: Path
) -> None:
    upload = await objects.sign_upload(KEY, LARGE)
    etag = (await wire.upload(upload.parts[1], piece(2))).headers["ETag"]
    with pytest.raises(PartMissing) as missing:
        await objects.finish_upload(KEY, LARGE, upload.token, {2: etag})
    assert missing.value.missing == [1, 3]
    assert await content_of(objects, tmp_path) is None


async def test_broken_off_upload_goes_on_with_what_is_missing(opening: Opening, wire: Wire, tmp_path: Path) -> None:
    async with opening() as backends:
        begun = await backends.objects.sign_upload(KEY, LARGE)
        etags = {1: (await wire.upload(begun.parts[0], piece(1))).headers["ETag"]}
    async with opening() as backends:
        rest = await backends.objects.sign_upload(KEY, LARGE, begun.token)
        assert [part["number"] for part in rest.parts] == [2, 3]
        etags |= await send_all(rest, wire)
        await backends.objects.finish_upload(KEY, LARGE, rest.token, etags)
        assert await content_of(backends.objects, tmp_path) == CONTENT


@pytest.mark.parametrize("length", [0, PART_SIZE - 1, PART_SIZE + 1])
async def test_part_of_another_size_than_signed_does_not_count(objects: Objects, wire: Wire, length: int) -> None:
    """Refused at once, or, by an S3 store, taken and told to be missing."""
    upload = await objects.sign_upload(KEY, LARGE)
    await wire.upload(upload.parts[0], CONTENT[:length])
    rest = await objects.sign_upload(KEY, LARGE, upload.token)
    assert [part["number"] for part in rest.parts] == [1, 2, 3]


async def test_part_sent_again_counts_once(objects: Objects, wire: Wire, tmp_path: Path) -> None:
    upload = await objects.sign_upload(KEY, LARGE)
    await wire.upload(upload.parts[0], CONTENT[1 : PART_SIZE + 1])
    etags = await send_all(upload, wire)
    await objects.finish_upload(KEY, LARGE, upload.token, etags)
    assert await content_of(objects, tmp_path) == CONTENT


async def test_finishing_twice_changes_nothing(objects: Objects, wire: Wire, tmp_path: Path) -> None:
    upload = await objects.sign_upload(KEY, LARGE)
    etags = await send_all(upload, wire)
    await objects.finish_upload(KEY, LARGE, upload.token, etags)
    await objects.finish_upload(KEY, LARGE, upload.token, etags)
    assert await content_of(objects, tmp_path) == CONTENT


async def test_finishing_twice_at_once_succeeds_twice(objects: Objects, wire: Wire, tmp_path: Path) -> None:
    upload = await objects.sign_upload(KEY, LARGE)
    etags = await send_all(upload, wire)
    await asyncio.gather(*(objects.finish_upload(KEY, LARGE, upload.token, etags) for _ in range(4)))
    assert await content_of(objects, tmp_path) == CONTENT


async def test_aborted_upload_leaves_no_part(objects: Objects, wire: Wire, tmp_path: Path) -> None:
    upload = await objects.sign_upload(KEY, LARGE)
    etags = await send_all(upload, wire)
    await objects.abort_upload(KEY, upload.token)
    with pytest.raises((PartMissing, NoSuchObject)):
        await objects.finish_upload(KEY, LARGE, upload.token, etags)
    assert await content_of(objects, tmp_path) is None
    await objects.abort_upload(KEY, upload.token)


async def test_aborting_after_the_end_removes_the_object(objects: Objects, wire: Wire, tmp_path: Path) -> None:
    upload = await objects.sign_upload(KEY, 1000)
    await wire.upload(upload.parts[0], CONTENT[:1000])
    await objects.abort_upload(KEY, upload.token)
    assert await content_of(objects, tmp_path) is None


async def test_link_of_one_part_takes_no_other(objects: Objects, wire: Wire) -> None:
    upload = await objects.sign_upload(KEY, LARGE)
    first, last = upload.parts[0], upload.parts[2]
    for tampered in (
        first["url"].replace("part=1", "part=3").replace("partNumber=1", "partNumber=3"),
        f"{first['url']}&part=3&partNumber=3",
        first["url"].replace("?", "?part=3&partNumber=3&"),
        first["url"].replace("?", f"?size={len(piece(3))}&"),
    ):
        assert refused(await wire.send("PUT", tampered, data=piece(3)))
    assert (await wire.upload(last, piece(3))).status == 200


async def test_aborted_upload_takes_no_further_part(objects: Objects, wire: Wire) -> None:
    upload = await objects.sign_upload(KEY, LARGE)
    await objects.abort_upload(KEY, upload.token)
    assert refused(await wire.upload(upload.parts[0], piece(1)))
