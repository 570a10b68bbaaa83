"""Real backing services in a temporary folder, and a clock that stands still."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import stamina
import structlog

from shared.backends import Backends, open_backends
from shared.clock import SetClock
from shared.reactions import ATTEMPTS
from shared.settings import Settings
from shared.store.port import Store
from tests.factories.events import NOON
from tests.factories.logs import set_up_logs


@pytest.fixture(scope="session", autouse=True)
def logs_are_written_as_in_production() -> None:
    set_up_logs()


@pytest.fixture(autouse=True)
def retries_do_not_wait() -> Iterator[None]:
    with stamina.set_testing(True, attempts=ATTEMPTS):
        yield


@pytest.fixture
async def backends(tmp_path: Path) -> AsyncIterator[Backends]:
    async with open_backends(Settings(data=tmp_path / "data")) as opened:
        yield opened


@pytest.fixture
def store(backends: Backends) -> Store:
    return backends.store


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """The lines of the log as they are written."""
    lines: list[str] = []

    def keep(logger: object, method: str, line: Any) -> Any:
        lines.append(line)
        return line

    processors = structlog.get_config()["processors"]  # the list that loggers made earlier hold too
    processors.append(keep)
    yield lines
    processors.remove(keep)
