"""A backup under load during which an engine dies: it is whole or there is none, and the next one lacks nothing."""

import asyncio
import random
from contextlib import aclosing
from functools import partial
from pathlib import Path

import pytest

from services.hop.__main__ import parse
from services.hop.archive import Writing, new_identity
from services.hop.contents import DOCUMENT, OBJECT
from shared.backends import open_backends
from shared.log.port import LogAway
from shared.objects.port import ObjectsAway
from shared.settings import Settings
from shared.store.port import StoreAway
from tests.backends.server import PATIENCE, Server
from tests.factories.commune import commune
from tests.factories.installation import until
from tests.factories.papers import pdf
from tests.faults.history import History
from tests.faults.load import Told, load
from tests.faults.office import Office
from tests.faults.test_kills import all_answer

pytestmark = [
    pytest.mark.usefixtures("driver_drops_a_socket"),
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),  # … and it may be found before the end
]

WORK = 15  # requests

DEATHS = {
    "store": (DOCUMENT, StoreAway),
    "objects": (OBJECT, ObjectsAway),
    "events": (OBJECT, LogAway),
}
"""By engine: what of it has just been written to the backup when it dies, and what the command says."""


async def run(settings: Settings, *words: object) -> int:
    chosen = await asyncio.to_thread(parse, [str(word) for word in words])
    code: int = await chosen.run(chosen, settings)
    return code


def kill_within(monkeypatch: pytest.MonkeyPatch, server: Server, area: str) -> None:
    add = Writing._add

    def add_and_kill(self: Writing, name: str, *content: object) -> None:
        add(self, name, *content)  # type: ignore[arg-type]
        if name.startswith(area) and not server.ended:
            server.kill()

    monkeypatch.setattr(Writing, "_add", add_and_kill)


def files_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.is_file()]


async def facts_of(settings: Settings) -> History:
    async with open_backends(settings) as backends, aclosing(backends.keeping.events()) as batches:
        return History([event async for batch in batches for event in batch])


def so_far(told: Told) -> Told:
    """What is acknowledged at this moment."""
    items = {title: list(some) for title, some in told.items.items()}
    return Told(told.name, dict(told.meetings), set(told.called), items)


async def test_engines_that_die_in_a_backup_cost_that_backup_and_nothing_acknowledged(
    office: Office, chance: random.Random, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, key = tmp_path / "hop.backup", tmp_path / "private.key"
    monkeypatch.setenv("BACKUP_RECIPIENT", await asyncio.to_thread(new_identity, key))
    settings = office.hop.operator(tmp_path)
    secretary = await office.of("thuky")
    meeting = await office.call_meeting(secretary, "Họp có tài liệu")
    await secretary.until(f"/api/meetings/{meeting}/documents", lambda answer: "items" in answer)
    texts = [f"Báo cáo kinh tế {number}" for number in range(2)]
    papers = [await secretary.hand_out(meeting, f"{number}.pdf", pdf(text)) for number, text in enumerate(texts)]
    async with load(office, chance, "sao") as told:
        for engine, (area, away) in DEATHS.items():
            server = office.hop.engines.servers[engine]
            await told.further(WORK)
            with monkeypatch.context() as patch:
                kill_within(patch, server, area)
                with pytest.raises(away):
                    await run(settings, "backup", file)
            assert files_in(tmp_path) == [key.name], f"half a backup was left when {engine} died"
            await asyncio.to_thread(server.start)
            await until(partial(all_answer, office.hop), PATIENCE)
        await told.further(WORK)
        acknowledged = so_far(told)
        assert await run(settings, "backup", file) == 0
    one_machine = Settings(data=tmp_path / "embedded")
    assert await run(one_machine, "restore", file, "--identity", key) == 0
    restored = await facts_of(one_machine)
    restored.check_order()
    assert restored.missing(acknowledged) == []
    assert acknowledged.called, "nobody could work at all"
    async with commune(one_machine) as hop:
        for paper in papers:
            assert await hop.original_is_whole(paper)
