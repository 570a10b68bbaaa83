"""Tests of what only the cluster's engines can do to us; run with PROFILE=cluster."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from shared.backends import Backends, open_backends
from shared.settings import Settings
from tests.backends.engines import Engines


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without the profile nothing here is collected: the embedded product needs no engine."""
    if os.environ.get("PROFILE") != "cluster":
        here = Path(__file__).parent
        items[:] = [item for item in items if here not in item.path.parents]


@pytest.fixture
def settings(running_engines: Engines, tmp_path: Path) -> Iterator[Settings]:
    settings = running_engines.settings(tmp_path)
    yield settings
    running_engines.forget(settings)


@pytest.fixture
async def backends(settings: Settings) -> AsyncIterator[Backends]:
    async with open_backends(settings) as opened:
        yield opened
