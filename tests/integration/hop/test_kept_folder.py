"""A data folder that an earlier version wrote starts, and work on it goes on."""

import asyncio
import tarfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shared.settings import Settings
from tests.factories.commune import Commune, commune
from tests.factories.installation import Person
from tests.integration.documents.papers import links

FOLDERS = Path(__file__).parents[2] / "data" / "folders"


@pytest.fixture(params=sorted(FOLDERS.glob("*.tar.xz")), ids=lambda path: path.name.partition(".")[0])
async def kept(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Commune]:
    def unpack() -> None:
        with tarfile.open(request.param) as folder:
            folder.extraction_filter = lambda member, path: member  # folders keep their modes
            folder.extractall(tmp_path)

    await asyncio.to_thread(unpack)
    async with commune(Settings(data=tmp_path / "data")) as hop:
        await hop.settle()
        yield hop


async def called(person: Person) -> Any:
    (meeting,) = [one for one in (await person.get("/api/meetings"))["items"] if one["state"] == "called"]
    return await person.get(f"/api/meetings/{meeting['id']}")


async def test_everybody_signs_in_and_finds_what_he_had(kept: Commune) -> None:
    delegate, guest = await kept.sign_in("daibieu"), await kept.sign_in("khach")
    meeting = await called(delegate)
    assert meeting["title"] == "Họp giao ban quý I"
    assert meeting["my"]["answer"] == "accepted"
    assert [item["title"] for item in meeting["agenda"]] == ["Kết quả thu ngân sách", "Công tác nhân sự"]
    assert [item["title"] for item in (await called(guest))["agenda"]] == ["Kết quả thu ngân sách"]
    told = [entry["kind"] for entry in (await delegate.get("/api/inbox"))["items"]]
    assert told == ["meeting_postponed", "meeting_called", "paper_released", "meeting_called"]


async def test_paper_opens_on_the_page_where_it_was_left(kept: Commune) -> None:
    delegate = await kept.sign_in("daibieu")
    meeting = await called(delegate)
    (paper,) = (await delegate.get(f"/api/meetings/{meeting['id']}/documents"))["items"]
    assert paper["bookmark"]["page"] == 3
    address = (await links(delegate, paper))["reading"]["url"]
    async with kept.client.session.get(kept.client.make_url(address)) as answer:
        assert answer.status == 200
        assert (await answer.read()).startswith(b"%PDF")


async def test_secretary_goes_on_with_the_meetings(kept: Commune) -> None:
    secretary, delegate = await kept.sign_in("thuky"), await kept.sign_in("daibieu")
    meeting = await called(secretary)
    path = f"/api/meetings/{meeting['id']}"
    etag = (await secretary.ask("GET", path)).headers["ETag"]
    await secretary.send("PATCH", path, {"place": "Hội trường lớn"}, **{"If-Match": etag})
    await secretary.send("POST", f"{path}/agenda-items", {"title": "Việc khác", "kind": "information"})
    await kept.settle()
    seen = await delegate.get(path)
    assert seen["place"] == "Hội trường lớn"
    assert seen["agenda"][-1]["title"] == "Việc khác"
    newest = (await delegate.get("/api/inbox"))["items"][0]
    assert newest["meeting"]["id"] == meeting["id"]


async def test_nothing_of_it_is_put_aside(kept: Commune) -> None:
    groups = [group for service in kept.product.services for group in service.reactions]
    assert [parked for group in groups for parked in await group.parked()] == []
