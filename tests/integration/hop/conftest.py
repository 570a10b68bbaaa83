"""Commands run as an operator runs them: by their words, with settings from the environment."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from services.hop.__main__ import parse
from shared.settings import Settings

Run = Callable[..., Awaitable[tuple[int, str]]]


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """argon2id with as little work as it allows, and no built web app."""
    monkeypatch.setenv("ARGON2_TIME", "1")
    monkeypatch.setenv("ARGON2_MEMORY", "8192")
    monkeypatch.setenv("WEB_FILES", str(tmp_path / "web"))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """`await run(settings, "parked", "list")` gives what the process would: exit code and what it printed."""

    async def run(settings: Settings, *words: str) -> tuple[int, str]:
        chosen = await asyncio.to_thread(parse, words)
        capsys.readouterr()
        code = await chosen.run(chosen, settings)
        return code, capsys.readouterr().out

    return run
