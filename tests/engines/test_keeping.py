"""Backup under load, everything destroyed, restore into empty engines; and the way from one machine into a cluster."""

import asyncio
from pathlib import Path

import pytest

from services.hop.__main__ import parse
from services.hop.archive import Writing, new_identity
from services.hop.backup import Backup
from shared.ids import new_id
from shared.settings import Settings
from tests.backends.engines import Engines, lines_of
from tests.factories.commune import PASSWORD, Commune, commune
from tests.factories.installation import until

pytestmark = pytest.mark.timeout(400)  # three installations are set up by requests, on engines that others load too


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ARGON2_TIME", "1")
    monkeypatch.setenv("ARGON2_MEMORY", "8192")
    monkeypatch.setenv("WEB_FILES", str(tmp_path / "web"))
    monkeypatch.setenv("BACKUP_RECIPIENT", new_identity(tmp_path / "private.key"))


async def run(settings: Settings, *words: object) -> int:
    chosen = await asyncio.to_thread(parse, [str(word) for word in words])
    code: int = await chosen.run(chosen, settings)
    return code


async def answered(hop: Commune) -> str:
    secretary = await hop.sign_in("thuky")
    rows = await secretary.get(f"{hop.path}/participants")
    return str(next(row["answer"] for row in rows["items"] if row["person"]["id"] == hop.ids["binh"]))


async def goes_on(hop: Commune) -> None:
    """Nothing parked, the paper whole, and the next change heard by the other services."""
    await hop.settle()
    assert not any([await group.parked() for service in hop.product.services for group in service.reactions])
    binh, secretary = await hop.sign_in("binh"), await hop.sign_in("thuky")
    assert [paper["id"] for paper in (await binh.get(f"{hop.path}/documents"))["items"]] == [hop.ids["paper"]]
    assert await hop.original_is_whole(hop.ids["paper"])
    etag = (await secretary.ask("GET", hop.path)).headers["ETag"]
    await secretary.send("PATCH", hop.path, {"place": "Hội trường"}, **{"If-Match": etag})
    await hop.settle()
    membership = next(service for service in hop.product.services if service.name == "documents").world.membership
    assert (await membership.meetings.get(hop.ids["meeting"]))["place"] == "Hội trường"


async def test_nothing_acknowledged_before_the_backup_is_lost_with_the_engines(
    running_engines: Engines, settings: Settings, tmp_path: Path
) -> None:
    acknowledged: list[str] = []
    ending = asyncio.Event()

    async def write_on(hop: Commune) -> None:
        secretary = await hop.sign_in("thuky")
        while not ending.is_set():
            etag = (await secretary.ask("GET", hop.path)).headers["ETag"]
            place = f"Phòng {len(acknowledged) + 1}"
            await secretary.send("PATCH", hop.path, {"place": place}, **{"If-Match": etag})
            acknowledged.append(place)

    async with commune(settings) as hop:
        await hop.set_up()
        await hop.hold_meeting()
        await (await hop.sign_in("binh")).send("PUT", f"{hop.path}/answer", {"answer": "accepted"})
        load = asyncio.create_task(write_on(hop))

        async def some_written() -> bool:
            return len(acknowledged) >= 5

        await until(some_written, 60)
        before = len(acknowledged)
        assert await run(settings, "backup", tmp_path / "hop.backup") == 0
        ending.set()
        await load
        ids = hop.ids
    await asyncio.to_thread(running_engines.forget, settings)

    empty = running_engines.settings(tmp_path / "restored")
    assert await run(empty, "restore", tmp_path / "hop.backup", "--identity", tmp_path / "private.key") == 0
    async with commune(empty, ids) as hop:
        await hop.settle()
        secretary = await hop.sign_in("thuky")
        assert int((await secretary.get(hop.path))["place"].split()[1]) >= before
        assert await answered(hop) == "accepted"
        await goes_on(hop)


async def test_what_was_revoked_during_a_backup_and_after_it_stays_revoked(
    running_engines: Engines, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kafka outlives the loss of the store."""
    async with commune(settings) as hop:
        await hop.set_up()
        await hop.hold_meeting()
        secretary, administrator = await hop.sign_in("thuky"), await hop.sign_in("quantri")
        copy, begun = Backup._object, iter([True])

        async def revoke(self: Backup, out: Writing, key: str) -> None:
            if next(begun, False):
                await secretary.send("DELETE", f"{hop.path}/participants/{hop.ids['binh']}")
            await copy(self, out, key)

        monkeypatch.setattr(Backup, "_object", revoke)
        assert await run(settings, "backup", tmp_path / "hop.backup") == 0
        person = f"/api/people/{hop.ids['an']}"
        tag = (await administrator.ask("GET", person)).headers["ETag"]
        await administrator.send("PATCH", person, {"active": False}, **{"If-Match": tag})
        await hop.settle()
        ids = hop.ids
    await asyncio.to_thread(running_engines.forget, settings)

    empty = running_engines.settings(tmp_path / "restored")
    words = ("restore", tmp_path / "hop.backup", "--identity", tmp_path / "private.key", "--log", settings.events_url)
    assert await run(empty, *words) == 0
    async with commune(empty, ids) as hop:
        await hop.settle()
        assert await (await hop.sign_in("binh")).status("GET", hop.path) == 404
        answer = await hop.client.post("/api/sessions", json={"name": "an", "password": PASSWORD})
        assert answer.status == 401
        assert await (await hop.sign_in("thuky")).status("GET", hop.path) == 200


async def test_embedded_installation_moves_into_the_cluster(settings: Settings, tmp_path: Path) -> None:
    embedded = Settings(data=tmp_path / "embedded")
    async with commune(embedded) as hop:
        await hop.set_up()
        await hop.hold_meeting()
        ids = hop.ids
    await asyncio.to_thread((tmp_path / "cluster.env").write_text, lines_of(settings))
    assert await run(embedded, "move", "--to", tmp_path / "cluster.env") == 0
    async with commune(settings, ids) as hop:
        await goes_on(hop)


@pytest.mark.parametrize("databases", ["", "{service}"], ids=["one database", "one of each service"])
async def test_backup_of_the_cluster_is_restored_on_one_machine(
    settings: Settings, databases: str, tmp_path: Path
) -> None:
    own = f"{new_id()[:12]}_{databases}" if databases else ""
    settings = settings.model_copy(update={"store_databases": own})
    async with commune(settings) as hop:
        await hop.set_up()
        await hop.hold_meeting()
        assert await run(settings, "backup", tmp_path / "hop.backup") == 0
        ids = hop.ids
    one_machine = Settings(data=tmp_path / "embedded")
    assert await run(one_machine, "restore", tmp_path / "hop.backup", "--identity", tmp_path / "private.key") == 0
    async with commune(one_machine, ids) as hop:
        await goes_on(hop)
