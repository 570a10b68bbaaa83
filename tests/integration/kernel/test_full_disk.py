"""A full disk: reading goes on, writing is put off, nothing is half done, and all works again when there is room."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import stamina
from aiohttp import web

from shared import app as app_module
from shared.app import DIED
from shared.events.gateway import SOURCE
from tests.factories.facts import person
from tests.factories.installation import Installation, installation
from tests.factories.limits import files_no_larger_than
from tests.unit.kernel.notes import World, build


@pytest.fixture
async def hop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Installation]:
    monkeypatch.setattr(app_module, "PAUSE", 0.01)
    with stamina.set_testing(True, attempts=2):
        async with installation(tmp_path, build) as running:
            yield running


def journal(tmp_path: Path) -> int:
    return (tmp_path / "data/hop.db-wal").stat().st_size


async def test_full_disk_puts_off_writes_and_loses_nothing(hop: Installation, tmp_path: Path) -> None:
    an = hop.person("an")
    note = await an.send("POST", "/api/notes", {"title": "trước"})
    with files_no_larger_than(journal(tmp_path)):
        response = await an.ask("POST", "/api/notes", {"title": "trong lúc đầy"})
        assert (response.status, (await response.json())["type"]) == (503, "/problems/unavailable")
        assert int(response.headers["Retry-After"]) > 0
        assert "Hop-Seen" not in response.headers
        assert await an.get(f"/api/notes/{note['id']}") == note
        assert (await hop.client.get("/livez")).status == 200
    await an.send("POST", "/api/notes", {"title": "sau"})
    assert [one["title"] for one in (await an.get("/api/notes"))["items"]] == ["sau", "trước"]


async def test_reactions_wait_for_room_and_then_go_on(hop: Installation, tmp_path: Path) -> None:
    world: World = hop.services[0].world
    world.may_hear.clear()
    with pytest.raises(AssertionError, match="in time"):
        await hop.say(SOURCE, "person", "binh", person("binh"), seconds=0.1)
    with files_no_larger_than(journal(tmp_path)):
        world.may_hear.set()
        with pytest.raises(AssertionError, match="in time"):
            await hop.settle(0.3)
        app = hop.client.app
        assert isinstance(app, web.Application)
        assert not app[DIED].happened.is_set()
        assert await world.people.get("binh") is None
    await hop.settle()
    assert await world.people.get("binh") is not None
    assert await world.reactions.parked() == []
