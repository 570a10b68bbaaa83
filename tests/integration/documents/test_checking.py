"""What happens to a version between its upload and its release, and what is left of one that is refused."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.documents.app import build, build_checking
from services.documents.checking import commands as checking
from services.documents.checking.commands import sweep_workspaces
from services.documents.checking.queue import LEASE
from services.documents.claims.commands import sweep
from services.documents.ingest import IngestFailed, ingest
from shared.aggregates import Act
from shared.backends import BadSetting
from shared.clock import from_text
from shared.ids import new_id
from shared.objects.port import ObjectsAway
from tests.factories.collector import attributes, collecting, traced
from tests.factories.installation import Installation, Person, installation, until
from tests.factories.papers import pdf
from tests.integration.documents.conftest import call_meeting
from tests.integration.documents.facts import documents_said
from tests.integration.documents.papers import Desk, links

PAPERS = "/api/meetings/m1/documents"


async def everything_on_disk(hop: Installation) -> bytes:
    """Every byte of store, log, objects and workspaces."""
    folder = hop.kit.settings.data
    files = await asyncio.to_thread(lambda: [path for path in folder.rglob("*") if path.is_file()])
    return b"\n".join([await asyncio.to_thread(path.read_bytes) for path in files])


async def workspaces_are_gone(hop: Installation) -> bool:
    folder = hop.services[0].world.check_folder
    return not await asyncio.to_thread(lambda: list(folder.iterdir()))


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "rong.pdf", "empty"),
        (pdf("Text", password="secret"), "khoa.pdf", "encrypted"),
        (b"%PDF-1.7\nbroken", "hong.pdf", "damaged"),
        (b"hello", "ten.pdf", "name_mismatch"),
        (pdf("Text"), "anh.png", "name_mismatch"),
        (b"MZ\x90", "chuong-trinh.exe", "unsupported_type"),
    ],
    ids=["empty", "encrypted", "damaged", "no PDF", "PDF as PNG", "program"],
)
async def test_unreadable_paper_is_refused_with_reason_and_advice(
    hop: Installation, desk: Desk, content: bytes, name: str, reason: str
) -> None:
    document = await desk.add(content, file_name=name)
    version = document["version"]
    assert (document["state"], version["state"], version["file_name"]) == ("empty", "refused", name)
    assert (version["refusal"]["reason"], version["refusal"]["rule"]) == (reason, "")
    assert version["refusal"]["title"]
    assert version["refusal"]["advice"]
    assert await desk.objects() == []
    [refused] = await documents_said(hop)
    assert (refused.data["uploader_id"], refused.data["reason"]) == ("secretary", reason)
    assert name not in str(refused.data)


async def test_better_file_takes_the_place_of_a_refused_one(desk: Desk) -> None:
    document = await desk.add(b"no PDF", title="Tờ trình")
    assert document["state"] == "empty"
    better = await desk.add_version(document["id"], pdf("Text"))
    assert (better["state"], better["title"], better["version"]["number"]) == ("ready", "Tờ trình", 2)


async def test_nothing_is_found_of_a_stamped_paper(hop: Installation, desk: Desk, capfd: Any) -> None:
    hidden = "Phuong an tac chien 7731"
    content = pdf(f"TỐI MẬT\n{hidden}")
    refused = await desk.add(content, title="Phuong an 4408", file_name="phuong-an-5519.pdf")
    version = refused["version"]
    assert (version["state"], version["refusal"]["reason"]) == ("refused", "secret_stamp")
    assert version["refusal"]["rule"] == "page_text"
    assert (refused["title"], version["file_name"], version["sha256"]) == ("(Tài liệu không được nhận)", "", None)
    assert [event.type.split(".")[3] for event in await documents_said(hop)] == ["VersionRefused"]
    left = await everything_on_disk(hop) + "".join(capfd.readouterr()).encode()
    for trace in (hidden, "Phuong an 4408", "phuong-an-5519", "tac chien"):
        assert trace.encode() not in left
    assert content[200:400] not in left
    assert await desk.objects() == []


async def test_paper_that_lost_its_title_is_named_after_its_next_file(desk: Desk) -> None:
    refused = await desk.add(pdf("MẬT\nText"), title="Phuong an")
    better = await desk.add_version(refused["id"], pdf("Text"), "ban sach.pdf")
    assert (better["state"], better["title"]) == ("ready", "ban sach.pdf")


async def test_stamped_second_version_takes_nothing_from_the_first(desk: Desk, an: Person) -> None:
    document = await desk.hand_out(pdf("Text"), title="Báo cáo tháng")
    refused = await desk.add_version(document["id"], pdf("MẬT\nText"), "ban-9931.pdf")
    assert [version["state"] for version in refused["versions"]] == ["released", "refused"]
    assert (refused["title"], refused["versions"][1]["file_name"]) == ("Báo cáo tháng", "")
    shown = await an.get(f"/api/documents/{document['id']}")
    assert (shown["title"], shown["version"]["number"]) == ("Báo cáo tháng", 1)


async def test_paper_whose_first_page_cannot_be_read_waits_for_a_declaration(
    hop: Installation, desk: Desk, an: Person
) -> None:
    document = await desk.add(pdf("", "Trang hai 6627"), title="Bản quét 8812", file_name="quet-3347.pdf")
    version = document["version"]
    assert (version["state"], version["needs_declaration"]) == ("ready", True)
    path = f"/api/documents/{document['id']}"
    release = {"version_id": version["id"]}
    assert await desk.secretary.problem("POST", f"{path}/release", release) == "declaration-due"
    assert (await desk.secretary.send("POST", "/api/meetings/m1/releases", {}))["released"] == []
    told = str([event.data for event in await documents_said(hop)])
    assert "needs_declaration" in told
    left = await everything_on_disk(hop)
    for trace in ("Bản quét 8812", "quet-3347", "Trang hai 6627", "trang hai 6627"):
        assert trace not in told
        assert trace.encode() not in left
    declared = await desk.secretary.send("PUT", f"{path}/versions/{version['id']}/declaration", {"secret": False})
    assert not declared["needs_declaration"]
    await desk.release(document)
    [shown] = (await an.get(PAPERS))["items"]
    assert (shown["title"], shown["version"]["file_name"]) == ("Bản quét 8812", "quet-3347.pdf")
    hits = await an.get(f"{path}/versions/{version['id']}/hits?q=trang%20hai")
    assert [hit["page"] for hit in hits["items"]] == [2]
    again = await desk.secretary.problem("PUT", f"{path}/versions/{version['id']}/declaration", {"secret": True})
    assert again == "nothing-to-declare"


async def test_text_unsealed_by_two_at_once_is_readable(hop: Installation, desk: Desk) -> None:
    document = await desk.add(pdf("", "Trang hai 6627"))
    pages, (version,) = hop.services[0].world.pages, document["versions"]
    folder = (await hop.services[0].world.documents.get(document["id"])).version_of(version["id"]).folder
    await asyncio.gather(*(pages.unseal(folder) for _ in range(2)))
    assert [hit["page"] for hit in await pages.hits(folder, "6627")] == [2]


async def test_paper_declared_secret_is_gone(hop: Installation, desk: Desk) -> None:
    document = await desk.add(pdf("", "Trang hai 6627"), title="Bản quét 8812", file_name="quet-3347.pdf")
    path = f"/api/documents/{document['id']}/versions/{document['version']['id']}/declaration"
    declared = await desk.secretary.send("PUT", path, {"secret": True})
    assert (declared["state"], declared["refusal"]["reason"], declared["file_name"]) == ("refused", "secret_stamp", "")
    assert await desk.objects() == []
    left = await everything_on_disk(hop)
    for trace in ("Bản quét 8812", "quet-3347", "Trang hai 6627", "trang hai 6627"):
        assert trace.encode() not in left
    refused = (await documents_said(hop))[-1]
    assert (refused.data["rule"], refused.actor) == ("declared", "secretary")


async def test_check_waits_while_the_machine_is_at_fault(
    hop: Installation, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ingest
    failures: list[Exception] = [IngestFailed("no sandbox"), ObjectsAway("no disk"), OSError(28, "No space left")]

    async def fail_first(*arguments: Any) -> Any:
        if failures:
            raise failures.pop(0)
        return await real(*arguments)

    monkeypatch.setattr(checking, "ingest", fail_first)
    monkeypatch.setattr(checking, "AGAIN", timedelta(0))
    document = await desk.add(pdf("Text"))
    assert (document["state"], failures) == ("ready", [])
    await until(lambda: workspaces_are_gone(hop))


async def test_paper_that_takes_the_process_down_is_given_up(hop: Installation, desk: Desk) -> None:
    world, content = hop.services[0].world, pdf("Text")
    begun = await desk.begin(len(content))

    def has_been_tried(document: Any) -> None:
        document.versions[0].attempts = 3

    await world.documents.change(begun["document"]["id"], has_been_tried, _act(hop))
    await desk.upload(begun, content)
    document = await desk.checked(begun["document"]["id"], begun["version"]["id"])
    assert document["version"]["refusal"]["reason"] == "gave_up"


async def test_what_is_found_after_the_lease_was_lost_counts_for_nothing(
    hop: Installation, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, real = hop.services[0].world, ingest
    calls: list[str] = []

    async def lose_lease(*arguments: Any) -> Any:
        found = await real(*arguments)
        calls.append("checked")
        if len(calls) == 1:
            await world.documents.change(begun["document"]["id"], _taken_over, _act(hop))
        return found

    def _taken_over(document: Any) -> None:
        document.versions[0].lease.token = new_id()
        document.versions[0].lease.until = world.clock.now()

    monkeypatch.setattr(checking, "ingest", lose_lease)
    content = pdf("Text")
    begun = await desk.begin(len(content))
    await desk.upload(begun, content)
    document = await desk.checked(begun["document"]["id"], begun["version"]["id"])
    assert (document["state"], len(calls)) == ("ready", 2)
    said = [event.type.split(".")[3] for event in await documents_said(hop)]
    assert said == ["DocumentAdded", "VersionChecked"]


async def test_paper_taken_away_while_it_is_checked_leaves_nothing_for_long(
    hop: Installation, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, real = hop.services[0].world, ingest
    begun_check, go_on = asyncio.Event(), asyncio.Event()

    async def wait(*arguments: Any) -> Any:
        begun_check.set()
        await go_on.wait()
        return await real(*arguments)

    monkeypatch.setattr(checking, "ingest", wait)
    content = pdf("Text")
    begun = await desk.begin(len(content))
    await desk.upload(begun, content)
    await begun_check.wait()
    await desk.secretary.send("DELETE", f"/api/documents/{begun['document']['id']}")
    go_on.set()
    await until(lambda: workspaces_are_gone(hop))
    await _let_claims_fall_due(world)
    await sweep(world)
    assert await desk.objects() == []
    assert await documents_said(hop) == []


async def test_check_goes_on_at_once_after_an_orderly_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content, begun_check = pdf("Text"), asyncio.Event()

    async def never_done(*_: Any) -> None:
        begun_check.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr(checking, "ingest", never_done)
        async with installation(tmp_path, build) as hop:
            await call_meeting(hop)
            desk = Desk(hop, hop.person("secretary"))
            begun = await desk.begin(len(content))
            await desk.upload(begun, content)
            await begun_check.wait()
    async with installation(tmp_path, build) as hop:
        desk = Desk(hop, hop.person("secretary"))
        checked = asyncio.create_task(desk.checked(begun["document"]["id"], begun["version"]["id"]))
        await asyncio.wait([checked], timeout=LEASE.total_seconds() / 2)
        assert checked.done()
        assert (await checked)["state"] == "ready"


async def test_workspace_of_a_process_that_ended_is_removed(hop: Installation) -> None:
    world = hop.services[0].world
    left: Path = world.check_folder / f"{new_id()}-{new_id()}"
    await asyncio.to_thread(left.mkdir)
    await asyncio.to_thread((left / "source").write_bytes, b"secret")
    await sweep_workspaces(world)
    assert await workspaces_are_gone(hop)


async def test_needed_links_are_there_before_release_for_the_secretary(desk: Desk) -> None:
    document = await desk.add(pdf(*["Text"] * 41))
    given = await links(desk.secretary, document)
    assert len(given["thumbnails"]) == 3
    assert from_text(given["expires_at"]) > from_text(document["version"]["created_at"])


async def _let_claims_fall_due(world: Any) -> None:
    for stored in await world.claims.due(world.clock.now() + timedelta(days=1)):
        await world.claims.settle(stored, world.clock.now())


def _act(hop: Installation) -> Any:
    return Act(hop.kit.clock.now())


async def test_paper_waits_for_the_process_that_only_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECK_CONCURRENCY", "0")
    async with installation(tmp_path, build) as hop:
        await call_meeting(hop)
        desk = Desk(hop, hop.person("secretary"))
        content = pdf("Text")
        begun = await desk.begin(len(content))
        await desk.upload(begun, content)
        assert "check" not in hop.services[0].loops
        monkeypatch.setenv("CHECK_CONCURRENCY", "1")
        beside = await asyncio.to_thread(build_checking, hop.kit)
        assert (beside.routes, beside.reactions, set(beside.loops)) == ([], (), {"check", "books", "workspaces"})
        check = asyncio.ensure_future(beside.loops["check"]())
        document = await desk.checked(begun["document"]["id"], begun["version"]["id"])
        assert document["versions"][-1]["state"] == "ready"
        check.cancel()
        await asyncio.gather(check, return_exceptions=True)


async def test_process_that_only_checks_wants_something_to_do(
    hop: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECK_CONCURRENCY", "0")
    with pytest.raises(BadSetting, match="CHECK_CONCURRENCY"):
        await asyncio.to_thread(build_checking, hop.kit)


@pytest.mark.parametrize(("content", "said"), [(pdf("Text"), "VersionChecked"), (b"MZ", "VersionRefused")])
async def test_trace_of_an_upload_leads_through_the_check_to_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, said: str
) -> None:
    monkeypatch.setenv("CHECK_CONCURRENCY", "0")
    async with collecting() as collector, traced(collector), installation(tmp_path, build) as hop:
        await call_meeting(hop)
        desk = Desk(hop, hop.person("secretary"))
        await desk.upload(await desk.begin(len(content)), content)
        assert await checking.check_next(hop.services[0].world)
        (event,) = [event for event in await documents_said(hop) if said in event.type]
    (upload,) = [span for span in collector.spans if span.name.startswith("PUT /api/documents/")]
    family = {span.span_id: span for span in collector.of_trace(upload.trace_id.hex())}
    (check,) = [span for span in family.values() if span.name == "check paper"]
    assert family[check.parent_span_id].name == "finish_upload"
    inside = {span.name for span in family.values() if span.parent_span_id == check.span_id}
    assert {"fetch paper", "open paper"} <= inside
    assert event.correlationid == attributes(upload)["hop.request_id"]
    assert event.traceparent is not None
    saved = family[bytes.fromhex(event.traceparent.split("-")[2])]
    assert (saved.name, saved.parent_span_id) == ("save documents.documents", check.span_id)
