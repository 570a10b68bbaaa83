"""How bytes come in: broken off, resumed, at once, abandoned, under odd names."""

import asyncio
import unicodedata
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from services.documents.app import build
from services.documents.claims.commands import sweep
from services.documents.claims.store import Claim
from services.documents.documents import model
from shared.clock import SetClock
from shared.problems import Conflict
from tests.factories.installation import Installation, installation
from tests.factories.papers import pdf
from tests.integration.documents.conftest import call_meeting
from tests.integration.documents.papers import Desk

LARGE = (21 << 20) + 5  # bytes: three parts
PAPERS = "/api/meetings/m1/documents"


async def test_upload_broken_off_goes_on_with_what_is_missing(desk: Desk) -> None:
    content = bytes(range(256)) * (LARGE // 256) + b"tail!"
    begun = await desk.begin(len(content))
    parts, part_size = begun["upload"]["parts"], begun["upload"]["part_size"]
    assert [part["number"] for part in parts] == [1, 2, 3]
    for part in parts[:2]:
        await desk.send_part(part, part_size, content)
    path = f"/api/documents/{begun['document']['id']}/versions/{begun['version']['id']}"
    response = await desk.secretary.ask("PUT", f"{path}/upload", {"parts": []})
    answer = await response.json()
    assert (response.status, answer["missing"]) == (409, [3])
    again = await desk.secretary.send("POST", f"{path}/upload-parts")
    assert [part["number"] for part in again["parts"]] == [3]
    await desk.upload(begun | {"upload": again}, content)
    document = await desk.checked(begun["document"]["id"], begun["version"]["id"])
    assert document["versions"][0]["refusal"]["reason"] == "name_mismatch"  # it came in whole, and is no PDF


async def test_upload_asked_for_by_several_at_once_is_signed_for_each(desk: Desk) -> None:
    begun = await desk.begin(LARGE)
    path = f"/api/documents/{begun['document']['id']}/versions/{begun['version']['id']}/upload-parts"
    signed = await asyncio.gather(*(desk.secretary.send("POST", path) for _ in range(8)))
    assert [len(one["parts"]) for one in signed] == [3] * 8


async def test_claim_made_by_two_at_once_is_one_until_it_is_settled(hop: Installation) -> None:
    claims, now = hop.services[0].world.claims, hop.kit.clock.now()
    one = Claim(document_id="d1", version_id="v1", keys=["incoming/x"], due_at=now)
    await asyncio.gather(*(claims.make("incoming/x", one) for _ in range(2)))
    (stored,) = await claims.due(now + timedelta(seconds=1))
    await claims.settle(stored, None)
    with pytest.raises(Conflict):
        await claims.make("incoming/x", one)


async def test_upload_of_another_size_than_signed_is_not_taken(hop: Installation, desk: Desk) -> None:
    begun = await desk.begin(10)
    with pytest.raises(AssertionError, match="size differs"):
        await desk.upload(begun, b"more than ten bytes")
    path = f"/api/documents/{begun['document']['id']}/versions/{begun['version']['id']}/upload"
    assert await desk.secretary.problem("PUT", path, {"parts": []}) == "upload-incomplete"
    assert await desk.objects() == []


async def test_paper_with_all_the_versions_it_may_have_takes_no_more(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "MOST_VERSIONS", 2)
    document, body = (await desk.begin(10))["document"]["id"], {"file_name": "ban.pdf", "size": 10}
    path = f"/api/documents/{document}/versions"
    second = await desk.secretary.send("POST", path, body, **{"Idempotency-Key": "k1"})
    assert await desk.secretary.problem("POST", path, body) == "too-many-versions"
    assert (await desk.secretary.send("POST", path, body, **{"Idempotency-Key": "k1"}))["version"] == second["version"]
    assert len((await desk.secretary.get(f"/api/documents/{document}"))["versions"]) == 2
    await desk.secretary.send("DELETE", f"{path}/{second['version']['id']}/upload")
    await desk.secretary.send("POST", path, body)


async def test_two_uploads_at_once_become_two_versions(hop: Installation, desk: Desk) -> None:
    document = await desk.hand_out(pdf("First"))
    contents = [pdf("Second", "of two pages"), pdf("Third", "of", "three")]
    await asyncio.gather(
        *(
            Desk(hop, hop.person("secretary")).add_version(document["id"], content, f"{len(content)}.pdf")
            for content in contents
        )
    )
    found = await desk.secretary.get(f"/api/documents/{document['id']}")
    assert [version["number"] for version in found["versions"]] == [1, 2, 3]
    stored = {version["sha256"]: version["pages"] for version in found["versions"][1:]}
    assert stored == {sha256(contents[0]).hexdigest(): 2, sha256(contents[1]).hexdigest(): 3}


async def test_cancelled_upload_leaves_nothing(hop: Installation, desk: Desk) -> None:
    content = b"x" * LARGE
    begun = await desk.begin(len(content))
    await desk.send_part(begun["upload"]["parts"][0], begun["upload"]["part_size"], content)
    path = f"/api/documents/{begun['document']['id']}/versions/{begun['version']['id']}/upload"
    await desk.secretary.send("DELETE", path)
    assert await desk.objects() == []
    found = await desk.secretary.get(f"/api/documents/{begun['document']['id']}")
    assert (found["state"], found["versions"]) == ("empty", [])
    assert await desk.secretary.status("DELETE", path) == 404


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\Users\\thuky\\Báo cáo.pdf", "Báo cáo.pdf"),
        ("../../etc/Kế hoạch.pdf", "Kế hoạch.pdf"),
        (unicodedata.normalize("NFD", "Tờ trình.pdf"), "Tờ trình.pdf"),
        ("hai\u202edòng\x00\x1b.pdf", "haidòng.pdf"),
        ("a" * 500 + ".pdf", "a" * 196 + ".pdf"),
    ],
)
async def test_file_name_is_made_clean(desk: Desk, sent: str, kept: str) -> None:
    begun = await desk.begin(10, file_name=sent)
    assert begun["version"]["file_name"] == kept


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime.now(UTC))


@pytest.fixture
async def timed(tmp_path: Path, clock: SetClock) -> AsyncIterator[Desk]:
    async with installation(tmp_path, build, clock=clock) as running:
        await call_meeting(running)
        yield Desk(running, running.person("secretary"))


async def test_abandoned_upload_is_cleaned_up_after_a_day(timed: Desk, clock: SetClock) -> None:
    content, world = b"x" * LARGE, timed.hop.services[0].world
    begun = await timed.begin(len(content))
    await timed.send_part(begun["upload"]["parts"][0], begun["upload"]["part_size"], content)
    clock.moment += timedelta(hours=23)
    await sweep(world)
    assert len(await timed.objects()) == 1
    clock.moment += timedelta(hours=2)
    await sweep(world)
    assert await timed.objects() == []
    found = await timed.secretary.get(f"/api/documents/{begun['document']['id']}")
    assert found["versions"] == []
    assert await world.claims.due(clock.moment + timedelta(days=9)) == []


async def test_what_comes_in_after_a_check_is_cleaned_up(timed: Desk, clock: SetClock) -> None:
    content = pdf("Text")
    begun = await timed.begin(len(content))
    await timed.upload(begun, content)
    await timed.checked(begun["document"]["id"], begun["version"]["id"])
    await timed.send_part(begun["upload"]["parts"][0], 0, b"y" * len(content))
    before = len(await timed.objects())
    clock.moment += timedelta(hours=2)
    await sweep(timed.hop.services[0].world)
    assert len(await timed.objects()) == before - 1
    given = await timed.secretary.get(f"/api/documents/{begun['document']['id']}")
    assert given["version"]["sha256"] == sha256(content).hexdigest()
