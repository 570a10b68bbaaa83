"""What makes a gateway in tests quick to sign in to."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    make_quick(monkeypatch, tmp_path / "web")


def make_quick(environment: pytest.MonkeyPatch, web: Path) -> None:
    """argon2id with as little work as it allows, and no built web app but the test's own."""
    environment.setenv("ARGON2_TIME", "1")
    environment.setenv("ARGON2_MEMORY", "8192")
    environment.setenv("WEB_FILES", str(web))
