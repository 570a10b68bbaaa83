"""Both sandboxes: every test that opens a paper runs in the namespaces and behind the filter alone."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from services.documents.ingest import Ingested, Limits, ingest, sandbox

Ingest = Callable[..., Awaitable[Ingested]]


def left_in(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


@pytest.fixture(params=["namespaces", "filter alone"])
def walls(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "filter alone":
        monkeypatch.setattr(sandbox, "bubblewrap", lambda: None)
    else:
        assert sandbox.bubblewrap(), "bubblewrap must work where the tests run"
    return str(request.param)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    return folder


@pytest.fixture
def take(tmp_path: Path, workspace: Path) -> Ingest:
    """Ingest bytes under a name."""

    async def take(data: bytes, name: str, limits: Limits | None = None) -> Ingested:
        source = tmp_path / "incoming"
        source.write_bytes(data)
        return await ingest(source, name, workspace, limits)

    return take
