"""Open streams are told while their log is in trouble, and when it is over."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.notify.app import build
from services.notify.stream import delays, hub
from shared.app import Kit, Service
from tests.factories.installation import Installation, installation
from tests.integration.notify.stream import stream

AWAY = "log: does not answer"


@pytest.fixture
def troubles() -> list[str]:
    """What the log tells of itself."""
    return []


@pytest.fixture
async def troubled(
    tmp_path: Path, populated: Path, troubles: list[str], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Installation]:
    monkeypatch.setattr(hub, "LOOK_AFTER", 0.01)
    monkeypatch.setattr(delays, "STANDS", 0.0)

    async def tell() -> list[str]:
        return troubles

    def build_troubled(kit: Kit) -> Service:
        kit.backends.log_degraded = [tell]
        return build(kit)

    async with installation(tmp_path, build_troubled, like=populated) as running:
        yield running


async def test_every_open_stream_is_told_once_when_the_log_goes_and_once_when_it_is_back(
    troubled: Installation, troubles: list[str]
) -> None:
    async with stream(troubled.person("an")) as an, stream(troubled.person("outsider")) as outsider:
        troubles.append(AWAY)
        for tablet in (an, outsider):
            await tablet.until_delayed(True)
        troubles.clear()
        for tablet in (an, outsider):
            await tablet.until_delayed(False)
            assert tablet.delayed == [False, True, False]


async def test_stream_that_opens_meanwhile_is_told_at_its_beginning(
    troubled: Installation, troubles: list[str]
) -> None:
    troubles.append(AWAY)
    async with stream(troubled.person("an")) as early:
        await early.until_delayed(True)
        async with stream(troubled.person("an"), early.mark) as late:
            assert late.delayed == [True]


async def test_where_store_and_log_are_one_nothing_is_delayed(hop: Installation) -> None:
    assert hop.kit.backends.log_degraded == ()
    async with stream(hop.person("an")) as tablet:
        assert tablet.delayed == [False]
