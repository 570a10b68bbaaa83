"""Handing out and taking back."""

from typing import Any

import pytest

from services.documents.releases.commands import release_version
from shared.aggregates import Act
from shared.objects.port import ObjectsAway
from shared.problems import Conflict
from tests.factories.installation import Installation, Person, until
from tests.factories.papers import pdf
from tests.integration.documents.facts import documents_said
from tests.integration.documents.papers import Desk, links

PAPERS = "/api/meetings/m1/documents"


async def status(hop: Installation, url: str) -> int:
    async with hop.client.get(url) as response:
        return response.status


def urls(given: Any) -> list[str]:
    return [given["reading"]["url"], given["preview"], *given["thumbnails"]]


async def test_all_that_are_ready_are_released_at_once(desk: Desk, an: Person) -> None:
    ready = [await desk.add(pdf("Text"), title=title) for title in ("Một", "Hai")]
    await desk.begin(10, title="Chưa tải xong")
    await desk.add(b"no PDF", title="Bị từ chối")
    released = (await desk.secretary.send("POST", "/api/meetings/m1/releases", {}))["released"]
    assert sorted(released) == sorted(document["id"] for document in ready)
    assert sorted(one["title"] for one in (await an.get(PAPERS))["items"]) == ["Hai", "Một"]
    assert (await desk.secretary.send("POST", "/api/meetings/m1/releases", {}))["released"] == []


async def test_release_said_twice_is_one_release(hop: Installation, desk: Desk) -> None:
    document = await desk.hand_out(pdf("Text"))
    await desk.release(document)
    said = [event.type.split(".")[3] for event in await documents_said(hop)]
    assert said.count("DocumentReleased") == 1


async def test_reader_keeps_the_released_version_until_the_new_one_is_released(
    hop: Installation, desk: Desk, an: Person
) -> None:
    document = await desk.hand_out(pdf("One"))
    old = await links(an, await an.get(f"/api/documents/{document['id']}"))
    newer = await desk.add_version(document["id"], pdf("Two", "pages"))
    shown = await an.get(f"/api/documents/{document['id']}")
    assert (shown["version"]["number"], shown["opened"]) == (1, True)
    assert {await status(hop, url) for url in urls(old)} == {200}
    await desk.release(newer)
    shown = await an.get(f"/api/documents/{document['id']}")
    assert (shown["version"]["number"], shown["version"]["pages"], shown["opened"]) == (2, 2, False)
    assert {await status(hop, url) for url in urls(old)} == {404}
    assert {await status(hop, url) for url in urls(await links(an, shown))} == {200}
    versions = (await desk.secretary.get(f"/api/documents/{document['id']}"))["versions"]
    assert [version["state"] for version in versions] == ["recalled", "released"]


async def test_leader_has_opened_what_he_reads_while_a_newer_version_is_on_its_way(desk: Desk) -> None:
    document = await desk.hand_out(pdf("One"))
    path = f"/api/documents/{document['id']}"
    await links(desk.secretary, document)
    await desk.secretary.send("POST", f"{path}/versions", {"file_name": "two.pdf", "size": 10})
    shown = await desk.secretary.get(path)
    assert (shown["version"]["number"], shown["version"]["state"], shown["opened"]) == (2, "uploading", True)
    await desk.add_version(document["id"], pdf("Three"))
    assert not (await desk.secretary.get(path))["opened"]


async def test_older_version_cannot_take_the_place_of_a_newer(desk: Desk) -> None:
    first = await desk.add(pdf("One"))
    second = await desk.add_version(first["id"], pdf("Two"))
    await desk.release(second)
    older = {"version_id": first["version"]["id"]}
    assert await desk.secretary.problem("POST", f"/api/documents/{first['id']}/release", older) == "not-releasable"


async def test_release_that_overlooked_another_leaves_no_file_behind(hop: Installation, desk: Desk, an: Person) -> None:
    first = await desk.hand_out(pdf("One"))
    second = await desk.add_version(first["id"], pdf("Two"))
    third = (await desk.add_version(first["id"], pdf("Three")))["versions"][-1]["id"]
    world = hop.services[0].world
    seen = await world.documents.get(first["id"])
    await desk.release(second)
    given = await links(an, await an.get(f"/api/documents/{first['id']}"))
    member = await world.membership.member("m1", "secretary")
    with pytest.raises(Conflict):
        await release_version(world, seen, member, third, Act(hop.kit.clock.now(), "secretary"))
    await desk.secretary.send("POST", f"/api/documents/{first['id']}/recall", {"reason": "Sai"})
    assert {await status(hop, url) for url in urls(given)} == {404}
    root = hop.kit.settings.data / "objects"
    left = {str(path.relative_to(root)) for path in await desk.objects()}
    assert left == (await world.documents.get(first["id"])).keys


async def test_what_is_not_checked_is_not_released(desk: Desk) -> None:
    begun = await desk.begin(10)
    release = {"version_id": begun["version"]["id"]}
    path = f"/api/documents/{begun['document']['id']}/release"
    assert await desk.secretary.problem("POST", path, release) == "not-releasable"
    assert await desk.secretary.problem("POST", path, {"version_id": "other"}) == "not-found"


async def test_recall_kills_living_links_before_it_is_said(hop: Installation, desk: Desk, an: Person) -> None:
    document = await desk.hand_out(pdf("Some text"))
    given = await links(an, document)
    path = f"/api/documents/{document['id']}"
    recalled = await desk.secretary.send("POST", f"{path}/recall", {"reason": "Sai số liệu"})
    assert recalled["state"] == "recalled"
    assert {await status(hop, url) for url in urls(given)} == {404}
    assert await an.status("GET", path) == 404
    said = (await documents_said(hop))[-1]
    assert (said.data["reason"], said.data["document"]["version"], said.actor) == ("Sai số liệu", None, "secretary")
    assert said.data["document"]["readers"] == ["delegate"]
    kept = await links(desk.secretary, document)
    assert (kept["reading"], kept["preview"], kept["thumbnails"]) == (None, None, [])
    assert await status(hop, kept["original"]) == 200
    assert await hop.person("chair").status("POST", f"{path}/versions/{document['version']['id']}/links") == 404
    hits = await desk.secretary.get(f"{path}/versions/{document['version']['id']}/hits?q=some")
    assert hits["items"] == []


async def test_recalled_paper_comes_back_as_a_new_version(desk: Desk, an: Person) -> None:
    document = await desk.hand_out(pdf("One"))
    path = f"/api/documents/{document['id']}"
    await desk.secretary.send("POST", f"{path}/recall", {"reason": "Sai"})
    assert await desk.secretary.problem("POST", f"{path}/recall", {"reason": "Sai"}) == "not-released"
    again = {"version_id": document["version"]["id"]}
    assert await desk.secretary.problem("POST", f"{path}/release", again) == "not-releasable"
    await desk.release(await desk.add_version(document["id"], pdf("Two")))
    assert (await an.get(path))["version"]["number"] == 2


async def test_recall_is_finished_when_the_objects_come_back(
    hop: Installation, desk: Desk, an: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = await desk.hand_out(pdf("Text"))
    given = await links(an, document)
    path = f"/api/documents/{document['id']}"
    objects = hop.services[0].world.objects

    async def away(*_: Any) -> None:
        raise ObjectsAway("no answer")

    with monkeypatch.context() as patch:
        patch.setattr(objects, "delete", away)
        assert await desk.secretary.problem("POST", f"{path}/recall", {"reason": "Sai"}) == "unavailable"
        assert await an.status("GET", path) == 404
        assert await an.status("POST", f"{path}/versions/{document['version']['id']}/links") == 404
        assert (await desk.secretary.get(path))["state"] == "released"
        assert not any(event.type.endswith("DocumentRecalled.v1") for event in await documents_said(hop))

    async def is_recalled() -> bool:
        return bool((await desk.secretary.get(path))["state"] == "recalled")

    await until(is_recalled)
    assert {await status(hop, url) for url in urls(given)} == {404}
    assert (await documents_said(hop))[-1].actor == "secretary"


async def test_recall_needs_a_reason(desk: Desk) -> None:
    document = await desk.hand_out(pdf("Text"))
    path = f"/api/documents/{document['id']}/recall"
    assert await desk.secretary.problem("POST", path, {"reason": " "}) == "invalid"
