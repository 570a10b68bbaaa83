"""A backup made under load brings an installation back; a damaged one is refused before anything is written."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from services.hop import backup as backup_module
from services.hop.archive import identity_in, new_identity, reading, recipients_of, writing
from services.hop.contents import FORMAT, HEAD
from services.hop.opened import opened
from services.hop.trouble import (
    BackupDamaged,
    BackupIncomplete,
    BackupNewer,
    FileTaken,
    NoRecipient,
    NotEmpty,
    RestoreDiffers,
    WrongKey,
)
from shared.backends import BadSetting, open_backends
from shared.events.envelope import encode
from shared.objects.files import FileObjects
from shared.settings import Settings
from tests.factories.commune import Commune, commune
from tests.factories.installation import until
from tests.integration.documents.papers import links
from tests.integration.hop.conftest import Prepared, Run


async def restore(run: Run, target: Settings, file: Path, identity: Path, *more: str) -> tuple[int, str]:
    return await run(target, "restore", str(file), "--identity", str(identity), *more)


async def untouched(target: Settings) -> bool:
    async with open_backends(target) as backends:
        papers = [key async for key in backends.objects.keys("papers/")]
        return not papers and await backends.keeping.is_empty()


async def test_everything_acknowledged_before_the_backup_comes_back_and_goes_on(
    prepared: Prepared, settings: Settings, target: Settings, identity: Path, tmp_path: Path, run: Run
) -> None:
    acknowledged: list[str] = []
    ending = asyncio.Event()

    async def write_on(hop: Commune) -> None:
        secretary = await hop.sign_in("thuky")
        etag = ""
        while not ending.is_set():
            read = await secretary.ask("GET", hop.path)
            etag = read.headers["ETag"]
            place = f"Phòng {len(acknowledged) + 1}"
            await secretary.send("PATCH", hop.path, {"place": place}, **{"If-Match": etag})
            acknowledged.append(place)

    async with commune(settings, prepared.ids) as hop:
        load = asyncio.create_task(write_on(hop))

        async def some_written() -> bool:
            return len(acknowledged) >= 5

        await until(some_written)
        before = len(acknowledged)
        code, told = await run(settings, "backup", str(tmp_path / "hop.backup"))
        ending.set()
        await load
        readers_file = await _paper(hop)
    assert code == 0, told
    await asyncio.to_thread(shutil.rmtree, settings.data)

    code, told = await restore(run, target, tmp_path / "hop.backup", identity)
    assert code == 0, told
    async with commune(target, prepared.ids) as hop:
        await hop.settle()
        assert not any([await group.parked() for service in hop.product.services for group in service.reactions])
        secretary, binh = await hop.sign_in("thuky"), await hop.sign_in("binh")
        place = (await secretary.get(hop.path))["place"]
        assert int(place.split()[1]) >= before
        assert await _paper(hop) == readers_file
        assert await hop.original_is_whole(hop.ids["paper"])
        await binh.send("PUT", f"{hop.path}/answer", {"answer": "accepted"})
        etag = (await secretary.ask("GET", hop.path)).headers["ETag"]
        await secretary.send("PATCH", hop.path, {"place": "Hội trường"}, **{"If-Match": etag})
        await hop.settle()
        assert (await binh.get("/api/inbox"))["items"]
        heard = await hop.product.services[1].world.membership.meetings.get(prepared.ids["meeting"])
        assert heard["place"] == "Hội trường"


async def _paper(hop: Commune) -> bytes:
    """What binh reads of the meeting's paper."""
    binh = await hop.sign_in("binh")
    document = await binh.get(f"/api/documents/{hop.ids['paper']}")
    async with hop.client.get((await links(binh, document))["reading"]["url"]) as response:
        assert response.status == 200
        return await response.read()


async def test_whoever_was_signed_in_signs_in_anew(
    prepared: Prepared, settings: Settings, target: Settings, identity: Path, tmp_path: Path, run: Run
) -> None:
    async with commune(settings, prepared.ids) as hop:
        token = (await hop.sign_in("an")).token
        await run(settings, "backup", str(tmp_path / "hop.backup"))
        await run(settings, "backup-keys", str(tmp_path / "hop.keys"))
    await run(target, "restore-keys", str(tmp_path / "hop.keys"), "--identity", str(identity))
    code, told = await restore(run, target, tmp_path / "hop.backup", identity)
    assert code == 0
    assert " sessions ended" in told
    async with commune(target, prepared.ids) as hop:
        headers = {"Authorization": f"Bearer {token}"}
        async with hop.client.get("/api/me", headers=headers) as response:
            assert (await response.json())["type"] == "/problems/unauthenticated"
        assert (await (await hop.sign_in("an")).get("/api/me"))["id"] == prepared.ids["an"]


async def test_what_was_revoked_while_the_backup_was_made_stays_revoked(
    prepared: Prepared,
    settings: Settings,
    target: Settings,
    identity: Path,
    tmp_path: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After the state was read, before the facts: the way a fact comes later than its state in every profile."""
    file = tmp_path / "hop.backup"
    async with commune(settings, prepared.ids) as hop:
        secretary, administrator = await hop.sign_in("thuky"), await hop.sign_in("quantri")
        copy, begun = backup_module.Backup._object, iter([True])

        async def revoke(self: Any, *arguments: Any) -> None:
            if next(begun, False):
                await secretary.send("DELETE", f"{hop.path}/participants/{hop.ids['binh']}")
                await secretary.send("POST", f"/api/documents/{hop.ids['paper']}/recall", {"reason": "Sai số liệu"})
                await administrator.send(
                    "PATCH", f"/api/people/{hop.ids['an']}", {"active": False}, **{"If-Match": tag}
                )
            await copy(self, *arguments)

        person = f"/api/people/{hop.ids['an']}"
        tag = (await administrator.ask("GET", person)).headers["ETag"]
        monkeypatch.setattr(backup_module.Backup, "_object", revoke)
        await run(settings, "backup", str(file))
    code, told = await restore(run, target, file, identity)
    assert "3 later revocations applied" in told
    assert code == 1, "the recalled paper's reading copy is missing, and that is told"
    async with commune(target, prepared.ids) as hop:
        await hop.settle()
        assert await (await hop.sign_in("binh")).status("GET", hop.path) == 404
        paper = await (await hop.sign_in("thuky")).get(f"/api/documents/{prepared.ids['paper']}")
        assert [version["state"] for version in paper["versions"]] == ["recalled"]
        answer = await hop.client.post("/api/sessions", json={"name": "an", "password": "một câu dài để nhớ"})
        assert answer.status == 401


async def test_log_that_outlived_the_loss_tells_what_was_revoked_since(
    prepared: Prepared, settings: Settings, target: Settings, identity: Path, run: Run
) -> None:
    async with commune(settings, prepared.ids) as hop:
        secretary = await hop.sign_in("thuky")
        await secretary.send("DELETE", f"{hop.path}/participants/{hop.ids['binh']}")
    code, told = await restore(run, target, prepared.backup, identity, "--log", f"sqlite:///{settings.data}/hop.db")
    assert (code, "1 later revocations applied" in told) == (0, True), told
    async with commune(target, prepared.ids) as hop:
        assert await (await hop.sign_in("binh")).status("GET", hop.path) == 404


async def test_whoever_led_a_meeting_before_leads_it_no_more(
    prepared: Prepared, settings: Settings, target: Settings, identity: Path, run: Run
) -> None:
    async with commune(settings, prepared.ids) as hop:
        secretary = await hop.sign_in("thuky")
        etag = (await secretary.ask("GET", hop.path)).headers["ETag"]
        leaders = {"chair_id": hop.ids["binh"], "secretary_ids": [hop.ids["quantri"]]}
        await secretary.send("PATCH", hop.path, leaders, **{"If-Match": etag})
    code, told = await restore(run, target, prepared.backup, identity, "--log", f"sqlite:///{settings.data}/hop.db")
    assert (code, "1 later revocations applied" in told) == (0, True), told
    async with commune(target, prepared.ids) as hop:
        assert await (await hop.sign_in("thuky")).status("GET", hop.path) == 404
        meeting = await (await hop.sign_in("quantri")).get(hop.path)
        leading = [one["id"] for one in (meeting["chair"], *meeting["secretaries"])]
        assert leading == [hop.ids["binh"], hop.ids["quantri"]]


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def without_its_end(content: bytes) -> bytes:
    return content[:-1]


def changed(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def other(content: bytes) -> bytes:
    return b"PK\x03\x04" + content


@pytest.mark.parametrize("damage", [cut, without_its_end, changed, other])
async def test_damaged_backup_is_refused_before_anything_is_written(
    target: Settings, identity: Path, prepared: Prepared, tmp_path: Path, run: Run, damage: Callable[[bytes], bytes]
) -> None:
    file = tmp_path / "damaged"
    await asyncio.to_thread(lambda: file.write_bytes(damage(prepared.backup.read_bytes())))
    with pytest.raises(BackupDamaged):
        await restore(run, target, file, identity)
    assert await untouched(target)


async def test_backup_for_another_key_is_refused(
    target: Settings, prepared: Prepared, tmp_path: Path, run: Run
) -> None:
    await asyncio.to_thread(new_identity, tmp_path / "other.key")
    with pytest.raises(WrongKey):
        await restore(run, target, prepared.backup, tmp_path / "other.key")
    with pytest.raises(WrongKey, match="no private key"):
        await restore(run, target, prepared.backup, prepared.backup)


async def test_restore_writes_over_nothing(settings: Settings, identity: Path, prepared: Prepared, run: Run) -> None:
    with pytest.raises(NotEmpty):
        await restore(run, settings, prepared.backup, identity)


async def test_backup_of_a_newer_release_is_refused(target: Settings, identity: Path, tmp_path: Path, run: Run) -> None:
    recipients = recipients_of(await asyncio.to_thread(new_identity, tmp_path / "newer.key"))

    def write() -> None:
        with writing(tmp_path / "newer", recipients) as out:
            out.add(HEAD, orjson.dumps({"format": FORMAT + 1, "data_version": 1}))

    await asyncio.to_thread(write)
    with pytest.raises(BackupNewer):
        await restore(run, target, tmp_path / "newer", tmp_path / "newer.key")


async def test_paper_that_is_not_the_checked_one_and_a_missing_fact_are_found(
    prepared: Prepared,
    settings: Settings,
    target: Settings,
    identity: Path,
    tmp_path: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with commune(settings):
        [original] = [path for path in await _objects(settings) if path.name == "original"]
        await asyncio.to_thread(original.write_bytes, b"another paper")
        await run(settings, "backup", str(tmp_path / "first"))
        again = {"sequence": 1}
        monkeypatch.setattr("services.hop.backup.encode", lambda event: encode(event.model_copy(update=again)))
        await run(settings, "backup", str(tmp_path / "second"))
    with pytest.raises(BackupIncomplete, match=r"original.*SHA-256"):
        await restore(run, target, tmp_path / "first", identity)
    with pytest.raises(BackupIncomplete, match=r"facts are missing|SHA-256"):
        await restore(run, target, tmp_path / "second", identity)
    assert await untouched(target)


async def _objects(settings: Settings) -> list[Path]:
    return await asyncio.to_thread(lambda: [path for path in (settings.data / "objects").rglob("*") if path.is_file()])


async def test_broken_off_restore_starts_nothing(
    target: Settings, identity: Path, prepared: Prepared, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def kill(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr("services.hop.restore.compare", kill)
        with pytest.raises(KeyboardInterrupt):
            await restore(run, target, prepared.backup, identity)
    with pytest.raises(BadSetting, match="unfinished-restore"):
        async with opened(target, "notify"):
            pass
    with pytest.raises(NotEmpty):
        await restore(run, target, prepared.backup, identity)


@pytest.mark.parametrize("damage", [cut, changed, None])
async def test_paper_that_arrived_otherwise_is_found_and_nothing_starts_on_it(
    target: Settings,
    identity: Path,
    prepared: Prepared,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    damage: Callable[[bytes], bytes] | None,
) -> None:
    """The object store says that it has the file, and has half of it, another, or none."""
    put = FileObjects.put

    async def put_otherwise(self: FileObjects, key: str, source: Path, media_type: str) -> None:
        if not key.endswith("/original"):
            await put(self, key, source, media_type)
        elif damage:
            await asyncio.to_thread(lambda: source.write_bytes(damage(source.read_bytes())))
            await put(self, key, source, media_type)

    with monkeypatch.context() as breaking:
        breaking.setattr(FileObjects, "put", put_otherwise)
        with pytest.raises(RestoreDiffers, match=r"papers/.*/original"):
            await restore(run, target, prepared.backup, identity)
    with pytest.raises(BadSetting, match="unfinished-restore"):
        async with opened(target, "notify"):
            pass


async def test_backup_needs_a_key_and_a_name_of_its_own(
    settings: Settings, identity: Path, prepared: Prepared, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FileTaken):
        await run(settings, "backup", str(prepared.backup))
    for wrong in ("", "age1xyz", "ssh-ed25519 xyz"):
        monkeypatch.setenv("BACKUP_RECIPIENT", wrong)
        with pytest.raises(NoRecipient):
            await run(settings, "backup", str(tmp_path / "next"))
    assert not await asyncio.to_thread((tmp_path / "next").exists)


async def test_no_name_and_no_key_can_be_read_in_a_backup(
    settings: Settings, prepared: Prepared, identity: Path
) -> None:
    content = await asyncio.to_thread(prepared.backup.read_bytes)
    secret = await asyncio.to_thread((settings.data / "keys" / "cursors").read_bytes)
    assert "Báo cáo".encode() not in content

    def read() -> bytes:
        with reading(prepared.backup, identity_in(identity)) as members:
            return b"".join([content.read() for _, content in members])

    whole = await asyncio.to_thread(read)
    assert "Báo cáo".encode() in whole
    assert secret not in whole
