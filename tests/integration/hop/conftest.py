"""Commands run as an operator runs them: by their words, with settings from the environment."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from services.hop.__main__ import parse
from services.hop.archive import new_identity
from shared.settings import Settings
from tests.factories.commune import commune
from tests.factories.passwords import make_quick

Run = Callable[..., Awaitable[tuple[int, str]]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A commune with a meeting and a paper, and a backup that was made of it while it ran."""

    folder: Path
    ids: dict[str, str]

    @property
    def backup(self) -> Path:
        return self.folder / "hop.backup"

    @property
    def keys(self) -> Path:
        return self.folder / "keys.backup"

    @property
    def identity(self) -> Path:
        return self.folder / "private.key"


@pytest.fixture(scope="package", autouse=True)
def quick_passwords(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as environment:
        make_quick(environment, tmp_path_factory.mktemp("web"))
        yield


@pytest.fixture(scope="package")
def prepared(quick_passwords: None, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("commune")
    settings, ids = Settings(data=folder / "data"), dict[str, str]()

    async def prepare() -> None:
        async with commune(settings) as hop:
            await hop.set_up()
            await hop.hold_meeting()
            for command in ("backup", "backup-keys"):
                chosen = await asyncio.to_thread(parse, [command, str(folder / command.replace("backup-", ""))])
                assert await chosen.run(chosen, settings) == 0
            ids.update(hop.ids)

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("BACKUP_RECIPIENT", new_identity(folder / "private.key"))
        asyncio.run(prepare())
    (folder / "backup").rename(folder / "hop.backup")
    (folder / "keys").rename(folder / "keys.backup")
    return Prepared(folder, ids)


@pytest.fixture
def settings(prepared: Prepared, tmp_path: Path) -> Settings:
    """Of a copy of the commune, for a test that changes it."""
    shutil.copytree(prepared.folder / "data", tmp_path / "data")
    return Settings(data=tmp_path / "data")


@pytest.fixture
def identity(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The private key; backups made in the test are for it."""
    public = prepared.identity.read_text().split()[3]
    monkeypatch.setenv("BACKUP_RECIPIENT", public)
    return prepared.identity


@pytest.fixture
def target(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "restored")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """`await run(settings, "parked", "list")` gives what the process would: exit code and what it printed."""

    async def run(settings: Settings, *words: str) -> tuple[int, str]:
        chosen = await asyncio.to_thread(parse, words)
        capsys.readouterr()
        code = await chosen.run(chosen, settings)
        return code, capsys.readouterr().out

    return run
